"""The clock of the feed: `seq` counts publications and midnights, so that one number names one state exactly.

A state is a revision and a day; time leads from state to state, each publication and each midnight in
Paris being one step. The seq of a state is the revision's number plus the days since 1970-01-01.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from registry.prepared import prepared
from registry.revisions.models import FIRST_DAY, Revision, seq
from registry.surfaces.feed.channel import MARK


@dataclass(frozen=True)
class Clock:
    """The steps that led to a state: the days of the publications, the first one's first, and the day it is.

    What is asked about a day before the last publications takes them as made on that day. `marks` are the marks of
    the publications, one after the other.
    """

    days: list[date]
    today: date
    marks: str

    @property
    def last(self) -> int:
        """Return the last publication that the state knows."""
        return len(self.days)

    @property
    def now(self) -> int:
        """Return the seq of the state."""
        return seq(self.last, self.today)

    def closed(self, until: int | None) -> int | None:
        """Return the publication that closed something, None where none had by the state."""
        return until if until is not None and until <= self.last else None

    def of_texts(self, changed_in: int) -> int:
        """Return the seq of the last change of texts; 0 where they changed since, and read as they do now."""
        return self.of_revision(changed_in) if changed_in <= self.last else 0

    def of_revision(self, number: int) -> int:
        """Return the seq at which a publication was made."""
        return seq(number, self.days[number - 1])

    def state_of(self, at: int) -> tuple[int, date]:
        """Return the revision and the day of the state of a seq; revision 0 where there was nothing yet."""
        revision = bisect_right(range(1, self.last + 1), at, key=self.of_revision)
        return revision, FIRST_DAY + timedelta(days=at - revision)

    def of_day(self, day: date) -> int:
        """Return the seq at which a day began; for a day to come, the earliest at which it can."""
        return seq(bisect_left(self.days, day), day)

    def mark(self, number: int) -> str:
        """Return how the digest of a publication begins."""
        return self.marks[(number - 1) * MARK : number * MARK]

    def wound_on(self, digest: str, last: int, today: date) -> "Clock | None":
        """Return the clock of a later state; None where the last publication of this one was not that of a digest.

        One query.
        """
        later = _publications(first=self.last, last=last)
        if not later or later[0][1] != digest:
            return None
        return _clock(self.days, self.marks, later[1:], today)

    def steps(self, revision: int, until: int | None, *turns: date | None) -> Iterator[int]:
        """Yield the seqs at which something that is known from a revision until another changed what is seen.

        That is when it was published, when it was closed, and each midnight between the two that begins
        one of its `turns`. What is still to come is left out.
        """
        published = self.of_revision(revision)
        closed = self.of_revision(until) if until else None
        yield published
        if closed is not None:
            yield closed
        for day in turns:
            if day is not None:
                midnight = self.of_day(day)
                if published < midnight <= self.now and (closed is None or midnight < closed):
                    yield midnight


def clock(last: int, today: date) -> Clock:
    """Return the clock of the state of a revision on a day. One query."""
    return _clock([], "", _publications(first=1, last=last), today)


@prepared
def _publications(*, first: int, last: int) -> QuerySet[Any, Any]:
    """Return the days and the digests of some publications."""
    them = Revision.objects.filter(number__gte=first, number__lte=last).order_by("number")
    return them.values_list("day", "digest")


def _clock(days: list[date], marks: str, later: list[tuple[date, str]], today: date) -> Clock:
    """Return the clock that later publications wind on."""
    return Clock(
        [*days, *(min(day, today) for day, _digest in later)],
        today,
        marks + "".join(digest[:MARK] for _day, digest in later),
    )
