"""A feed asks the database as often with 500 applications as with 50, and once where it is unchanged."""

from datetime import date
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from registry.models import Application, BaselineEntry, DefaultRule, Organisation
from registry.surfaces.feed.unchanged import UnchangedFeedMiddleware
from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

SNAPSHOT = 4
"""The read-only snapshot of a request: within a test's transaction a savepoint set, rolled back and released, and the
ban on writing."""

FEED = "/api/v1/organisations/service/feed/"


def begin(scene):
    """Publish what a feed of fifty applications holds, something of everything."""
    root, *of_root = scene.new_organisation("etat", None)
    culture, *of_culture = scene.new_organisation("culture", root)
    service, *of_service = scene.new_organisation("service", culture)
    social, *of_social = scene.new_category("social", None)
    office, *of_office = scene.new_category("office", None)
    system, *of_system = scene.new_category("system", None)
    agent, *of_agent = scene.new_application("agent", system)
    notice = scene.new_announcement("ban")
    scene.publish(
        *(root, *of_root, culture, *of_culture, service, *of_service, notice),
        *(social, *of_social, office, *of_office, system, *of_system, agent, *of_agent),
    )
    scene.shelves = (social, office)
    grow(scene, 50)
    scene.publish(
        scene.unpublished(root, social, Outcome.PROHIBITED, date(2023, 3, 24), basis=notice),
        scene.unpublished(root, office, Outcome.CONDITIONAL, date(2024, 1, 1)),
        BaselineEntry(organisation=root, application=agent, role="management_agent"),
        DefaultRule(organisation=service, rule="deny"),
    )


def grow(scene, size):
    """Publish more applications until there are so many."""
    have = Application.objects.count()
    rows = [scene.new_application(f"app-{number:03}", scene.shelves[number % 2]) for number in range(have, size)]
    scene.publish(*(change for row in rows for change in row))


laid_feed = laid_at_noon(begin)


@pytest.fixture
def fifty(laid_feed, db, noon):
    return laid_feed


def test_a_feed_asks_as_often_at_either_size(fifty, client) -> None:
    for size in (50, 500):
        if size > Application.objects.count():
            grow(fifty, size)
        with CaptureQueriesContext(connection) as queries:
            document = client.get(FEED).json()
        assert document["record_count"] == size
        # the channel with its state (the only one where the feed is unchanged);
        # the days of the publications; the tree of organisations: seats, ends, default rules;
        # the baselines, and the rules under which they count; the applications; their identifiers;
        # the verdicts of all times; the steps of seats, and of ends; the categories of all times;
        # the reasons of the verdicts known now; the rulings that hold, with their minimum versions
        assert len(queries) - SNAPSHOT == 1 + 1 + 3 + 2 + 1 + 1 + 1 + 2 + 1 + 1 + 2


def test_a_delta_asks_as_often_at_either_size(fifty, client) -> None:
    root = Organisation.objects.get(slug="etat")
    for size in (50, 500):
        if size > Application.objects.count():
            grow(fifty, size)
        cursor = client.get(FEED).json()["cursor"]
        assert client.get(f"{FEED}?since={cursor}").status_code == 200
        for application in Application.objects.filter(slug__in=("app-001", "app-003")):
            fifty.rules(root, application, Outcome.APPROVED, date(2026, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            delta = client.get(f"{FEED}?since={cursor}").json()
        assert [record["id"] for record in delta["records"]] == ["app-001", "app-003"]
        # the channel; the publications since that of the ledger, which tell whether it is of this past;
        # whether its ground has moved;
        # what turned; of these the applications, identifiers, verdicts of all times, categories of all times,
        # reasons of the verdicts known now, rulings that hold with their minimum versions
        assert len(queries) - SNAPSHOT == 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 2


@pytest.mark.parametrize("question", ["?on=2026-12-24", "?on=2026-11-23", "?revision=2"])
def test_a_feed_of_the_past_asks_no_more_often(fifty, client, question) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{FEED}{question}").status_code == 200
    assert len(queries) - SNAPSHOT <= 16


def test_an_unchanged_feed_asks_once(fifty, client) -> None:
    tag = client.get(FEED)["ETag"]
    for asked in (client.get, client.head):
        with CaptureQueriesContext(connection) as queries:
            assert asked(FEED, headers={"If-None-Match": tag}).status_code == 304
        assert len(queries) == 1, "and opens no snapshot for it"


def test_an_unchanged_feed_does_not_ask_first_whether_the_connection_lives(fifty, client) -> None:
    tag = client.get(FEED)["ETag"]
    connection.health_check_done = False  # as each request begins on a server
    with patch.object(connection, "is_usable", side_effect=AssertionError("a query of its own")):
        assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 304


def test_what_cannot_be_asked_the_short_way_is_left_to_the_ordinary_one(fifty, client, rf) -> None:
    tag = client.get(FEED)["ETag"]
    connection.health_check_done = False
    middleware = UnchangedFeedMiddleware(lambda _request: HttpResponse("the ordinary way"))
    with patch.object(connection, "cursor", side_effect=OperationalError("the connection is lost")):
        response = middleware(rf.get(FEED, headers={"If-None-Match": tag}))
    assert response.content == b"the ordinary way"
    assert not connection.health_check_done, "so that the ordinary way looks for itself"
    assert middleware(rf.get(FEED, headers={"If-None-Match": tag})).status_code == 304


@pytest.mark.parametrize("path", ["atlantis/feed/", "service/feed/?since=1", "service/feed/?device=fridge"])
def test_a_refusal_asks_once_at_most(fifty, client, path) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/organisations/{path}").status_code in (400, 404)
    assert len(queries) - SNAPSHOT <= 1
