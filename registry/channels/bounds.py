"""The blast radius of a head: how much turns between the state that is served and the one that is to be signed."""

from collections.abc import Mapping
from typing import Any

from registry.reach.bounds import Radius


def radius(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]], *, rules: tuple[str, str]) -> Radius:
    """Return how much turns between two states; another default rule turns all of them."""
    if rules[0] != rules[1]:
        return Radius(turned=len(before), dropped=len(before.keys() - after.keys()), of=len(before))
    turned = sum(1 for name, line in after.items() if name in before and before[name][1:] != line[1:])
    return Radius(turned, len(before.keys() - after.keys()), len(before))
