"""The timeline of notices: where a mark and a bar lie."""

from datetime import date

import pytest
from django.utils import translation

from registry.models import Announcement
from registry.surfaces.pages.announcements.lanes import REACH, SCREENS, SHAPES, Axis, drawings
from registry.terms import Jurisdiction, NoticeKind

NARROW, WIDE = SCREENS


def notice(slug, day, jurisdiction="FR", kind="measure", **more):
    return Announcement(pk=len(slug), slug=slug, title_en=slug, jurisdiction=jurisdiction, kind=kind, date=day, **more)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_without_notices_there_is_no_timeline():
    assert drawings([]) == []


def test_only_the_months_in_which_something_happened_take_room_and_the_first_of_a_year_names_it():
    axis = Axis([date(2023, 2, 15), date(2023, 3, 1), date(2025, 7, 31)], NARROW)
    assert [tick[1:] for tick in axis.ticks()] == [("2023", "Feb"), ("", "Mar"), ("2025", "Jul")]
    assert [axis.x(day) for day in (date(2023, 2, 1), date(2023, 2, 15), date(2023, 3, 1))] == [0, 16.67, 33.33]
    assert axis.x(date(2025, 7, 31)) < 100


def test_too_many_months_become_years_on_the_narrow_screen_first():
    days = [date(2023, month, 1) for month in range(1, 9)] + [date(2026, 12, 31)]
    axis = Axis(days, NARROW)
    assert [tick.year for tick in axis.ticks()] == ["2023", "2026"]
    assert axis.x(date(2026, 1, 1)) == 50
    assert Axis(days, WIDE).by_month


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
@pytest.mark.parametrize("years", [2, 7, 40, 9999])
def test_of_too_many_years_only_some_are_named(screen, years):
    ticks = Axis([date(year, month, 1) for year in range(1, years + 1) for month in (1, 12)], screen).ticks()
    assert 1 < len(ticks) <= max(screen.most_years, screen.most_months)
    assert ticks[0].year == "1"


def test_a_bar_runs_from_the_effect_to_the_deadline():
    one = notice("a", date(2023, 3, 1), effective_on=date(2023, 3, 16), comply_by=date(2023, 4, 16))
    for drawing in drawings([one]):
        [bar] = drawing.rows[0].bars
        assert (bar.x, bar.width) == (24.19, 50.81)


def test_a_deadline_without_an_effect_counts_from_the_notice():
    for drawing in drawings([notice("a", date(2023, 3, 1), comply_by=date(2023, 3, 17))]):
        assert drawing.rows[0].bars[0].x == drawing.rows[0].marks[0].x == 0


def test_each_jurisdiction_has_its_lane_france_first_and_the_height_holds_them():
    for drawing in drawings([notice("aa", date(2023, 3, 1), "US"), notice("a", date(2023, 4, 1))]):
        france, states = drawing.rows
        assert (france.name, states.name) == ("France", "United States")
        assert france.top < france.name_y < france.marks[0].y < france.bottom == states.top
        assert states.marks[0].y < states.bottom < drawing.height


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_no_mark_of_a_lane_lies_on_another_or_on_the_bar_of_another(screen):
    days = [date(2023, month, day) for month in (2, 3) for day in (1, 2, 10, 28)]
    notices = [notice("a" * (n + 1), day, comply_by=day if n % 2 else date(2023, 4, 30)) for n, day in enumerate(days)]
    [drawing] = [one for one in drawings(notices) if one.name == screen.name]
    [lane] = drawing.rows
    assert len({mark.y for mark in lane.marks}) < len(lane.marks)
    for one in lane.marks:
        for other in lane.marks:
            if one is not other and one.y == other.y:
                assert abs(one.x - other.x) * screen.width / 100 >= REACH - 0.01
        for bar in lane.bars:
            if bar.y != one.y - 0.25:
                continue
            assert one.x <= bar.x or one.x >= bar.x + bar.width or abs(one.x - bar.x) < 0.01


def test_every_kind_has_a_shape_of_its_own_and_every_mark_says_its_kind():
    assert set(SHAPES) == set(NoticeKind)
    assert len(set(SHAPES.values())) == len(NoticeKind)
    notices = [notice("a" * (n + 1), date(2023, 3, 1), kind=kind) for n, kind in enumerate(NoticeKind)]
    marks = drawings(notices)[0].rows[0].marks
    assert [mark.shape for mark in marks] == [SHAPES[kind] for kind in NoticeKind]
    assert [mark.title.split(" — ")[1] for mark in marks] == [kind.label for kind in NoticeKind]


def test_every_jurisdiction_can_be_drawn():
    drawing = drawings([notice("a" * (n + 1), date(2023, 3, 1), one) for n, one in enumerate(Jurisdiction)])[0]
    assert [lane.name for lane in drawing.rows] == [one.label for one in Jurisdiction]


def test_a_notice_known_to_the_month_lies_in_the_middle_of_it():
    [narrow, _wide] = drawings([notice("a", date(2023, 3, 1), date_precision="month")])
    assert narrow.rows[0].marks[0].x == pytest.approx(45.16)
    assert narrow.rows[0].marks[0].title == "March 2023 — Measure — a"
