"""The delta of a feed: what changed after a cursor, and what is said of a cursor that leads nowhere."""

import base64
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import BaselineEntry, DefaultRule, MinimumVersion
from registry.surfaces.feed.bodies import bodies
from registry.surfaces.feed.channel import find_channel
from registry.surfaces.feed.cursor import Cursor
from registry.surfaces.feed.delta import ledgers
from registry.terms import DeviceClass, Outcome
from registry.tests.surfaces.feed.merging import Merging
from registry.tests.surfaces.feed.shaped import check
from registry.tests.surfaces.feed.test_query_counts import SNAPSHOT
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.noon import laid_at_noon

FEED = "/api/v1/organisations/culture/feed/"
FULL = "http://testserver/api/v1/organisations/culture/feed/?device=professional_phone"


def begin(scene):
    """Publish two ministries below a root, one of which prohibits an application."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.social, place = scene.new_category("social", None)
    scene.chat, its_place = scene.new_application("chat", scene.social)
    scene.clips, clips_place = scene.new_application("clips", scene.social)
    scene.publish(
        *(scene.root, *of_root, scene.ministry, *of_ministry, *scene.new_organisation("armees", scene.root)),
        *(scene.social, place, scene.chat, its_place, scene.clips, clips_place),
    )
    scene.ban = scene.rules(scene.ministry, scene.chat)


laid_feed = laid_at_noon(begin)


@pytest.fixture
def scene(laid_feed, db, noon):
    return deepcopy(laid_feed)


@pytest.fixture
def cursor(scene, fetch):
    return fetch("culture")["cursor"]


@pytest.fixture
def since(fetch, cursor):
    """Return a way to ask what changed after the cursor."""
    return lambda: fetch("culture", f"?since={cursor}")


def own(**changed):
    return str(replace(Cursor.of(find_channel("culture", DeviceClass.PROFESSIONAL_PHONE)), **changed))


def refusal(client, cursor, status, question=""):
    return problem(client.get(f"{FEED}?since={cursor}{question}", headers={"Accept-Language": "en"}), status)


def ids(rows):
    return [row["id"] for row in rows]


def test_where_nothing_changed_a_delta_is_empty_and_says_how_to_go_on(since, cursor) -> None:
    delta = since()
    check("delta", delta)
    assert (delta["records"], delta["tombstones"]) == ([], [])
    assert (delta["base"], delta["cursor"]) == (delta["seq"], cursor)
    assert delta["next"] == f"{FULL}&since={cursor}"
    assert delta["record_count"] == 1


def test_a_delta_holds_what_changed_and_nothing_else(scene, since) -> None:
    scene.rules(scene.root, scene.clips, Outcome.CONDITIONAL)
    delta = since()
    check("delta", delta)
    assert ids(delta["records"]) == ["chat", "clips"], "clips is an alternative to chat from now on"
    assert delta["records"][0]["alternatives"] == ["clips"]
    scene.category("anything")
    assert ids(since()["records"]) == ["chat", "clips"], "from the same base, the same once more"


def test_what_ceased_leaves_a_tombstone(scene, since) -> None:
    scene.withdraws(scene.ban, date(2026, 11, 24))
    delta = since()
    check("delta", delta)
    assert delta["records"] == []
    assert delta["tombstones"] == [{"id": "chat", "rev": delta["seq"]}]
    assert delta["record_count"] == 0


def test_a_turn_by_its_date_alone_is_a_change_of_its_day(scene, client, fetch, noon) -> None:
    identifier = scene.identifier(scene.clips, "android_package", "org.example.clips")
    rise = scene.unpublished(scene.ministry, scene.clips, Outcome.CONDITIONAL, date(2026, 11, 26))
    scene.publish(
        scene.unpublished(scene.ministry, scene.clips, Outcome.CONDITIONAL, date(2026, 11, 1)),
        rise,
        MinimumVersion(decision=rise, identifier=identifier, version="7"),
    )
    before = fetch("culture")
    noon.move_to("2026-11-25T12:00:00+01:00")
    quiet = fetch("culture", f"?since={before['cursor']}")
    assert (quiet["seq"], quiet["records"]) == (before["seq"] + 1, [])
    noon.move_to("2026-11-26T00:00:00+01:00")
    delta = fetch("culture", f"?since={quiet['cursor']}")
    assert delta["revision"] == before["revision"]
    assert delta["records"][0]["identifiers"] == [
        {"kind": "android_package", "value": "org.example.clips", "min_version": "7"}
    ]
    assert delta["state_digest"] != before["state_digest"]


def test_a_default_rule_is_told_beside_the_records(scene, since) -> None:
    scene.publish(
        DefaultRule(organisation=scene.ministry, rule="deny"),
        BaselineEntry(organisation=scene.ministry, application=scene.clips, role="other"),
    )
    delta = since()
    assert delta["default_rule"] == "deny"
    assert "clips" in ids(delta["records"])


def test_a_channel_that_denies_is_refused_without_a_baseline(scene, client, cursor) -> None:
    scene.publish(DefaultRule(organisation=scene.ministry, rule="deny"))
    assert refusal(client, cursor, 409)["type"] == "urn:problem-type:aval:no-baseline"


def test_an_organisation_that_ended_has_no_delta_and_names_its_successor(scene, client, cursor) -> None:
    scene.ends(scene.ministry, date(2026, 11, 24), scene.root)
    told = refusal(client, cursor, 410)
    assert (told["type"], told["successor"]) == ("urn:problem-type:aval:organisation-ended", "etat")


@pytest.mark.parametrize(
    "malformed",
    [
        pytest.param("1", id="a number"),
        pytest.param("*", id="not base64url"),
        pytest.param("é", id="not ASCII"),
        pytest.param("%00", id="NUL"),
        pytest.param("a" * 5000, id="endless"),
        pytest.param(
            base64.urlsafe_b64encode(b"2:1:culture/professional_phone:20000:" + b"0" * 16).decode(), id="form"
        ),
        pytest.param(
            base64.urlsafe_b64encode(b"1:1:culture/fridge:20000:" + b"0" * 16).decode().rstrip("="), id="device"
        ),
        pytest.param(
            base64.urlsafe_b64encode(b"1:1:culture/professional_phone:-1:" + b"0" * 16).decode().rstrip("="), id="minus"
        ),
    ],
)
def test_what_is_no_cursor_is_refused(scene, client, malformed, django_assert_num_queries) -> None:
    with django_assert_num_queries(SNAPSHOT):
        told = refusal(client, malformed, 400)
    assert told["errors"][0]["parameter"] == "since"
    assert len(told["detail"]) < 200


def test_a_cursor_is_ours_in_one_writing_only(scene, client, cursor) -> None:
    refusal(client, cursor + "=", 400)
    refusal(client, cursor[:-1] + chr(ord(cursor[-1]) ^ 1), 400)


@pytest.mark.parametrize(
    ("changed", "cause"),
    [({"epoch": 2}, "epoch"), ({"channel": "armees/professional_phone"}, "channel"), ({"mark": "0" * 16}, "past")],
)
def test_a_cursor_from_elsewhere_is_a_conflict(scene, client, changed, cause) -> None:
    told = refusal(client, own(**changed), 409)
    assert (told["type"], told["cause"]) == ("urn:problem-type:aval:foreign-cursor", cause)
    assert told["full_feed"] == FULL


def test_a_cursor_of_another_device_class_is_a_conflict(scene, client, cursor) -> None:
    assert refusal(client, cursor, 409, "&device=workstation")["full_feed"].endswith("?device=workstation")


def test_a_registry_that_was_set_back_and_went_on_otherwise_is_another_past(scene, client) -> None:
    lost = own()
    another = own(mark="0" * 16)
    scene.category("anything")
    assert client.get(f"{FEED}?since={lost}").status_code == 200
    assert refusal(client, another, 409)["cause"] == "past"


@pytest.mark.parametrize("by", [1, 10**9])
def test_a_cursor_ahead_of_us_waits(scene, client, by) -> None:
    channel = find_channel("culture", DeviceClass.PROFESSIONAL_PHONE)
    response = client.get(f"{FEED}?since={own(seq=channel.seq + by)}")
    assert problem(response, 503)["type"] == "urn:problem-type:aval:cursor-ahead"
    assert int(response["Retry-After"]) == 10


@pytest.mark.parametrize("seq", [0, 1, 20000])
def test_a_cursor_that_is_too_old_is_sent_to_the_full_feed(scene, client, seq) -> None:
    told = refusal(client, own(seq=seq), 410)
    assert (told["type"], told["full_feed"]) == ("urn:problem-type:aval:cursor-too-old", FULL)
    assert client.get(told["full_feed"]).status_code == 200


def test_a_cursor_serves_for_ninety_days(scene, client, cursor, noon) -> None:
    noon.move_to("2027-02-22T12:00:00+01:00")
    assert client.get(f"{FEED}?since={cursor}").status_code == 200
    noon.move_to("2027-02-23T12:00:00+01:00")
    refusal(client, cursor, 410)


def test_who_would_be_told_more_than_half_is_sent_to_the_full_feed(scene, client, cursor) -> None:
    rows = [scene.new_application(f"app-{number}", scene.social) for number in range(110)]
    scene.publish(*(change for row in rows for change in row))
    assert client.get(f"{FEED}?since={cursor}").status_code == 200
    scene.rules(scene.root, scene.social)
    refusal(client, cursor, 410)


def test_a_delta_does_not_lead_into_the_past(scene, client, cursor) -> None:
    for question in ("&on=2026-11-24", "&revision=1"):
        assert refusal(client, cursor, 400, question)["errors"][0]["parameter"] == "since"


def test_an_unchanged_delta_asks_once(scene, client, cursor) -> None:
    address = f"{FEED}?since={cursor}"
    tag = client.get(address)["ETag"]
    for ask in (client.get, client.head):
        with CaptureQueriesContext(connection) as queries:
            response = ask(address, headers={"If-None-Match": f"W/{tag}"})
        assert (response.status_code, response.content) == (304, b"")
        assert len(queries) == 1
    assert client.get(FEED)["ETag"] != tag, "the full feed is another thing"
    scene.category("anything")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_what_was_written_once_is_given_again_at_the_price_of_one_query(scene, client, cursor) -> None:
    for address in (FEED, f"{FEED}?since={cursor}"):
        first = client.get(address)
        with CaptureQueriesContext(connection) as queries:
            again = client.get(address)
        assert len(queries) - SNAPSHOT == 1
        assert again.content == first.content


def test_two_processes_write_the_same_bytes(scene, client, cursor) -> None:
    client.get(f"{FEED}?since={cursor}")
    scene.rules(scene.root, scene.clips, Outcome.APPROVED)
    wound_on = [client.get(f"{FEED}{question}").content for question in (f"?since={cursor}", "")]
    ledgers.clear()
    bodies.clear()
    assert [client.get(f"{FEED}{question}").content for question in (f"?since={cursor}", "")] == wound_on


def test_a_publication_that_is_done_after_the_midnight_it_began_before_is_not_lost(scene, noon) -> None:
    noon.move_to("2026-11-25T00:00:00+01:00")
    client = Merging("culture", DeviceClass.PROFESSIONAL_PHONE)
    client.sync()
    noon.move_to("2026-11-24T23:59:59+01:00")
    scene.rules(scene.root, scene.clips)
    noon.move_to("2026-11-25T00:00:01+01:00")
    client.sync()
    assert client.records.keys() == {"chat", "clips"}
