"""Of which applications a state tells: those on which something was ever said in its channel."""

from collections.abc import Collection
from typing import Any, NamedTuple, NotRequired, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.catalogue.applications import Application
from registry.prepared import prepared
from registry.surfaces.feed.rows import in_reach


class Concerned(TypedDict):
    """The applications of a state known by a publication: these, or all of which something was said."""

    last: int
    only: NotRequired[Collection[int]]
    device: NotRequired[str]
    above: NotRequired[Collection[int]]
    essential: NotRequired[Collection[int]]


class Subject(NamedTuple):
    """An application as far as a record tells of it."""

    pk: int
    slug: str
    name: str
    changed_in_id: int


def concerned(
    *,
    last: int,
    device: str | None = None,
    above: list[int] | None = None,
    essential: list[int] | None = None,
    only: list[int] | None = None,
) -> QuerySet[Application]:
    """Return the applications concerned; of some, those concerned where it is said what is in reach."""
    if device is None:
        return Application.objects.filter(pk__in=only or ())
    verdicts = in_reach(device=device, last=last, above=above)
    if only is None:
        ruled = Application.objects.filter(pk__in=verdicts.values("application"))
        return ruled | Application.objects.filter(pk__in=essential or ())
    # Of a few, each is looked up; of all, the verdicts are read through.
    ruled_on = Exists(verdicts.filter(application=OuterRef("pk")))
    return Application.objects.filter(Q(pk__in=essential or ()) | ruled_on, pk__in=only)


def subjects(of: Concerned) -> dict[int, Subject]:
    """Return the applications. One query."""
    return {row[0]: Subject(*row) for row in _subjects(**of)}


@prepared
def _subjects(**of: Any) -> QuerySet[Any, Any]:
    return concerned(**of).values_list("pk", "slug", "name", "changed_in_id")
