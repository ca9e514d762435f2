"""The sources of a state: the rows from which the records of one channel are written, or those of all of a class."""

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from registry.catalogue.applications import ApplicationPlacement
from registry.catalogue.trees import SINCE_ALWAYS, OrganisationTree
from registry.prepared import prepared
from registry.surfaces.feed.alternatives import Place
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import Clock
from registry.surfaces.feed.concerned import Concerned, concerned, subjects
from registry.surfaces.feed.identifiers import Identified
from registry.surfaces.feed.reasons import Reasons
from registry.surfaces.feed.rows import Reach, verdicts
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
        """Read them as a state knows them. Seven queries."""
        reach = Reach(device=str(state.device_class), last=clock.last)
        if seat is not None:
            reach["above"] = tree.ever_above(seat)
        of = Concerned(**reach, essential=essential)
        if only is not None:
            of["only"] = only
        self.applications = subjects(of)  # 1
        if only is not None:
            reach["only"] = list(self.applications)
            of = Concerned(last=clock.last, only=reach["only"])
        self.identified = Identified(of, clock)  # 1
        self.rows, known = verdicts(reach, clock, state.known_at)  # 1
        self.places = _places_of(of)  # 1
        self.runs = Timelines(tree, known)
        self.reasons = Reasons(reach, state.known_at, (one for one in known if holds_on(one, state.day)))  # 3

    @cached_property
    def ruled_by(self) -> dict[int, set[int]]:
        """Return the applications on which each organisation ever had a verdict of its own."""
        ruled: dict[int, set[int]] = defaultdict(set)
        for application, rows in self.rows.items():
            for row in rows:
                ruled[row.organisation].add(application)
        return ruled


def _places_of(of: Concerned) -> dict[int, list[Place]]:
    """Return the categories of each application, of all times."""
    places: dict[int, list[Place]] = defaultdict(list)
    for application, effective_on, *place in _places(**of):
        places[application].append(Place(effective_on or SINCE_ALWAYS, *place))
    return places


@prepared
def _places(*, last: int, **of: Any) -> QuerySet[Any, Any]:
    placed = ApplicationPlacement.objects.filter(application__in=concerned(last=last, **of), revision__lte=last)
    return placed.values_list("application_id", "effective_on", "revision_id", "place", "category_id")
