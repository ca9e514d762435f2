"""Alternatives: what may be used in place of an application that may not, and since which seq the list stands."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True)
class Shelves:
    """What is offered in each category, sorted, with the list of alternatives that it makes there.

    `since` is the seq from which the chain of the channel is what it is now: what changed before it is
    said to have changed then.
    """

    offers: Mapping[int, Sequence[Offer]]
    lists: Mapping[int, Listed]
    since: int

    def listed(self, category: int | None) -> Listed:
        """Return the alternatives in a category."""
        nothing = Listed(turned=self.since)
        return nothing if category is None else self.lists.get(category, nothing)

    def wound_on(self, members: Iterable[Member], chain: Sequence[int], clock: Clock, before: int) -> "Shelves":
        """Return what they have become since the seq before, where only some members turned.

        Whatever changes a list comes before its end or goes from before it: so either the list is what it
        was, and what counted for it counts still, or something that counts turned just now.
        """
        offers = {category: list(offered) for category, offered in self.offers.items()}
        turns: dict[int, list[tuple[int, Offer]]] = defaultdict(list)
        touched = set()
        for member in members:
            was, now = member.offer(clock, chain, before), member.offer(clock, chain, clock.now)
            if was is not None:
                touched.add(was[0])
                offers[was[0]].remove(was[1])
            if now is not None:
                touched.add(now[0])
                insort(offers.setdefault(now[0], []), now[1])
            for step, category, offer in member.turns(clock, chain, before):
                turns[category].append((step, offer))
        lists = {
            category: _listed(offers.get(category, ()), turns[category], self.listed(category).turned)
            for category in touched | turns.keys()
        }
        return Shelves(offers, {**self.lists, **lists}, self.since)


def shelves(members: Iterable[Member], chain: Sequence[int], clock: Clock, since: int) -> Shelves:
    """Return what is offered in each category, and when each list changed last."""
    return shelves_of(*gathered(members, chain, clock, since), since)


def gathered(
    members: Iterable[Member], chain: Sequence[int], clock: Clock, since: int
) -> tuple[dict[int, list[Offer]], dict[int, list[tuple[int, Offer]]]]:
    """Return what is offered in each category, and each change of that after a seq."""
    offers: dict[int, list[Offer]] = defaultdict(list)
    turns: dict[int, list[tuple[int, Offer]]] = defaultdict(list)
    for member in members:
        if not any(row.outcome in RANKS for row in member.rows):
            continue
        for step, category, offer in member.turns(clock, chain, since):
            turns[category].append((step, offer))
        if now := member.offer(clock, chain, clock.now):
            offers[now[0]].append(now[1])
    return offers, turns


def shelves_of(
    offers: Mapping[int, Sequence[Offer]], turns: Mapping[int, Sequence[tuple[int, Offer]]], since: int
) -> Shelves:
    """Return the lists that offers make, and when each changed last."""
    in_order = {category: sorted(offered) for category, offered in offers.items()}
    lists = {
        category: _listed(in_order.get(category, ()), turns.get(category, ()), since)
        for category in in_order.keys() | turns.keys()
    }
    return Shelves(in_order, lists, since)


def _listed(offers: Sequence[Offer], turns: Iterable[tuple[int, Offer]], otherwise: int) -> Listed:
    """Return the list that sorted offers make.

    Further down than its last place, a list does not care who comes or goes: only the turns that it
    cares for tell when it changed, and where there is none, it did so `otherwise`.
    """
    first = offers[:MOST]
    full = len(first) == MOST
    changes = (step for step, offer in turns if not full or offer <= first[-1])
    return Listed(tuple(offer.slug for offer in first), max(changes, default=otherwise))
