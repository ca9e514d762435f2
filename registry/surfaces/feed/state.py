"""The state of a channel: all that its records are written from, read at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from registry.catalogue.applications import Application, ApplicationPlacement
from registry.catalogue.organisations import OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import SINCE_ALWAYS, organisation_tree
from registry.surfaces.feed.alternatives import Member, Place, alternatives
from registry.surfaces.feed.baseline import Baseline
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import Clock, clock
from registry.surfaces.feed.identifiers import Identified
from registry.surfaces.feed.reasons import Reasons
from registry.surfaces.feed.rows import Row, in_reach, rows_by_application
from registry.terms import Rule
from registry.verdicts.timeline import timelines


class State:
    """What holds in a channel, and all that led to it, in 17 queries however many applications there are.

    Organisations are those that were ever above the channel's: that one is no longer may show in a record.
    """

    def __init__(self, channel: Channel) -> None:
        """Read the state of a channel."""
        seat, device_class, known_at = channel.organisation.pk, channel.device_class, channel.known_at
        self.channel = channel
        self.clock = clock(channel.revision, channel.day)  # the publications: 1 query
        tree = organisation_tree(known_at)  # seats, ends and default rules: 3
        above = tree.ever_above(seat)
        self.chain = tree.chain(seat, channel.day)
        self.default_rule = tree.default_rule(seat, channel.day)
        self.baseline = Baseline(above, self.clock)  # its entries, and the rules under which they count: 2
        verdicts = in_reach(above, device_class, self.clock)
        concerned = Application.objects.filter(pk__in=verdicts.values("application")) | Application.objects.filter(
            pk__in=self.baseline.applications
        )
        self.applications = sorted(concerned.only("slug", "name", "changed_in"), key=lambda one: one.slug)  # 1
        self.identified = Identified(concerned, self.clock)  # 1
        self.rows = rows_by_application(verdicts, self.clock)  # 1
        self.seated = _seated(above, self.clock)  # 2
        self.members = _members(self.applications, self.rows, concerned, self.clock)  # 1
        self.alternatives = alternatives(self.members.values(), self.chain, self.clock, since=self.seated)
        # The verdicts known in the state and the rulings behind them: 2
        read = timelines(organisation=seat, device_class=device_class, revision=known_at, tree=tree)
        self.runs = {one.pk: read.run(one.pk, seat, device_class, channel.day) for one in self.applications}
        self.reasons = Reasons(run.verdict for run in self.runs.values() if run.verdict)  # 2

    @property
    def denies_all(self) -> bool:
        """Tell whether devices are denied what is not listed, and nothing that they cannot do without is listed."""
        return self.default_rule == Rule.DENY and not any(
            self.baseline.entry(application, self.chain) for application in self.baseline.applications
        )


def _seated(organisations: Collection[int], at: Clock) -> int:
    """Return the seq of the last step by which the seat or the end of one of some organisations turned."""
    seats = OrganisationPlacement.objects.filter(organisation__in=organisations, revision__lte=at.last)
    ends = OrganisationEnd.objects.filter(organisation__in=organisations, revision__lte=at.last)
    turns = [*seats.values_list("revision_id", "effective_on"), *ends.values_list("revision_id", "ends_on")]
    return max(step for revision, day in turns for step in at.steps(revision, None, day))


def _members(
    applications: Sequence[Application], rows: Mapping[int, Sequence[Row]], concerned: QuerySet[Application], at: Clock
) -> dict[int, Member]:
    """Return the applications with their verdicts and their categories of all times."""
    places: dict[int, list[Place]] = defaultdict(list)
    placed = ApplicationPlacement.objects.filter(application__in=concerned, revision__lte=at.last)
    for application, effective_on, *place in placed.values_list(
        "application_id", "effective_on", "revision_id", "place", "category_id"
    ):
        places[application].append(Place(effective_on or SINCE_ALWAYS, *place))
    return {one.pk: Member(one.slug, rows.get(one.pk, ()), places[one.pk]) for one in applications}
