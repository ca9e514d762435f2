"""The ground of the tests of the channels: two ministries below a root, and eight applications."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from registry.channels.shelf import Shelf
from registry.terms import Outcome
from registry.tests.channels.conftest import CHANNEL

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)


def begin(scene):
    """Publish two ministries below a root, and eight applications that one of them approved."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.heir, *of_heir = scene.new_organisation("armees", scene.root)
    scene.social, place = scene.new_category("social", None)
    assert scene.publisher
    scene.publish(scene.root, *of_root, scene.ministry, *of_ministry, scene.heir, *of_heir, scene.social, place)
    changes = []
    scene.applications, scene.rulings = [], []
    for number in range(8):
        application, its_place = scene.new_application(f"app-{number}", scene.social)
        ruling = scene.unpublished(scene.ministry, application, Outcome.APPROVED, date(2026, 11, 1))
        scene.applications.append(application)
        scene.rulings.append(ruling)
        changes += [application, its_place, ruling]
    scene.publish(*changes)


def head() -> Any:
    """Return the head that is served."""
    return Shelf(CHANNEL).head()


def at(day: date, hour: int = 12) -> datetime:
    """Return an hour of a day in Paris."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)
