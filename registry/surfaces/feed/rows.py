"""The verdicts that ever reached a channel, with what the clock of the feed makes of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

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


def in_reach(organisations: Collection[int] | None, device_class: str, at: Clock) -> VerdictQuerySet:
    """Return the verdicts of some organisations, or of all, for a device class that a state knows, or knew once."""
    known = Verdict.objects.filter(device_class=device_class, revision_from__lte=at.last)
    return known if organisations is None else known.filter(organisation__in=organisations)


def rows_by_application(verdicts: VerdictQuerySet, at: Clock) -> dict[int, list[Row]]:
    """Return the verdicts of each application. One query."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for application, organisation, valid, known_from, known_to, outcome in verdicts.values_list(
        "application_id", "organisation_id", "valid", "revision_from", "revision_to", "outcome"
    ):
        rows[application].append(Row(organisation, valid.lower, valid.upper, known_from, at.closed(known_to), outcome))
    return rows
