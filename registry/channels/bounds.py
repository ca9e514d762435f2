"""The blast radius: how much of a channel may turn at once before a person confirms the number.

The publisher's preview warns of it; this is where it is held, at the last door before devices. What is new does
not count: a record that is added bans or allows one thing that nothing was said of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_TURNED, MOST_TURNED_PERCENT, MOST_DROPPED_PERCENT = 50, 2, 1

FEW_TURNED, FEW_DROPPED = 5, 1
"""So many never have to be confirmed: of a channel of a dozen records a percentage alone would hold each ruling."""


@dataclass(frozen=True)
class Radius:
    """How many records of a channel turn, in status or identifiers, and how many are dropped, of how many."""

    turned: int
    dropped: int
    of: int

    @property
    def is_wide(self) -> bool:
        """Tell whether a person has to confirm it."""
        return (
            self.turned > MOST_TURNED
            or (self.turned > FEW_TURNED and self.turned * 100 > self.of * MOST_TURNED_PERCENT)
            or (self.dropped > FEW_DROPPED and self.dropped * 100 > self.of * MOST_DROPPED_PERCENT)
        )

    def is_within(self, confirmed: "Radius | None") -> bool:
        """Tell whether it is no wider than what was confirmed."""
        return confirmed is not None and self.turned <= confirmed.turned and self.dropped <= confirmed.dropped


def radius(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]], *, rules: tuple[str, str]) -> Radius:
    """Return how much turns between two states; another default rule turns all of them."""
    if rules[0] != rules[1]:
        return Radius(turned=len(before), dropped=len(before.keys() - after.keys()), of=len(before))
    turned = sum(1 for name, line in after.items() if name in before and before[name][1:] != line[1:])
    return Radius(turned, len(before.keys() - after.keys()), len(before))
