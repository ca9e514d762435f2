"""The limits: how much of a channel may turn at once before a person confirms the number.

The same for whoever approves a publication and for the signer, which is the last door before devices. What is new
does not count: a record that is added bans or allows one thing that nothing was said of.
"""

from dataclasses import dataclass

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
    def count(self) -> int:
        """Return the number that a person confirms."""
        return self.turned + self.dropped

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

    def beyond(self, confirmed: "Radius") -> "Radius":
        """Return what is left of it beyond what was confirmed."""
        return Radius(max(0, self.turned - confirmed.turned), max(0, self.dropped - confirmed.dropped), self.of)
