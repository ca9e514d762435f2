"""The blast radius of a head: how much turns between the state that is served and the one that is to be signed."""

from collections.abc import Mapping

from registry.reach.limits import Radius


def radius(before: Mapping[str, str], after: Mapping[str, str], *, rules: tuple[str, str]) -> Radius:
    """Return how much turns between the lines of two states; another default rule turns all of them."""
    if rules[0] != rules[1]:
        return Radius(turned=len(before), dropped=len(before.keys() - after.keys()), of=len(before))
    changed = ((before[name], line) for name, line in after.items() if before.get(name, line) != line)
    turned = sum(1 for old, new in changed if old.partition(" ")[2] != new.partition(" ")[2])
    return Radius(turned, len(before.keys() - after.keys()), len(before))
