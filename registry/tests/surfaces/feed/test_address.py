"""The address of a feed: tags, caches, and what is said where there is no feed."""

from copy import deepcopy
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from registry.models import BaselineEntry, DefaultRule
from registry.surfaces.feed.headers import cache_control
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.noon import laid_at_noon

FEED = "/api/v1/organisations/culture/feed/"
PARIS = ZoneInfo("Europe/Paris")


def begin(scene):
    """Publish two ministries below a root, one of which prohibits an application."""
    root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", root)
    social, place = scene.new_category("social", None)
    chat, its_place = scene.new_application("chat", social)
    scene.publish(
        *(root, *of_root, scene.ministry, *of_ministry, *scene.new_organisation("armees", root)),
        *(social, place, chat, its_place),
    )
    scene.rules(scene.ministry, chat)


laid_feed = laid_at_noon(begin)


@pytest.fixture
def scene(laid_feed, db, noon):
    return deepcopy(laid_feed)


@pytest.fixture
def ministry(scene):
    return scene.ministry


@pytest.fixture
def tag(client, ministry):
    response = client.get(FEED)
    assert response.status_code == 200
    return response["ETag"]


def ask(client, tag, path=FEED):
    return client.get(path, headers={"If-None-Match": tag})


def test_a_tag_is_strong_and_turns_an_unchanged_feed_into_nothing(client, tag) -> None:
    assert tag.startswith('"')
    response = ask(client, tag)
    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == tag
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param("W/{}", id="weakened by a proxy"),
        pytest.param('"other", {}', id="among others"),
        pytest.param('"other",W/{}', id="weakened, among others"),
        pytest.param("*", id="any"),
    ],
)
def test_tags_are_compared_weakly(client, tag, changed) -> None:
    assert ask(client, changed.format(tag)).status_code == 304


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_tag_to_which_a_proxy_added_its_coding_is_still_known(client, tag, coding) -> None:
    assert ask(client, f'{tag[:-1]}-{coding}"').status_code == 304


@pytest.mark.parametrize("other", ['"other"', "other", "W/", '"*"', 'W/"*"', '"*-gzip"', '""', "", "\x00"])
def test_another_tag_gets_the_feed(client, tag, other) -> None:
    assert ask(client, other).status_code == 200


def test_the_tag_turns_with_each_publication(client, tag, scene) -> None:
    scene.category("anything")
    assert ask(client, tag).status_code == 200


def test_the_tag_turns_at_midnight_in_paris_and_not_before(client, tag, noon) -> None:
    noon.move_to("2026-11-24T23:59:59+01:00")
    assert ask(client, tag).status_code == 304
    noon.move_to("2026-11-25T00:00:00+01:00")
    assert ask(client, tag).status_code == 200


def test_the_tag_is_of_one_channel_under_one_origin_in_one_epoch(client, tag, settings) -> None:
    assert ask(client, tag, f"{FEED}?device=workstation").status_code == 200
    assert ask(client, tag, "/api/v1/organisations/armees/feed/").status_code == 200
    settings.ALLOWED_HOSTS = ["aval.example"]
    assert client.get(FEED, headers={"If-None-Match": tag, "Host": "aval.example"}).status_code == 200
    settings.ALLOWED_HOSTS = ["testserver"]
    assert ask(client, tag).status_code == 304
    settings.FEED_EPOCH = 2
    assert ask(client, tag).status_code == 200
    assert client.get(FEED).json()["epoch"] == 2


def test_a_feed_is_the_same_in_every_language_and_says_so(client, ministry) -> None:
    french, english = (client.get(FEED, headers={"Accept-Language": language}) for language in ("fr", "en"))
    assert french.content == english.content
    assert french["ETag"] == english["ETag"]
    assert french["Content-Language"] == "fr, en"


def test_whoever_compresses_a_feed_is_told_what_it_varies_by(client, tag) -> None:
    for response in (client.get(FEED), ask(client, tag)):
        assert "Accept-Encoding" in response["Vary"]
        assert "Content-Encoding" not in response


def test_the_head_of_a_feed_is_that_of_the_feed(client, tag) -> None:
    head, whole = client.head(FEED), client.get(FEED)
    assert head.content == b""
    for name in ("ETag", "Cache-Control", "Content-Type", "Vary", "Content-Length"):
        assert head[name] == whole[name]
    assert client.head(FEED, headers={"If-None-Match": tag}).status_code == 304


def test_a_feed_is_as_short_as_json_can_be(client, tag) -> None:
    assert b", " not in client.get(FEED).content.replace(b"fr, en", b"")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param("2026-11-24 12:00:00", (60, 300), id="at noon"),
        pytest.param("2026-11-24 23:58:00", (60, 60), id="two minutes before midnight"),
        pytest.param("2026-11-24 23:59:30", (30, 0), id="half a minute before midnight"),
        pytest.param("2026-11-24 23:59:59.9", (0, 0), id="just before midnight"),
        pytest.param("2026-03-29 12:00:00", (60, 300), id="on the shortest day of the clock"),
        pytest.param("2026-03-29 23:55:00", (60, 240), id="five minutes before the end of it"),
        pytest.param("2026-10-25 12:00:00", (60, 300), id="on the longest day of the clock"),
        pytest.param("2026-10-25 23:55:00", (60, 240), id="five minutes before the end of it, too"),
    ],
)
def test_nothing_is_fresh_past_midnight_in_paris(now, told) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    fresh, revalidating = told
    assert cache_control(moment.date(), moment) == (
        f"public, max-age={fresh}, stale-while-revalidate={revalidating}, stale-if-error=86400"
    )


def test_a_feed_of_yesterday_is_not_fresh_at_all() -> None:
    after = datetime(2026, 11, 25, 0, 0, 1, tzinfo=PARIS)
    assert "max-age=0, stale-while-revalidate=0" in cache_control(date(2026, 11, 24), after)


def test_an_organisation_that_ended_is_gone_and_names_its_successor(client, ministry, scene, noon) -> None:
    root = ministry.placements.get().parent
    scene.ends(ministry, date(2026, 11, 25), scene.organisation("next", below=root))
    tag = client.get(FEED)["ETag"]
    noon.move_to("2026-11-25T00:00:00+01:00")
    told = problem(
        client.get(f"{FEED}?device=workstation", headers={"If-None-Match": f"{tag}, *", "Accept-Language": "en"}), 410
    )
    assert told["type"] == "urn:problem-type:aval:organisation-ended"
    assert told["ended_on"] == "2026-11-25"
    assert told["successor"] == "next"
    assert told["successor_feed"] == "http://testserver/api/v1/organisations/next/feed/?device=workstation"
    assert "Take the feed of its successor, next." in told["detail"]
    assert client.get(f"/api/v1/organisations/{root.slug}/feed/").status_code == 200
    scene.ends(ministry, None)
    assert client.get(FEED).status_code == 200


def test_an_organisation_that_ended_without_a_successor_says_so(client, ministry, scene) -> None:
    scene.ends(ministry, date(2026, 11, 24))
    told = problem(client.get(FEED, headers={"Accept-Language": "en"}), 410)
    assert (told["successor"], told["successor_feed"]) == (None, None)
    assert "has no successor" in told["detail"]


def test_a_channel_that_denies_is_refused_without_a_baseline(client, ministry, scene) -> None:
    scene.publish(DefaultRule(organisation=ministry, rule="deny"))
    for tag in ("", "*"):
        told = problem(ask(client, tag), 409)
        assert told["type"] == "urn:problem-type:aval:no-baseline"
    application = scene.application("agent", scene.category("office"))
    scene.publish(BaselineEntry(organisation=ministry, application=application, role="management_agent"))
    assert client.get(FEED).status_code == 200


def test_an_unknown_organisation_has_no_feed_whatever_the_tag(client, ministry) -> None:
    problem(client.get("/api/v1/organisations/atlantis/feed/", headers={"If-None-Match": "*"}), 404)
