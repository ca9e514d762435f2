"""Notices on a timeline: a lane for each jurisdiction, a mark for each notice, a bar from its effect to its deadline.

Time without notices takes no room: the axis is made of the months in which something happened, or of
the years where there are too many months to name, and each of them is as wide as the others.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format

from registry.announcements.models import Announcement
from registry.languages import spoken
from registry.surfaces.pages.addresses import announcement_url
from registry.surfaces.pages.days import in_words
from registry.terms import DatePrecision, Jurisdiction

MOST_MONTHS = 8
"""How many months can be named side by side on the narrowest screen."""
HEAD, LANE = 44, 44
"""The heights, in pixels, of the names of the months and of a lane."""

Unit = tuple[int, ...]
"""A year and a month, or a year."""


class Tick(NamedTuple):
    """The left edge of a month or year, in hundredths of the width, with its name on two lines."""

    x: float
    above: str
    beneath: str


class Bar(NamedTuple):
    """The days from a notice's effect to its deadline."""

    x: float
    width: float


class Mark(NamedTuple):
    """A notice."""

    x: float
    url: str
    title: str


@dataclass
class Lane:
    """The notices of a jurisdiction; `y` is the height of its line."""

    name: str
    y: int
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def name_y(self) -> int:
        """Return the height of the name, above the line."""
        return self.y - 14

    @property
    def bar_y(self) -> int:
        """Return the top of the bars, which are eight pixels high and lie on the line."""
        return self.y - 4


class Lanes(NamedTuple):
    """The whole timeline, with its height in pixels."""

    height: int
    ticks: list[Tick]
    rows: list[Lane]


class Axis:
    """Where a day lies, in hundredths of the width."""

    def __init__(self, days: Iterable[date]) -> None:
        """Take the months of the days, or their years where there are too many months."""
        days = list(days)
        self.by_month = len({(day.year, day.month) for day in days}) <= MOST_MONTHS
        self.units = sorted({self._unit(day) for day in days})

    def _unit(self, day: date) -> Unit:
        return (day.year, day.month) if self.by_month else (day.year,)

    def x(self, day: date) -> float:
        """Return where a day lies; it is in one of the units."""
        if self.by_month:
            part = (day.day - 1) / monthrange(day.year, day.month)[1]
        else:
            part = (day.timetuple().tm_yday - 1) / 366
        return round(100 * (self.units.index(self._unit(day)) + part) / len(self.units), 2)

    def ticks(self) -> list[Tick]:
        """Return the left edges of the units."""
        ticks = []
        for unit in self.units:
            first = date(unit[0], unit[1] if self.by_month else 1, 1)
            # French abbreviates as it must, "juil."; English to three letters, for want of room.
            month = date_format(first, "N" if spoken() == "fr" else "M") if self.by_month else ""
            ticks.append(Tick(self.x(first), month, str(first.year)))
        return ticks


def lanes(announcements: Iterable[Announcement], tail: str = "") -> Lanes | None:
    """Return the timeline of notices, whose links end with `tail`; None where there are none."""
    announcements = sorted(announcements, key=lambda one: (one.date, one.pk))
    if not announcements:
        return None
    axis = Axis(day for one in announcements for day in (_day(one), *_bar_days(one)))
    order = list(Jurisdiction)
    rows: dict[Jurisdiction, Lane] = {}
    for jurisdiction in sorted({Jurisdiction(one.jurisdiction) for one in announcements}, key=order.index):
        rows[jurisdiction] = Lane(str(jurisdiction.label), HEAD + LANE * len(rows) + LANE - 14)
    for one in announcements:
        lane = rows[Jurisdiction(one.jurisdiction)]
        if days := _bar_days(one):
            left, right = (axis.x(day) for day in days)
            lane.bars.append(Bar(left, round(right - left, 2)))
        title = f"{in_words(one.date, one.date_precision)} — {one.title}"
        lane.marks.append(Mark(axis.x(_day(one)), announcement_url(one, tail), title))
    return Lanes(HEAD + LANE * len(rows), axis.ticks(), list(rows.values()))


def _day(one: Announcement) -> date:
    """Return where a notice is marked: the middle of the month where the day is not known."""
    return one.date.replace(day=15) if one.date_precision == DatePrecision.MONTH else one.date


def _bar_days(one: Announcement) -> tuple[date, ...]:
    """Return the first and last day of a notice's bar; none where it sets no deadline."""
    return (one.effective_on or one.date, one.comply_by) if one.comply_by else ()
