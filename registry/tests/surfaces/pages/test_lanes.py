"""The timeline of notices: where a mark and a bar lie."""

from datetime import date

import pytest
from django.utils import translation

from registry.models import Announcement
from registry.surfaces.pages.lanes import Axis, Bar, lanes


def notice(slug, day, jurisdiction="FR", **more):
    return Announcement(pk=len(slug), slug=slug, title_en=slug, jurisdiction=jurisdiction, date=day, **more)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_without_notices_there_is_no_timeline():
    assert lanes([]) is None


def test_only_the_months_in_which_something_happened_take_room():
    axis = Axis([date(2023, 2, 15), date(2023, 3, 1), date(2025, 7, 31)])
    assert [(tick.above, tick.beneath) for tick in axis.ticks()] == [
        ("Feb", "2023"),
        ("Mar", "2023"),
        ("Jul", "2025"),
    ]
    assert [axis.x(day) for day in (date(2023, 2, 1), date(2023, 2, 15), date(2023, 3, 1))] == [0, 16.67, 33.33]
    assert axis.x(date(2025, 7, 31)) < 100


def test_too_many_months_become_years():
    axis = Axis([date(2023, month, 1) for month in range(1, 10)] + [date(2026, 12, 31)])
    assert [tick.beneath for tick in axis.ticks()] == ["2023", "2026"]
    assert axis.x(date(2026, 1, 1)) == 50


def test_a_bar_runs_from_the_effect_to_the_deadline():
    timeline = lanes([notice("a", date(2023, 3, 1), effective_on=date(2023, 3, 16), comply_by=date(2023, 4, 16))])
    assert timeline.rows[0].bars == [Bar(24.19, 50.81)]


def test_a_deadline_without_an_effect_counts_from_the_notice():
    timeline = lanes([notice("a", date(2023, 3, 1), comply_by=date(2023, 3, 17))])
    assert timeline.rows[0].bars[0].x == timeline.rows[0].marks[0].x == 0


def test_each_jurisdiction_has_its_lane_france_first_and_the_height_holds_them():
    timeline = lanes([notice("aa", date(2023, 3, 1), "US"), notice("a", date(2023, 4, 1))])
    assert [lane.name for lane in timeline.rows] == ["France", "United States"]
    assert all(0 < lane.name_y < lane.bar_y < lane.y < timeline.height for lane in timeline.rows)


def test_a_notice_known_to_the_month_lies_in_the_middle_of_it():
    timeline = lanes([notice("a", date(2023, 3, 1), date_precision="month")])
    assert timeline.rows[0].marks[0].x == pytest.approx(45.16)
    assert timeline.rows[0].marks[0].title == "March 2023 — a"
