"""The ground of a channel: what all of its records stand on, and whether it has moved since an earlier state."""

from copy import copy
from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from registry.catalogue.organisations import (
    BaselineEntry,
    DefaultRule,
    Organisation,
    OrganisationEnd,
    OrganisationPlacement,
)
from registry.catalogue.trees import organisation_tree
from registry.surfaces.feed.baseline import Baseline
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import Clock, clock
from registry.terms import Rule


class Ground:
    """The clock of a channel, those above it, what unlisted means there, and the baselines.

    Organisations are those that were ever above the channel's: that one is no longer may show in a record.
    """

    def __init__(self, channel: Channel) -> None:
        """Read the ground of a channel. Eight queries."""
        seat = channel.organisation.pk
        self.channel = channel
        self.clock = clock(channel.revision, channel.day)  # the publications: 1 query
        self.tree = organisation_tree(channel.known_at)  # seats, ends and default rules: 3
        self.above = self.tree.ever_above(seat)
        self.chain = self.tree.chain(seat, channel.day)
        self.default_rule = self.tree.default_rule(seat, channel.day)
        self.baseline = Baseline(self.above, self.clock)  # its entries, and the rules under which they count: 2
        self.seated = _seated(self.above, self.clock)  # 2

    def wound_on(self, channel: Channel) -> Self | None:
        """Return the same ground in a later state of the channel. Two queries.

        None where it has moved, or where the registry was set back since, and went on otherwise.
        """
        wound_on = self.clock.wound_on(self.channel.digest, channel.revision, channel.day)
        if wound_on is None or self._has_moved(channel.day):
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

    def _has_moved(self, today: date) -> bool:
        """Tell whether a name, seat, end, rule or baseline of those above has turned since, by publication or by day.

        One query.
        """
        last, then = self.clock.last, self.clock.today
        its = {"organisation": OuterRef("pk")}
        published = Q(revision__gt=last)
        moved = (
            Q(changed_in__gt=last)
            | Exists(
                OrganisationPlacement.objects.filter(
                    published | Q(effective_on__gt=then, effective_on__lte=today), **its
                )
            )
            | Exists(OrganisationEnd.objects.filter(published | Q(ends_on__gt=then, ends_on__lte=today), **its))
            | Exists(DefaultRule.objects.filter(published | Q(effective_on__gt=then, effective_on__lte=today), **its))
            | Exists(BaselineEntry.objects.filter(published | Q(known_until__gt=last), **its))
        )
        return Organisation.objects.filter(moved, pk__in=self.above).exists()


def _seated(organisations: set[int], at: Clock) -> int:
    """Return the seq of the last step by which the seat or the end of one of some organisations turned."""
    seats = OrganisationPlacement.objects.filter(organisation__in=organisations, revision__lte=at.last)
    ends = OrganisationEnd.objects.filter(organisation__in=organisations, revision__lte=at.last)
    turns = [*seats.values_list("revision_id", "effective_on"), *ends.values_list("revision_id", "ends_on")]
    return max(step for revision, day in turns for step in at.steps(revision, None, day))
