"""The sources of a state: the rows from which the records of one channel are written, or those of all of a class."""

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.catalogue.applications import Application, ApplicationPlacement
from registry.catalogue.trees import SINCE_ALWAYS, OrganisationTree
from registry.surfaces.feed.alternatives import Place
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import Clock
from registry.surfaces.feed.identifiers import Identified
from registry.surfaces.feed.reasons import Reasons
from registry.surfaces.feed.rows import in_reach, rows_by_application
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Timelines, holds_on


class Sources:
    """The applications on which something was ever said for a device class, and what was.

    With a seat, as its organisation reads them: of it and those above it alone; with `only`, of these
    applications alone. `essential` are those of the baselines, on which nothing need have been said.
    """

    def __init__(
        self,
        state: Channel,
        clock: Clock,
        tree: OrganisationTree,
        essential: Collection[int],
        *,
        only: Collection[int] | None = None,
        seat: int | None = None,
    ) -> None:
        """Read them as a state knows them. Eight queries."""
        above = None if seat is None else tree.ever_above(seat)
        verdicts = in_reach(above, state.device_class, clock)
        concerned = _concerned(verdicts, essential, only)
        self.applications = {one.pk: one for one in concerned.only("slug", "name", "changed_in")}  # 1
        if only is not None:
            only = list(self.applications)
            concerned, verdicts = Application.objects.filter(pk__in=only), verdicts.filter(application__in=only)
        self.identified = Identified(concerned, clock)  # 1
        self.rows = rows_by_application(verdicts, clock)  # 1
        self.places = _places(concerned, clock)  # 1
        known = verdicts.known(state.known_at)
        self.runs = Timelines(tree, known)  # 1
        self.reasons = Reasons(known, (one for one in self.runs.verdicts if holds_on(one, state.day)))  # 3

    @cached_property
    def ruled_by(self) -> dict[int, set[int]]:
        """Return the applications on which each organisation ever had a verdict of its own."""
        ruled: dict[int, set[int]] = defaultdict(set)
        for application, rows in self.rows.items():
            for row in rows:
                ruled[row.organisation].add(application)
        return ruled


def _concerned(
    verdicts: QuerySet[Verdict], essential: Collection[int], only: Collection[int] | None
) -> QuerySet[Application]:
    """Return the applications on which something was ever said."""
    if only is None:
        ruled = Application.objects.filter(pk__in=verdicts.values("application"))
        return ruled | Application.objects.filter(pk__in=essential)
    # Of a few, each is looked up; of all, the verdicts are read through.
    ruled_on = Exists(verdicts.filter(application=OuterRef("pk")))
    return Application.objects.filter(Q(pk__in=essential) | ruled_on, pk__in=only)


def _places(concerned: QuerySet[Application], at: Clock) -> dict[int, list[Place]]:
    """Return the categories of each application, of all times."""
    places: dict[int, list[Place]] = defaultdict(list)
    placed = ApplicationPlacement.objects.filter(application__in=concerned, revision__lte=at.last)
    for application, effective_on, *place in placed.values_list(
        "application_id", "effective_on", "revision_id", "place", "category_id"
    ):
        places[application].append(Place(effective_on or SINCE_ALWAYS, *place))
    return places
