"""A feed of the past: as it was given then, marked as such, and never kept as the present."""

from copy import deepcopy
from datetime import date

import pytest

from registry.models import BaselineEntry, DefaultRule
from registry.proposals.changes import Retirement
from registry.revisions.models import Revision
from registry.surfaces.feed.headers import HEAD_HEADER
from registry.terms import Outcome
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.noon import laid_at_noon

FEED = "/api/v1/organisations/culture/feed/"


def begin(scene):
    """Publish a ministry below the root, a ban that holds, and one that is to come."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.social, place = scene.new_category("social", None)
    scene.chat, its_place = scene.new_application("chat", scene.social)
    scene.publish(scene.root, *of_root, scene.social, place, scene.chat, its_place)
    scene.publish(scene.ministry, *of_ministry)
    scene.ban = scene.rules(scene.root, scene.chat)


laid_feed = laid_at_noon(begin)


@pytest.fixture
def scene(laid_feed, db, noon):
    return deepcopy(laid_feed)


def told(document):
    """Return what a document says of its state, without the marks of the past and how to go on from the present."""
    aside = ("schema", "as_known", "cursor", "next")
    return {name: value for name, value in document.items() if name not in aside}


@pytest.mark.parametrize("question", ["?on=2026-11-24", "?revision={last}", "?on=2026-11-24&revision={last}"])
def test_even_the_state_of_now_is_marked_where_it_is_asked_for_as_the_past(scene, client, question) -> None:
    now = client.get(FEED)
    past = client.get(FEED + question.format(last=scene.ban.revision_id))
    assert told(past.json()) == told(now.json())
    assert list(past.json())[:2] == ["schema", "as_known"]
    assert (past.json()["schema"], past.json()["as_known"]) == ("aval-feed-as-known/1", True)
    assert "as_known" not in now.json()
    assert past["ETag"] != now["ETag"]
    assert past["Cache-Control"] == "no-store"
    assert client.get(FEED, headers={"If-None-Match": past["ETag"]}).status_code == 200


def test_an_empty_day_and_revision_ask_for_now(scene, client) -> None:
    assert client.get(f"{FEED}?on=&revision=").content == client.get(FEED).content


def test_a_revision_without_a_day_asks_about_its_own(scene, client, noon) -> None:
    noon.move_to("2026-12-24T12:00:00+01:00")
    past = client.get(f"{FEED}?revision={scene.ban.revision_id}").json()
    assert (past["day"], past["revision"]) == ("2026-11-24", scene.ban.revision_id)
    assert client.get(FEED).json()["day"] == "2026-12-24"


def test_a_day_to_come_is_answered_as_far_as_is_known(scene, client) -> None:
    scene.rules(scene.ministry, scene.chat, Outcome.PROHIBITED, date(2027, 1, 1))
    scene.withdraws(scene.ban, date(2026, 12, 1))
    statuses = {
        on: [record["status"] for record in client.get(f"{FEED}?on={on}").json()["records"]]
        for on in ("2023-03-23", "2023-03-24", "2026-12-01", "2027-01-01", "0001-01-01", "9999-12-31")
    }
    assert list(statuses.values()) == [[], ["prohibited"], [], ["prohibited"], [], ["prohibited"]]


def test_what_was_published_since_does_not_show(scene, client) -> None:
    last = scene.ban.revision_id
    before = client.get(FEED).json()
    scene.publish(
        BaselineEntry(organisation=scene.root, application=scene.application("phone", scene.social), role="other")
    )
    scene.publish(
        DefaultRule(organisation=scene.root, rule="deny"), scene.new_identifier(scene.chat, "android_package", "a.b")
    )
    scene.withdraws(scene.ban, date(2026, 11, 24))
    scene.ends(scene.ministry, date(2026, 11, 24))
    problem(client.get(FEED), 410)
    assert told(client.get(f"{FEED}?revision={last}").json()) == told(before)


def test_what_was_retired_since_shows(scene, client) -> None:
    identifier = scene.identifier(scene.chat, "android_package", "a.b")
    entry = BaselineEntry(organisation=scene.root, application=scene.application("phone", scene.social), role="other")
    scene.publish(entry, DefaultRule(organisation=scene.root, rule="deny"))
    before, last = client.get(FEED).json(), Revision.objects.latest_number()
    scene.publish(
        Retirement(identifier),
        Retirement(entry),
        BaselineEntry(organisation=scene.root, application=scene.application("other", scene.social), role="other"),
    )
    assert told(client.get(FEED).json())["records"] != before["records"]
    assert told(client.get(f"{FEED}?revision={last}").json()) == told(before)


def test_texts_read_as_they_do_now_and_their_change_is_not_dated_before_it_happened(scene, client) -> None:
    last = scene.ban.revision_id
    scene.chat.name = "Chat again"
    scene.publish(scene.chat)
    scene.root.name_en = "The State"
    scene.publish(scene.root)
    tag = client.get(f"{FEED}?revision={last}")["ETag"]
    past = client.get(f"{FEED}?revision={last}").json()
    assert past["records"][0]["name"]["en"] == "Chat again"
    assert past["records"][0]["rev"] <= past["seq"]
    scene.category("anything")
    assert client.get(f"{FEED}?revision={last}")["ETag"] != tag


def test_a_day_before_the_publications_takes_them_as_made_on_that_day(scene, client) -> None:
    scene.rules(scene.root, scene.application("notes", scene.social), Outcome.APPROVED, date(2023, 1, 1))
    past = client.get(f"{FEED}?on=2023-04-01").json()
    assert {record["id"]: record["alternatives"] for record in past["records"]} == {"chat": ["notes"], "notes": []}
    assert all(record["rev"] <= past["seq"] for record in past["records"])


def test_an_organisation_that_was_not_known_yet_has_no_feed(scene, client) -> None:
    seated = scene.ministry.changed_in_id
    told = problem(client.get(f"{FEED}?revision={seated - 1}", headers={"Accept-Language": "en"}), 404)
    assert f"At revision {seated - 1} the registry did not know it yet." in told["detail"]


def test_one_that_ended_has_its_feed_of_before(scene, client) -> None:
    scene.ends(scene.ministry, date(2026, 11, 24))
    problem(client.get(f"{FEED}?on=2026-11-24"), 410)
    assert client.get(f"{FEED}?on=2026-11-23").status_code == 200


def test_a_feed_names_the_head_of_the_chain_changed_or_not(scene, client) -> None:
    head = client.get("/api/v1/revisions/head/").json()["digest"]
    feed = client.get(FEED)
    assert feed[HEAD_HEADER] == head
    assert client.get(FEED, headers={"If-None-Match": feed["ETag"]})[HEAD_HEADER] == head
