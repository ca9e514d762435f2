"""Notices on a timeline: a lane for each jurisdiction, a mark for each notice, a bar from its effect to its deadline.

Time without notices takes no room: the axis is made of the months in which something happened, or of
the years where there are too many months to name, and each of them is as wide as the others. It is
drawn twice, for a narrow and for a wide screen, since what fits side by side differs; a screen shows one of
them. Widths are hundredths of the drawing's, heights are in rem, so that it grows with the reader's letters.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format

from registry.announcements.models import Announcement
from registry.languages import spoken
from registry.surfaces.pages.addresses import announcement_url
from registry.surfaces.pages.days import in_words
from registry.terms import DatePrecision, Jurisdiction, NoticeKind

SHAPES: dict[str, str] = {
    NoticeKind.MEASURE: "M-7 0a7 7 0 1 0 14 0 7 7 0 1 0-14 0z",  # a disc
    NoticeKind.CIRCULAR: "M-6.5-6.5h13v13h-13z",  # a square
    NoticeKind.ADVICE: "M0-8.5 8.5 6.5h-17z",  # a triangle
    NoticeKind.STATEMENT: "M0-9 9 0 0 9-9 0z",  # a lozenge
    NoticeKind.PRESS_REPORT: "M-3-8.5h6v5.5h5.5v6h-5.5v5.5h-6v-5.5h-5.5v-6h5.5z",  # a cross
}
"""The shape of each kind of notice, in pixels around its middle: no kind is told by colour alone."""

REACH = 24
"""How many pixels a finger or a pointer needs for a mark (WCAG 2.2, 2.5.8)."""

HEAD, NAME, ROW = 3.0, 1.5, 1.75
"""The heights, in rem, of the axis, of the name of a lane and of a row of marks."""

Unit = tuple[int, ...]
"""A year and a month, or a year."""


class Screen(NamedTuple):
    """What a drawing is made for: the least width of it, in pixels, and how many months and years can be named."""

    name: str
    width: int
    most_months: int
    most_years: int


SCREENS = (Screen("narrow", 250, 7, 6), Screen("wide", 560, 14, 14))


class Tick(NamedTuple):
    """The left edge of a month or year with its name; a month names its year where it is the first of it."""

    x: float
    year: str
    month: str


class Bar(NamedTuple):
    """The days from a notice's effect to its deadline."""

    x: float
    width: float
    y: float


class Mark(NamedTuple):
    """A notice."""

    x: float
    y: float
    shape: str
    url: str
    title: str


@dataclass
class Lane:
    """The notices of a jurisdiction, in as many rows as it takes for no mark to lie on another."""

    name: str
    top: float
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    @property
    def name_y(self) -> float:
        """Return the foot of the letters of the name."""
        return self.top + 1.125

    @property
    def bottom(self) -> float:
        """Return where the next lane begins."""
        return self.top + NAME + ROW * len(self.ends)

    def row(self, left: float, right: float) -> float:
        """Return the height of the first row in which there is room, and take it."""
        at = next((place for place, end in enumerate(self.ends) if end <= left), len(self.ends))
        self.ends[at : at + 1] = [right]
        return self.top + NAME + ROW * (at + 0.5)


class Drawing(NamedTuple):
    """The whole timeline for one width of screen, with its height in rem."""

    name: str
    height: float
    ticks: list[Tick]
    rows: list[Lane]


class Axis:
    """Where a day lies, in hundredths of the width."""

    def __init__(self, days: Iterable[date], screen: Screen) -> None:
        """Take the months of the days, or their years where there are too many months."""
        days = list(days)
        self.most_years = screen.most_years
        self.by_month = len({(day.year, day.month) for day in days}) <= screen.most_months
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
        """Return the left edges of the units; of too many years every second, third … is named."""
        every = 1 if self.by_month else -(-len(self.units) // self.most_years)
        ticks, year = [], 0
        for unit in self.units[::every]:
            first = date(unit[0], unit[1] if self.by_month else 1, 1)
            # French abbreviates as it must, "juil."; English to three letters, for want of room.
            month = date_format(first, "N" if spoken() == "fr" else "M") if self.by_month else ""
            ticks.append(Tick(self.x(first), "" if unit[0] == year else str(unit[0]), month))
            year = unit[0]
        return ticks


def drawings(announcements: Iterable[Announcement], tail: str = "") -> list[Drawing]:
    """Return the timeline of notices for each width of screen, links ending with `tail`; empty without notices."""
    inorder = sorted(announcements, key=lambda one: (one.date, one.pk))
    return [_drawing(inorder, screen, tail) for screen in SCREENS] if inorder else []


def _drawing(announcements: Sequence[Announcement], screen: Screen, tail: str) -> Drawing:
    """Return the timeline for one width of screen."""
    axis = Axis((day for one in announcements for day in (_day(one), *_bar_days(one))), screen)
    order = list(Jurisdiction)
    rows: list[Lane] = []
    for jurisdiction in sorted({Jurisdiction(one.jurisdiction) for one in announcements}, key=order.index):
        rows.append(Lane(str(jurisdiction.label), rows[-1].bottom if rows else HEAD))
        for one in announcements:
            if one.jurisdiction == jurisdiction:
                _place(one, rows[-1], axis, 100 * REACH / screen.width, tail)
    return Drawing(screen.name, rows[-1].bottom + 0.5, axis.ticks(), rows)


def _place(one: Announcement, lane: Lane, axis: Axis, reach: float, tail: str) -> None:
    """Put a notice on its lane, where its mark and its bar lie on nothing else."""
    x = axis.x(_day(one))
    bar = [axis.x(day) for day in _bar_days(one)]
    y = lane.row(min(x - reach / 2, *bar, x), max(x + reach / 2, *bar, x))
    if bar:
        lane.bars.append(Bar(bar[0], round(bar[1] - bar[0], 2), y - 0.25))
    title = f"{in_words(one.date, one.date_precision)} — {one.get_kind_display()} — {one.title}"
    lane.marks.append(Mark(x, y, SHAPES[one.kind], announcement_url(one, tail), title))


def _day(one: Announcement) -> date:
    """Return where a notice is marked: the middle of the month where the day is not known."""
    return one.date.replace(day=15) if one.date_precision == DatePrecision.MONTH else one.date


def _bar_days(one: Announcement) -> tuple[date, ...]:
    """Return the first and last day of a notice's bar; none where it sets no deadline."""
    return (one.effective_on or one.date, one.comply_by) if one.comply_by else ()
