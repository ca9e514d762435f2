"""The ground of a channel: what all of its records stand on, and whether it has moved since an earlier state."""

from collections.abc import Collection
from copy import copy
from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.catalogue.organisations import (
    BaselineEntry,
    DefaultRule,
    Organisation,
    OrganisationEnd,
    OrganisationPlacement,
)
from registry.catalogue.trees import organisation_tree
from registry.prepared import prepared
from registry.surfaces.feed.baseline import Baseline, ReadBaselines
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import clock
from registry.terms import Rule


class Ground:
    """The clock of a channel, those above it, what unlisted means there, and the baselines.

    Organisations are those that were ever above the channel's: that one is no longer may show in a record.
    """

    def __init__(self, channel: Channel, read: "Read | None" = None) -> None:
        """Take the ground of a channel from what was read for all, or read it alone: eight queries."""
        seat = channel.organisation.pk
        read = read or Read(channel, seat)
        self.channel = channel
        self.clock, self.tree = read.clock, read.tree
        self.above = self.tree.ever_above(seat)
        self.chain = self.tree.chain(seat, channel.day)
        self.default_rule = self.tree.default_rule(seat, channel.day)
        self.baseline = Baseline(read.baselines, self.above, self.clock)
        self.seated = max(
            step
            for organisation, revision, day in read.seats
            if organisation in self.above
            for step in self.clock.steps(revision, None, day)
        )

    def wound_on(self, channel: Channel) -> Self | None:
        """Return the same ground in a later state of the channel. Two queries.

        None where it has moved, or where the registry was set back since, and went on otherwise.
        """
        wound_on = self.clock.wound_on(self.channel.digest, channel.revision, channel.day)
        if wound_on is None or moved_since(self.channel, channel.day, self.above):
            return None
        later = copy(self)
        later.channel, later.clock = channel, wound_on
        later.baseline = self.baseline.wound_on(later.clock)
        return later

    @property
    def denies_all(self) -> bool:
        """Tell whether devices are denied what is not listed, and nothing that they cannot do without is listed."""
        return self.default_rule == Rule.DENY and not any(
            self.baseline.entry(application, self.chain) for application in self.baseline.applications
        )


def moved_since(then: Channel, today: date, among: Collection[int] | None = None) -> set[int]:
    """Return the organisations of which name, seat, end, rule or baseline turned since a state, or turns by a day.

    One query.
    """
    rows = _moved(last=then.revision, then=then.day, today=today, among=among)
    return {organisation for (organisation,) in rows}


@prepared
def _moved(*, last: int, then: date, today: date, among: list[int] | None = None) -> QuerySet[Any, Any]:
    its = {"organisation": OuterRef("pk")}
    published = Q(revision__gt=last)
    moved = (
        Q(changed_in__gt=last)
        | Exists(OrganisationPlacement.objects.filter(published | _begins("effective_on", then, today), **its))
        | Exists(OrganisationEnd.objects.filter(published | _begins("ends_on", then, today), **its))
        | Exists(DefaultRule.objects.filter(published | _begins("effective_on", then, today), **its))
        | Exists(BaselineEntry.objects.filter(published | Q(known_until__gt=last), **its))
    )
    found = Organisation.objects.filter(moved).values_list("pk")
    return found if among is None else found.filter(pk__in=among)


def _begins(field: str, then: date, today: date) -> Q:
    return Q(**{f"{field}__gt": then, f"{field}__lte": today})


class Read:
    """What the grounds of channels of one state are made of: that of one organisation, or those of all."""

    def __init__(self, state: Channel, seat: int | None = None) -> None:
        """Read it. Eight queries."""
        self.clock = clock(state.revision, state.day)  # the publications: 1
        self.tree = organisation_tree(state.known_at)  # seats, ends and default rules: 3
        above = None if seat is None else self.tree.ever_above(seat)
        self.baselines = ReadBaselines(above, self.clock)  # their entries, and the rules under which they count: 2
        known: dict[str, Any] = {"revision__lte": self.clock.last}
        if above is not None:
            known["organisation__in"] = above
        seats = OrganisationPlacement.objects.filter(**known)
        ends = OrganisationEnd.objects.filter(**known)
        self.seats = [  # 2
            *seats.values_list("organisation", "revision", "effective_on"),
            *ends.values_list("organisation", "revision", "ends_on"),
        ]
