"""The verdicts that ever reached a channel, with what the clock of the feed makes of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple, NotRequired, TypedDict

from django.db.models import QuerySet

from registry.prepared import prepared
from registry.surfaces.feed.clock import Clock
from registry.verdicts.models import Verdict
from registry.verdicts.reading import FOR_EVER, VerdictQuerySet


class Row(NamedTuple):
    """A verdict of an organisation, on its days, from the revision that opened it until the one that closed it."""

    organisation: int
    starts: date
    ends: date | None
    known_from: int
    known_to: int | None
    outcome: str

    def steps(self, clock: Clock) -> Iterator[int]:
        """Yield the seqs at which it was published, became visible, ceased or was closed."""
        return clock.steps(self.known_from, self.known_to, self.starts, self.ends)

    def visible(self, clock: Clock, at: int) -> bool:
        """Tell whether it is known and holds in the state of a seq."""
        return (
            clock.of_revision(self.known_from) <= at
            and clock.of_day(self.starts) <= at
            and (self.known_to is None or at < clock.of_revision(self.known_to))
            and (self.ends is None or at < clock.of_day(self.ends))
        )


class Reach(TypedDict):
    """What was said for a device class and is known by a publication, or was once.

    With `above`, by these organisations alone; with `only`, of these applications alone.
    """

    device: str
    last: int
    above: NotRequired[Collection[int]]
    only: NotRequired[Collection[int]]


def in_reach(
    *, device: str, last: int, above: list[int] | None = None, only: list[int] | None = None
) -> VerdictQuerySet:
    """Return the verdicts in reach."""
    verdicts = Verdict.objects.filter(device_class=device, revision_from__lte=last)
    if above is not None:
        verdicts = verdicts.filter(organisation__in=above)
    return verdicts if only is None else verdicts.filter(application__in=only)


def verdicts(reach: Reach, at: Clock, revision: int | None) -> tuple[dict[int, list[Row]], list[Verdict]]:
    """Return the rows of each application, and the verdicts known at a revision, by default now. One query.

    The verdicts are read as far as timelines need them.
    """
    rows: dict[int, list[Row]] = defaultdict(list)
    known = []
    for *told, known_from, known_to in _verdicts(**reach):
        _pk, application, organisation, _device, valid, outcome = told
        rows[application].append(Row(organisation, valid.lower, valid.upper, known_from, at.closed(known_to), outcome))
        if known_to == FOR_EVER if revision is None else known_from <= revision < known_to:
            known.append(Verdict.from_db("default", VERDICT, told))
    return rows, known


VERDICT = ("id", "application_id", "organisation_id", "device_class", "valid", "outcome")


@prepared
def _verdicts(**reach: Any) -> QuerySet[Any, Any]:
    return in_reach(**reach).values_list(*VERDICT, "revision_from", "revision_to")
