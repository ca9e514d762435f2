"""Alternatives: what may be used in place of an application that may not, and since which seq the list stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from registry.surfaces.feed.clock import Clock
from registry.surfaces.feed.rows import Row
from registry.terms import Outcome

MOST = 8
RANKS = {Outcome.APPROVED.value: 0, Outcome.CONDITIONAL.value: 1}


class Place(NamedTuple):
    """A category in which an application was placed; places sort as of several the last one stands."""

    effective_on: date
    revision: int
    place: int
    category: int


class Offer(NamedTuple):
    """An application that may be used, in the order in which they are listed: without conditions first."""

    rank: int
    slug: str


@dataclass(frozen=True)
class Listed:
    """The alternatives in a category, and the seq of the last change of that list."""

    slugs: tuple[str, ...] = ()
    turned: int = 0


@dataclass(frozen=True)
class Member:
    """An application as far as lists of alternatives need it."""

    slug: str
    rows: Sequence[Row]
    places: Sequence[Place]

    def category(self, clock: Clock, at: int) -> int | None:
        """Return its category in the state of a seq."""
        known = [p for p in self.places if clock.of_revision(p.revision) <= at and clock.of_day(p.effective_on) <= at]
        return max(known).category if known else None

    def placed(self, clock: Clock) -> int:
        """Return the seq of the last step by which its category turned."""
        return max(step for p in self.places for step in clock.steps(p.revision, None, p.effective_on))

    def offer(self, clock: Clock, chain: Sequence[int], at: int) -> tuple[int, Offer] | None:
        """Return the category in which it is offered in the state of a seq, and as what; None where it is not."""
        for organisation in reversed(chain):
            for row in self.rows:
                if row.organisation == organisation and row.visible(clock, at):
                    category = self.category(clock, at)
                    if row.outcome not in RANKS or category is None:
                        return None
                    return category, Offer(RANKS[row.outcome], self.slug)
        return None

    def turns(self, clock: Clock, chain: Sequence[int], since: int) -> Iterator[tuple[int, int, Offer]]:
        """Yield each change after a seq, by which it came to be offered in a category or ceased to be."""
        steps = {step for row in self.rows for step in row.steps(clock)}
        steps |= {step for p in self.places for step in clock.steps(p.revision, None, p.effective_on)}
        before = self.offer(clock, chain, since)
        for step in sorted(step for step in steps if step > since):
            after = self.offer(clock, chain, step)
            if after != before:
                for offered in (before, after):
                    if offered is not None:
                        yield step, *offered
            before = after


def alternatives(
    members: Iterable[Member], chain: Sequence[int], clock: Clock, since: int
) -> defaultdict[int | None, Listed]:
    """Return the alternatives in each category, and when each list changed last.

    `since` is the seq from which the chain of the channel is what it is now: what changed before it is
    said to have changed then. Further down than its last place, a list does not care who comes or goes.
    """
    offers: dict[int, list[Offer]] = defaultdict(list)
    turns: dict[int, list[tuple[int, Offer]]] = defaultdict(list)
    for member in members:
        if not any(row.outcome in RANKS for row in member.rows):
            continue
        for step, category, offer in member.turns(clock, chain, since):
            turns[category].append((step, offer))
        if now := member.offer(clock, chain, clock.now):
            offers[now[0]].append(now[1])
    listed: defaultdict[int | None, Listed] = defaultdict(lambda: Listed(turned=since))
    for category in offers.keys() | turns.keys():
        first = sorted(offers[category])[:MOST]
        full = len(first) == MOST
        changes = [step for step, offer in turns[category] if not full or offer <= first[-1]]
        listed[category] = Listed(tuple(offer.slug for offer in first), max(changes, default=since))
    return listed
