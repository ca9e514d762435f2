"""Every page asks the database as often with 500 applications as with 50."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import AnnouncedApplication, Application, MinimumVersion, Quote, Source
from registry.terms import Outcome

pytestmark = pytest.mark.django_db

SNAPSHOT = 4
"""The read-only snapshot of a request: within a test's transaction a savepoint set, rolled back and released, and the
ban on writing."""

SIZES = (50, 500)

COUNTS = {
    # organisations (seats, ends, default rules, names)
    "": 4 + 1 + 1,  # the latest notices, the latest publications
    # question (the four above), categories, their tree, the state of which all else is kept, page, verdicts
    "applications/?organisation=culture": 4 + 1 + 1 + 1 + 1 + 1,
    # besides, where any is prohibited, the rulings that hold
    "applications/?organisation=etat": 9 + 1,
    # what the text means is kept too
    "applications/?organisation=culture&q=app&status=conditional&category=top&platform=ios&sort=-name": 9,
    # besides, what is conceivable; nothing is: no page, nothing to answer for
    "applications/?organisation=culture&q=zzzzzz": 9 - 2 + 1,
    # nothing is asked for one letter; else the question, what it means to the letter, applications, their verdicts
    "suggestions/?q=a": 0,
    "suggestions/?q=app&organisation=culture": 4 + 1 + 1 + 1,
    # the publisher besides
    "applications/?organisation=culture&publisher=publisher&sort=-since": 10,
    # the same, of all pages
    "applications.csv?organisation=culture": 9,
    "applications.json?organisation=etat&sort=outcome": 10,
    # question; application, placements of categories and of it, categories, notices' links; verdicts with reasons (2);
    # the verdict, its reasons, minimum versions, their identifiers, withdrawals, quotes, sources; alternatives;
    # identifiers
    "applications/app-000/?organisation=culture": 4 + 5 + 2 + 7 + 1 + 1,
    # the same of one that holds by derogation: it with its base; no minimum versions
    "applications/app-001/?organisation=culture": 4 + 5 + 2 + 6 + 1 + 1 + 1,
    # question; application and its place as above; the last publication; seats, ends, the first place of it, verdicts
    # with reasons; the publications
    "applications/app-000/timeline/?organisation=culture": 4 + 5 + 1 + 5 + 1,
    # the revision that is named, in the place of the last one
    "applications/app-000/timeline/?organisation=culture&revision=9": 1 + 4 + 5 + 4 + 1,
    # question, rulings counted
    "organisations/": 4 + 1,
    # question, count, rulings (withdrawals, minimum versions), those above (the same, and identifiers)
    "organisations/culture/": 4 + 1 + 3 + 4,
    # the channel; the ground (publications, tree (3), baselines and their rules, seats, ends); applications,
    # identifiers, verdicts, places, the reasons of those known, rulings, minimum versions
    "organisations/culture/exports/": 1 + 8 + 7,
    "organisations/culture/exports/firefox-policy/": 1 + 8 + 7,
    # question, category, categories, tree, rulings (none), count, page, and the answers as in the list
    "categories/top/?organisation=culture": 4 + 1 + 1 + 1 + 1 + 1 + 1 + 1,
    # three filters, count, page, lanes; the revision and the application besides
    "announcements/": 3 + 3,
    "announcements/?revision=8&application=app-000": 1 + 1 + 3 + 3,
    # question, count and page of derogations, a count of those that last
    "derogations/?on=2026-12-31": 4 + 2 + 1,
    # question, notice, quotes, sources, links, applications, what holds for them, rulings with theirs, neighbours
    "announcements/ban/": 4 + 1 + 1 + 1 + 1 + 1 + 1 + 4 + 4,
    # question, count and page of publications, what they entered (organisations, categories, applications, notices: the
    # publisher was entered before those on the page), rulings with theirs, withdrawals, a count for each kind of fact,
    # verdicts that begin or end on their day (2), before today and after, what turns by these (2), names of
    # applications
    "changes/": 4 + 2 + 4 + 4 + 1 + 11 + 4 + 2 + 1,
    # the same of what entered nothing that is told and set no minimum version
    "changes/?organisation=culture&outcome=prohibited": 4 + 2 + 3 + 1 + 11 + 4 + 2 + 1,
    # notices, the first publication
    "announcements.atom": 1 + 1,
    # the tree, organisations, the last publication, publications, dated (6), applications, the first publication
    "changes.atom": 3 + 1 + 1 + 1 + 6 + 1 + 1,
    "changes.atom?organisation=culture&outcome=prohibited": 3 + 1 + 1 + 1 + 6 + 1 + 1,
    # organisations, the application by its name
    "requests/?application=app-000": 4 + 1,
    # the same, and the answer that holds already, as on its page
    "requests/?application=app-000&organisation=culture": 4 + 1 + 5 + 2 + 7,
}


@pytest.fixture
def grow(scene):
    """Return a way to make the registry as large as wanted, with something of everything."""
    root = scene.organisation("etat")
    ministry = scene.organisation("culture", below=root)
    category = scene.category("social", below=scene.category("top"))
    notice = scene.announcement("ban")

    def add(first, last):
        rows = [scene.new_application(f"app-{number:03}", category) for number in range(first, last)]
        scene.publish(*(change for row in rows for change in row))

    def to(size):
        have = Application.objects.count()
        add(have, size)
        if not have:
            _everything(scene, root, ministry, notice)

    return to


def _everything(scene, root, ministry, notice):
    """Publish a ruling with conditions, versions and a quoted notice, an alternative, a withdrawal."""
    chat, other = (Application.objects.get(slug=f"app-00{number}") for number in (0, 1))
    identifier = scene.identifier(chat, "ios_bundle_id", "org.example.chat")
    scene.publish(
        notice,
        AnnouncedApplication(announcement=notice, application=chat, provenance="named_in_text", stance="mentions"),
        Quote(announcement=notice, text="Texte", language="fr", fidelity="original"),
        Source(announcement=notice, title="Source"),
    )
    ruling = scene.unpublished(root, chat, Outcome.CONDITIONAL, date(2024, 1, 1), basis=notice)
    scene.publish(ruling, MinimumVersion(decision=ruling, identifier=identifier, version="7"))
    scene.rules(ministry, other, Outcome.APPROVED, basis=notice)
    banned = scene.unpublished(root, other, Outcome.PROHIBITED, date(2024, 1, 1))
    freed = scene.unpublished(ministry, other, Outcome.APPROVED, date(2025, 2, 2), derogates=banned)
    freed.expires_on = date(2027, 1, 31)
    overtaken = scene.unpublished(ministry, other, Outcome.PROHIBITED, date(2024, 2, 2))
    scene.publish(banned, freed, overtaken)
    scene.withdraws(overtaken, date(2025, 1, 1))


def test_pages_ask_as_often_at_either_size(grow, client):
    for size in SIZES:
        grow(size)
        for page in COUNTS:  # what publications turned, and what lists count, is looked up once and kept
            client.get(f"/en/{page}")
        asked = {}
        for page in COUNTS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/en/{page}").status_code == 200
            asked[page] = len(queries) - SNAPSHOT
        assert asked == COUNTS, size


@pytest.mark.parametrize(
    ("page", "looked_up"),
    [
        # placements, platforms, publishers, applications; what holds
        ("applications/?organisation=culture", 4 + 1),
        # besides, the categories that the text names, whether it means anything to the letter, and what
        ("applications/?organisation=culture&q=app", 4 + 1 + 3),
        # what holds on all devices
        ("applications.csv?organisation=culture&status=approved", 4 + 1),
    ],
)
def test_what_a_list_counts_is_looked_up_by_the_first_who_asks(grow, client, page, looked_up):
    asked = []
    for size in SIZES:
        grow(size)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/en/{page}")
            asked.append(len(queries))
    first, again = asked[:2]
    assert first == again + looked_up
    assert asked == [first, again, first, again]


@pytest.mark.parametrize("page", ["accessibility/", "legal/", "privacy/", "sitemap/"])
def test_the_pages_that_are_owed_ask_nothing(db, client, page, django_assert_num_queries):
    with django_assert_num_queries(SNAPSHOT):
        client.get(f"/fr/{page}")
