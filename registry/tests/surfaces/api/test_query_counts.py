"""Every list asks the database as often with 500 applications as with 50."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import AnnouncedApplication, Application, MinimumVersion, Quote, Source
from registry.surfaces.api.docs import openapi
from registry.terms import Outcome

SNAPSHOT = 4
"""The read-only snapshot of a request: within a test's transaction a savepoint set, rolled back and released, and the
ban on writing."""

SIZES = (50, 500)

COUNTS = {
    # count, page with publishers and categories, identifiers
    "applications/?page_size=500": 3,
    # the category, its tree, count, page, identifiers
    "applications/?category=social": 1 + 1 + 3,
    # the tree of categories, those that the text names, whether it means anything to the letter
    "applications/?q=app&page_size=500": 1 + 1 + 1 + 3,
    "applications/chat/": 2,
    # count, page; the tree of organisations: seats, ends, default rules; the organisations that it names
    "organisations/": 2 + 3 + 1,
    "organisations/culture/": 1 + 3 + 1,
    # count, page; the tree of categories, the categories that it names
    "categories/": 2 + 1 + 1,
    # count, page, quotes, sources, links, their applications, decisions with their organisations
    "announcements/": 7,
    # count, page, withdrawals, minimum versions, their identifiers
    "decisions/": 5,
    # the day of the revision besides; none ends soon: count alone
    "decisions/?ends_within=60": 1,
    "decisions/?revision=10&on=2026-11-24": 1 + 5,
    "applications/?revision=10&on=2026-11-24": 1 + 3,
    "revisions/": 2,
    "revisions/head/": 1,
    "revisions/1/": 1,
    # the last publication, the organisation, its tree (seats, ends, default rules); count, page; reasons with
    # minimum versions, their identifiers, withdrawals; timelines (verdicts, reasons); how notices name applications
    "verdicts/?organisation=culture&page_size=500": 2 + 3 + 2 + 4 + 2 + 1,
    # besides, the day of the revision, the category and its tree
    "verdicts/?organisation=culture&revision=10&category=social": 14 + 1 + 1 + 1,
    # the last publication, the organisation, its tree; count, page; timelines of what is unlisted: no reasons to load;
    # no notices to ask about
    "verdicts/?status=unlisted": 2 + 3 + 2 + 2,
}


@pytest.fixture
def grow(scene):
    root = scene.organisation("etat")
    ministry = scene.organisation("culture", below=root)
    social = scene.category("social", below=scene.category("top"))
    chat = scene.application("chat", social)
    identifier = scene.identifier(chat, "ios_bundle_id", "org.example.chat")
    notice = scene.new_announcement("ban")
    scene.publish(
        notice,
        AnnouncedApplication(announcement=notice, application=chat, provenance="named_in_text", stance="mentions"),
        Quote(announcement=notice, text="Texte", language="fr", fidelity="original"),
        Source(announcement=notice, title="Source"),
    )
    scene.rules(root, social, basis=notice)
    ruling = scene.unpublished(ministry, chat, Outcome.CONDITIONAL, date(2024, 1, 1), basis=notice)
    scene.publish(ruling, MinimumVersion(decision=ruling, identifier=identifier, version="7"))
    scene.withdraws(scene.rules(ministry, chat, Outcome.APPROVED, date(2024, 2, 2)), date(2025, 1, 1))

    def to(size):
        have = Application.objects.count()
        rows = [scene.new_application(f"app-{number:03}", social) for number in range(have, size)]
        scene.publish(*(change for row in rows for change in row))

    return to


def test_lists_ask_as_often_at_either_size(grow, client) -> None:
    for size in SIZES:
        grow(size)
        asked = {}
        for path in COUNTS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/api/v1/{path}").status_code == 200
            asked[path] = len(queries) - SNAPSHOT
        assert asked == COUNTS, size
    assert client.get("/api/v1/verdicts/?page_size=1").json()["count"] == 500


@pytest.mark.parametrize("path", ["", "schema/", "docs/"])
def test_what_is_the_same_for_everybody_asks_nothing(db, client, path, django_assert_num_queries) -> None:
    openapi.cache_clear()
    with django_assert_num_queries(SNAPSHOT):
        assert client.get(f"/api/v1/{path}").status_code == 200
