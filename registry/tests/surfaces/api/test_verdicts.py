"""The verdicts: what holds on a day, as known at a revision, and why."""

import json
from datetime import date

import pytest
import time_machine

from registry.models import Revision
from registry.terms import Outcome
from registry.tests.surfaces.machines import problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    def ask(question="", status=200):
        response = client.get(f"/api/v1/verdicts/{question}")
        assert response.status_code == status, response.content
        return json.loads(response.content)

    return ask


def told(page):
    return [(row["application"]["slug"], row["device"], row["status"]) for row in page["results"]]


PHONE, TABLET = "professional_phone", "professional_tablet"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param(
            "",
            [
                ("chat", PHONE, "prohibited"),
                ("clips", PHONE, "prohibited"),
                ("clips", TABLET, "under_review"),
            ],
            id="the root's, on each device, where nothing is said",
        ),
        pytest.param(
            "?organisation=culture&device=professional_phone",
            [("chat", PHONE, "conditional"), ("clips", PHONE, "prohibited")],
            id="an organisation's own and those that it inherits",
        ),
        pytest.param(
            "?organisation=culture&status=conditional", [("chat", PHONE, "conditional")], id="those of one status"
        ),
        pytest.param("?application=clips&device=professional_tablet", [("clips", TABLET, "under_review")], id="one"),
        pytest.param(
            "?category=social&status=prohibited",
            [("chat", PHONE, "prohibited"), ("clips", PHONE, "prohibited")],
            id="a category",
        ),
        pytest.param("?category=office", [], id="a category without any"),
        pytest.param(
            "?on=2023-03-23", [("clips", PHONE, "under_review"), ("clips", TABLET, "under_review")], id="the day before"
        ),
        pytest.param(
            "?organisation=culture&on=2027-01-01&application=chat", [("chat", PHONE, "prohibited")], id="a day to come"
        ),
        pytest.param(
            "?status=unlisted&device=professional_phone", [("notes", PHONE, "unlisted")], id="those that are unlisted"
        ),
        pytest.param(
            "?status=unlisted&application=clips",
            [("clips", "personal_device", "unlisted"), ("clips", "workstation", "unlisted")],
            id="the devices on which one is unlisted",
        ),
        pytest.param(
            "?status=unlisted&category=office&device=workstation",
            [("notes", "workstation", "unlisted")],
            id="unlisted in a category",
        ),
    ],
)
def test_verdicts_are_narrowed(world, ask, question, found) -> None:
    assert told(ask(question)) == found


def test_a_verdict_explains_itself(world, ask) -> None:
    (row,) = ask("?organisation=culture&application=chat&device=professional_phone")["results"]
    assert row["organisation"]["slug"] == row["decided_by"]["slug"] == "culture"
    assert row["inherited"] is False
    assert (row["since"], row["until"], row["comply_by"]) == ("2024-01-01", "2027-01-01", None)
    assert row["conditions"] == {"fr": "Une condition.", "en": "A condition."}
    assert row["minimum_versions"] == [{"kind": "android_package", "value": "org.example.chat", "version": "7010"}]
    assert row["decision"]["uid"] == str(world.free.uid)
    assert row["decision"]["authority"] == {"fr": "culture (fr)", "en": "culture (en)"}
    reasons = [(r["fate"], r["decision"]["uid"], r["by"] and r["by"]["uid"]) for r in row["reasons"]]
    assert reasons == [("holds", str(world.free.uid), None), ("set_aside", str(world.ban.uid), str(world.free.uid))]


def test_an_inherited_verdict_says_from_whom_and_how_its_notice_names_it(world, ask) -> None:
    (row,) = ask("?organisation=culture&application=clips&device=professional_phone")["results"]
    assert (row["decided_by"]["slug"], row["inherited"]) == ("etat", True)
    assert (row["since"], row["comply_by"]) == ("2023-03-24", "2023-04-23")
    assert row["decision"]["target"]["category"]["slug"] == "recreational"
    assert row["decision"]["announcement"]["slug"] == "ban"
    first, second = row["reasons"]
    assert first["named"] == {"provenance": "named_by_press", "stance": "prohibits"}
    assert (second["fate"], second["named"]) == ("stepped_aside", None)


def test_what_is_unlisted_says_what_that_means(world, ask) -> None:
    page = ask("?status=unlisted&device=workstation&application=notes")
    assert page["default_rule"] == "allow"
    (row,) = page["results"]
    assert (row["decision"], row["decided_by"], row["reasons"]) == (None, None, [])
    assert (row["since"], row["until"], row["inherited"]) == (None, None, False)


def test_a_revision_is_asked_about_its_own_day_and_what_was_known_then(world, ask) -> None:
    before = Revision.objects.latest_number()
    with time_machine.travel("2026-11-26T12:00:00+01:00", tick=False):
        world.scene.rules(
            world.ministry, world.scene.application("later", world.scene.category("new")), Outcome.APPROVED
        )
        now = ask("?organisation=culture&status=approved")
        assert (now["on"], now["revision"], now["count"]) == ("2026-11-26", before + 3, 1)
        then = ask(f"?organisation=culture&revision={before}")
        assert (then["on"], then["revision"]) == ("2026-11-24", before)
        assert "later" not in {slug for slug, _device, _status in told(then)}
        assert told(ask(f"?revision={before}&status=unlisted&device=workstation&application=later")) == []
        assert ask(f"?revision={before}&on=2023-03-23")["on"] == "2023-03-23"


def test_the_links_of_a_page_hold_on_to_its_day_and_revision(world, ask, client) -> None:
    first = ask("?page_size=1")
    last = Revision.objects.latest_number()
    assert f"on=2026-11-24&page=2&page_size=1&revision={last}" in first["next"]
    world.scene.rules(world.root, world.free.application.placements.get().category, Outcome.APPROVED, date(2025, 1, 1))
    second = client.get(first["next"]).json()
    assert (second["count"], second["revision"]) == (first["count"], last)


def test_an_organisation_that_ended_is_gone_and_names_its_successor(world, client, ask) -> None:
    response = client.get("/api/v1/verdicts/?organisation=gone", headers={"Accept-Language": "en"})
    gone = problem(response, 410)
    assert gone["type"] == "urn:problem-type:aval:organisation-ended"
    assert (gone["ended_on"], gone["successor"]) == ("2025-01-01", "culture")
    assert "Ask about its successor, culture" in gone["detail"]
    assert ask("?organisation=gone&on=2024-12-31")["count"] == 3


def test_minimum_versions_and_conditions_add_up(world, ask) -> None:
    from registry.models import Identifier, MinimumVersion

    identifier = Identifier.objects.get()
    stricter = world.scene.unpublished(
        world.ministry,
        identifier.application,
        Outcome.CONDITIONAL,
        date(2024, 2, 1),
        device_classes=[TABLET],
        comply_by=date(2024, 6, 1),
    )
    looser = world.scene.unpublished(
        world.root,
        identifier.application,
        Outcome.CONDITIONAL,
        date(2024, 2, 1),
        device_classes=[TABLET],
        conditions_fr="Une autre.",
        conditions_en="Another.",
        comply_by=date(2024, 5, 1),
    )
    world.scene.publish(
        stricter,
        looser,
        MinimumVersion(decision=stricter, identifier=identifier, version="710"),
        MinimumVersion(decision=looser, identifier=identifier, version="79"),
    )
    (row,) = ask("?organisation=culture&device=professional_tablet&application=chat")["results"]
    assert row["conditions"] == {"fr": "Une autre.\n\nUne condition.", "en": "Another.\n\nA condition."}
    assert [version["version"] for version in row["minimum_versions"]] == ["710"]
    assert row["comply_by"] == "2024-05-01"
