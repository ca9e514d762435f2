"""The verdicts that ever reached a channel, with what the clock of the feed makes of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple, NotRequired, TypedDict

from django.db.models import QuerySet

from registry.prepared import prepared
from registry.surfaces.feed.clock import Clock
from registry.verdicts.models import Verdict
from registry.verdicts.reading import VerdictQuerySet


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


def rows_by_application(reach: Reach, at: Clock) -> dict[int, list[Row]]:
    """Return the verdicts of each application. One query."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for application, organisation, valid, known_from, known_to, outcome in _rows(**reach):
        rows[application].append(Row(organisation, valid.lower, valid.upper, known_from, at.closed(known_to), outcome))
    return rows


def known_verdicts(reach: Reach, revision: int | None) -> list[Verdict]:
    """Return the verdicts known at a revision, by default now, as far as timelines need them. One query."""
    return [Verdict.from_db("default", VERDICT, row) for row in _known(**reach, revision=revision)]


VERDICT = ("id", "application_id", "organisation_id", "device_class", "valid", "outcome")


@prepared
def _rows(**reach: Any) -> QuerySet[Any, Any]:
    return in_reach(**reach).values_list(
        "application_id", "organisation_id", "valid", "revision_from", "revision_to", "outcome"
    )


@prepared
def _known(*, revision: int | None = None, **reach: Any) -> QuerySet[Any, Any]:
    return in_reach(**reach).known(revision).values_list(*VERDICT)
