"""Exports ask the database as often with 500 applications as with 50, and once where they are unchanged."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import Application, BaselineEntry, DefaultRule, Revision
from registry.surfaces.exports.formats import FORMATS
from registry.terms import DeviceClass, Outcome
from registry.tests.surfaces.exports.histories import value_of
from registry.tests.surfaces.feed.test_query_counts import SNAPSHOT
from registry.tests.surfaces.noon import laid_at_noon

EXPORTS = "/api/v1/organisations/culture/exports/"
KINDS = ("android_package", "ios_bundle_id", "macos_bundle_id", "windows_package_name", "dns_domain")

CHANNEL = 1
"""The channel with its state: all that an unchanged file costs."""

GROUND = 1 + 3 + 2 + 1 + 1 + 1 + 2 + 1 + 1 + 2
"""What a feed reads: the days of the publications; the tree of organisations; the baselines, and the rules under which
they count; the applications; their identifiers; the verdicts of all times; the steps of seats, and of ends; the
categories of all times; the reasons of the verdicts known now; the rulings that hold, with their minimum
versions."""

EARLIER = 1 + CHANNEL + GROUND
"""What an earlier state costs besides: the days of the publications, by which it is found, and what stood in it."""


def begin(scene):
    """Publish what files of fifty applications say, something of everything."""
    root, *of_root = scene.new_organisation("etat", None)
    culture, *of_culture = scene.new_organisation("culture", root)
    gone, *of_gone = scene.new_organisation("gone", root)
    social, *of_social = scene.new_category("social", None)
    office, *of_office = scene.new_category("office", None)
    agent, *of_agent = scene.new_application("agent", office)
    scene.publish(
        *(root, *of_root, culture, *of_culture, gone, *of_gone),
        *(social, *of_social, office, *of_office, agent, *of_agent),
        scene.new_identifier(agent, "android_package", "org.example.agent"),
    )
    scene.shelves = (social, office)
    grow(scene, 50)
    scene.publish(
        scene.unpublished(root, social, Outcome.PROHIBITED, date(2023, 3, 24), device_classes=DeviceClass.values),
        scene.unpublished(root, office, Outcome.APPROVED, date(2024, 1, 1), device_classes=DeviceClass.values),
        BaselineEntry(organisation=root, application=agent, role="management_agent"),
        DefaultRule(organisation=culture, rule="deny"),
    )
    scene.ends(gone, date(2026, 11, 1), culture)


def grow(scene, size):
    """Publish more applications, each with identifiers, until there are so many."""
    changes = []
    for number in range(Application.objects.count(), size):
        application, place = scene.new_application(f"app-{number:03}", scene.shelves[number % 2])
        changes += application, place, *(scene.new_identifier(application, one, value_of(one, number)) for one in KINDS)
    scene.publish(*changes)


laid_exports = laid_at_noon(begin)


@pytest.fixture
def fifty(laid_exports, db, noon):
    return laid_exports


def asked(client, path, below=EXPORTS, **headers):
    """Return the answer, and how many questions the database was asked for it."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{below}{path}", headers=headers)
    return answer, len(queries) - SNAPSHOT


def files():
    """Return each file, and what it costs."""
    for name, format_ in FORMATS.items():
        since = f"&since={Revision.objects.latest('number').seq - 2}" if format_.needs_before else ""
        for report in ("", "report/"):
            for mode in format_.modes:
                address = f"{name}/{report}?mode={mode}{since}"
                yield address, CHANNEL + GROUND + (EARLIER if format_.needs_before else 0)


def test_a_file_its_report_and_the_list_ask_as_often_at_either_size(fifty, client) -> None:
    served = {device for format_ in FORMATS.values() for device in format_.devices}
    for size in (50, 500):
        if size > Application.objects.count():
            grow(fifty, size)
        # the channel of the tag, then that of each device class, with what stands there
        assert asked(client, "")[1] == CHANNEL + len(served) * (CHANNEL + GROUND)
        for address, cost in files():
            answer, count = asked(client, address)
            assert (answer.status_code in (200, 409), count) == (True, cost), address


def test_what_is_unchanged_asks_once(fifty, client) -> None:
    for address in ["", *(address for address, _cost in files())]:
        answer = client.get(f"{EXPORTS}{address}")
        if answer.status_code == 200:
            unchanged, count = asked(client, address, **{"If-None-Match": answer["ETag"]})
            assert (unchanged.status_code, count) == (304, CHANNEL), address


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("culture/exports/telex/", 0),
        ("culture/exports/android-policy/?device=fridge", 0),
        ("culture/exports/android-policy/?device=workstation", 0),
        ("culture/exports/android-policy/?mode=telex", 0),
        ("culture/exports/android-policy/?since=1", 0),
        ("culture/exports/android-remove/?since=telex", 0),
        ("atlantis/exports/", CHANNEL),
        ("atlantis/exports/android-policy/", CHANNEL),
        ("gone/exports/", CHANNEL),
        ("gone/exports/android-policy/", CHANNEL),
    ],
)
def test_a_refusal_asks_once_at_most(fifty, client, path, count) -> None:
    answer, asked_for = asked(client, path, below="/api/v1/organisations/")
    assert answer.status_code in (400, 404, 410)
    assert asked_for == count
