"""What is offered in each category of a channel, and each turn of it: enough to tell it of a channel below, too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from registry.surfaces.feed.alternatives import Member, Offer, Shelves, gathered, shelves_of
from registry.surfaces.feed.clock import Clock

Turns = Mapping[int, Sequence[tuple[int, Offer]]]


@dataclass(frozen=True)
class Offered:
    """The offers of a channel in each category, in no order, and at which seqs one came or went."""

    offers: Mapping[int, Sequence[Offer]]
    turns: Turns
    since: int

    @classmethod
    def of(cls, members: Iterable[Member], chain: Sequence[int], clock: Clock, since: int) -> "Offered":
        """Return what some applications offer in a channel that is seated as it is since a seq."""
        return cls(*gathered(members, chain, clock, since), since)

    def below(self, members: Iterable[Member], chain: Sequence[int], clock: Clock, since: int) -> "Offered":
        """Return what is offered in a channel seated below, where only some applications may differ."""
        own = list(members)
        names = {member.slug for member in own}
        offers: dict[int, list[Offer]] = defaultdict(list)
        for category, inherited in self.offers.items():
            offers[category] = [offer for offer in inherited if offer.slug not in names]
        turns: dict[int, list[tuple[int, Offer]]] = defaultdict(list)
        for category, past in self.turns.items():
            turns[category] = [turn for turn in past if turn[0] > since and turn[1].slug not in names]
        own_offers, own_turns = gathered(own, chain, clock, since)
        for category, offered in own_offers.items():
            offers[category] += offered
        for category, turned in own_turns.items():
            turns[category] += turned
        return Offered(offers, turns, since)

    @cached_property
    def shelves(self) -> Shelves:
        """Return the lists of alternatives that they make."""
        return shelves_of(self.offers, self.turns, self.since)
