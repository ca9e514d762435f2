"""A feed asks the database as often with 500 applications as with 50, and once where it is unchanged."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import Application, BaselineEntry, DefaultRule
from registry.terms import Outcome

SNAPSHOT = 4
"""The read-only snapshot of a request: within a test's transaction a savepoint set, rolled back and released, and the
ban on writing."""

FEED = "/api/v1/organisations/service/feed/"


@pytest.fixture
def grow(scene, noon):
    root = scene.organisation("etat")
    service = scene.organisation("service", below=scene.organisation("culture", below=root))
    social = scene.category("social")
    scene.rules(root, social, basis=scene.announcement("ban"))
    office = scene.category("office")
    scene.rules(root, office, Outcome.CONDITIONAL, date(2024, 1, 1))
    agent = scene.application("agent", scene.category("system"))
    scene.publish(
        BaselineEntry(organisation=root, application=agent, role="management_agent"),
        DefaultRule(organisation=service, rule="deny"),
    )

    def to(size):
        have = Application.objects.count()
        rows = [scene.new_application(f"app-{number:03}", (social, office)[number % 2]) for number in range(have, size)]
        scene.publish(*(change for row in rows for change in row))

    return to


def test_a_feed_asks_as_often_at_either_size(grow, client) -> None:
    for size in (50, 500):
        grow(size)
        with CaptureQueriesContext(connection) as queries:
            document = client.get(FEED).json()
        assert document["record_count"] == size
        # the channel with its state (the only one where the feed is unchanged);
        # the days of the publications; the tree of organisations: seats, ends, default rules;
        # the baselines, and the rules under which they count; the applications; their identifiers;
        # the verdicts of all times; the steps of seats, and of ends; the categories of all times;
        # the verdicts known now, with their reasons; the rulings that hold, with their minimum versions
        assert len(queries) - SNAPSHOT == 1 + 1 + 3 + 2 + 1 + 1 + 1 + 2 + 1 + 2 + 2


def test_an_unchanged_feed_asks_once(grow, client) -> None:
    grow(50)
    tag = client.get(FEED)["ETag"]
    for asked in (client.get, client.head):
        with CaptureQueriesContext(connection) as queries:
            assert asked(FEED, headers={"If-None-Match": tag}).status_code == 304
        assert len(queries) - SNAPSHOT == 1


@pytest.mark.parametrize("path", ["atlantis/feed/", "service/feed/?since=1", "service/feed/?device=fridge"])
def test_a_refusal_asks_once_at_most(grow, client, path) -> None:
    grow(2)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/organisations/{path}").status_code in (400, 404)
    assert len(queries) - SNAPSHOT <= 1
