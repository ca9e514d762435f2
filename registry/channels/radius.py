"""The blast radius of a head: how much turns between the state that is served and the one that is to be signed."""

from registry.channels.lines import Lines, said
from registry.reach.limits import Radius


def radius(before: Lines, after: Lines, *, rules: tuple[str, str]) -> Radius:
    """Return how much turns between the lines of two states; another default rule turns all of them."""
    changed = before.differing(after).values()
    dropped = sum(1 for _old, new in changed if new is None)
    if rules[0] != rules[1]:
        return Radius(turned=len(before), dropped=dropped, of=len(before))
    return Radius(sum(1 for old, new in changed if old and new and said(old) != said(new)), dropped, len(before))
