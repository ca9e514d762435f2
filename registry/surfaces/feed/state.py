"""The state of a channel: all that its records are written from, read at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.catalogue.applications import Application, ApplicationPlacement
from registry.catalogue.trees import SINCE_ALWAYS
from registry.surfaces.feed.alternatives import Member, Place, Shelves, shelves
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import Clock
from registry.surfaces.feed.ground import Ground
from registry.surfaces.feed.identifiers import Identified
from registry.surfaces.feed.reasons import Reasons
from registry.surfaces.feed.rows import Row, in_reach, rows_by_application
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Timelines


class State:
    """What holds in a channel, and all that led to it.

    Eight queries however many applications there are, besides those of the ground. With `only`, of these
    applications alone; the lists of alternatives, which need them all, are then given, unless nobody asks
    for records of what may not be used.
    """

    def __init__(
        self,
        channel: Channel,
        ground: Ground | None = None,
        only: Collection[int] | None = None,
        offered: Shelves | None = None,
    ) -> None:
        """Read the state of a channel."""
        self.channel, self.ground = channel, ground or Ground(channel)
        self.clock, self.chain = self.ground.clock, self.ground.chain
        self.default_rule, self.baseline, self.seated = (
            self.ground.default_rule,
            self.ground.baseline,
            self.ground.seated,
        )
        seat, device_class = channel.organisation.pk, channel.device_class
        verdicts = in_reach(self.ground.above, device_class, self.clock)
        concerned = _concerned(verdicts, self.baseline.applications, only)
        self.applications = sorted(concerned.only("slug", "name", "changed_in"), key=lambda one: one.slug)  # 1
        if only is not None:
            only = [one.pk for one in self.applications]
            concerned, verdicts = Application.objects.filter(pk__in=only), verdicts.filter(application__in=only)
        self.identified = Identified(concerned, self.clock)  # 1
        self.rows = rows_by_application(verdicts, self.clock)  # 1
        self.members = _members(self.applications, self.rows, concerned, self.clock)  # 1
        self.shelves = offered or shelves(self.members.values(), self.chain, self.clock, since=self.seated)
        known = verdicts.known(channel.known_at)
        read = Timelines(self.ground.tree, known)  # 1
        self.runs = {one.pk: read.run(one.pk, seat, device_class, channel.day) for one in self.applications}
        self.reasons = Reasons(known, (run.verdict for run in self.runs.values() if run.verdict))  # 3

    @property
    def denies_all(self) -> bool:
        """Tell whether devices are denied what is not listed, and nothing that they cannot do without is listed."""
        return self.ground.denies_all


def _concerned(
    verdicts: QuerySet[Verdict], essential: Collection[int], only: Collection[int] | None
) -> QuerySet[Application]:
    """Return the applications on which something was ever said in a channel."""
    if only is None:
        ruled = Application.objects.filter(pk__in=verdicts.values("application"))
        return ruled | Application.objects.filter(pk__in=essential)
    # Of a few, each is looked up; of all, the verdicts are read through.
    ruled_on = Exists(verdicts.filter(application=OuterRef("pk")))
    return Application.objects.filter(Q(pk__in=essential) | ruled_on, pk__in=only)


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
