"""The addresses of the feeds: what may be asked, what is kept, who may read."""

import json

import pytest
import time_machine

from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.pages.markup import Markup
from registry.tests.surfaces.pages.test_hostile_input import HOSTILE

pytestmark = pytest.mark.django_db

FEEDS = ["announcements.atom", "changes.atom"]
feeds = pytest.mark.parametrize("feed", FEEDS)


@feeds
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_registry_with_nothing_in_it_has_a_valid_feed_too(read, feed, language):
    assert read(f"/{language}/{feed}").entries == []


@feeds
def test_whoever_has_a_feed_already_is_told_so_until_there_is_something_new(scene, client, feed):
    root = scene.organisation("etat")
    scene.announcement("first")
    first = client.get(f"/en/{feed}")
    for known in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(f"/en/{feed}", headers=known)
        assert (again.status_code, again.content) == (304, b"")
    with time_machine.travel("2026-11-25T12:00:00+01:00", tick=False):
        scene.rules(root, scene.application("chat", scene.category("social")), basis=scene.announcement("ban"))
    for known in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        assert client.get(f"/en/{feed}", headers=known).status_code == 200


@feeds
def test_a_feed_may_be_kept_for_a_while_by_anybody_and_read_from_any_page(client, feed):
    response = client.get(f"/en/{feed}", headers={"origin": "https://elsewhere.example"})
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Language"] == "en"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@feeds
def test_a_feed_without_its_language_leads_to_that_of_the_reader(client, feed):
    response = client.get(f"/{feed}?organisation=etat", headers={"accept-language": "en"})
    assert (response.status_code, response["Location"]) == (302, f"/en/{feed}?organisation=etat")


@feeds
def test_a_feed_is_only_read(client, feed):
    response = client.post(f"/en/{feed}")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    head, whole = client.head(f"/en/{feed}"), client.get(f"/en/{feed}")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])


@feeds
@pytest.mark.parametrize("moment", ["on=2023-03-24", "revision=1"])
def test_a_feed_is_not_asked_about_another_moment(client, feed, moment):
    assert "another moment" in problem(client.get(f"/en/{feed}?{moment}"), 400)["detail"]


def test_what_is_not_known_is_named_with_what_would_do(client):
    told = problem(client.get("/en/changes.atom?organisation=atlantis"), 400)
    assert told["detail"] == "We know no organisation called “atlantis”."
    told = problem(client.get("/en/changes.atom?outcome=banned"), 400)
    assert told["detail"].startswith("We know no answer called “banned”. It is one of: approved, conditional,")


def test_an_address_of_a_feed_that_is_not_there_is_told_to_machines(client):
    problem(client.get("/en/nothing.atom"), 404)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_parameter_never_breaks_a_feed(client, read, value):
    for name in ("organisation", "outcome", "on", "revision"):
        response = client.get(f"/en/changes.atom?{name}={value}")
        assert response.status_code in (200, 400)
        if response.status_code == 400:
            assert json.loads(response.content)["detail"]
    read(f"/en/announcements.atom?utm={value}")


@pytest.mark.parametrize(
    ("page", "led_to"),
    [
        ("", ["/fr/announcements.atom", "/fr/changes.atom"]),
        ("announcements/", ["/fr/announcements.atom"]),
        ("changes/", ["/fr/changes.atom"]),
        (
            "changes/?organisation=etat&outcome=prohibited",
            ["/fr/changes.atom?organisation=etat&outcome=prohibited"],
        ),
        ("organisations/etat/", ["/fr/changes.atom?organisation=etat"]),
    ],
)
def test_a_page_tells_readers_of_feeds_where_its_own_is(scene, client, page, led_to):
    scene.organisation("etat")
    links = Markup(client.get(f"/fr/{page}")).all("link")
    found = [link["href"] for link in links if link.get("type") == "application/atom+xml"]
    assert found == led_to
    assert all(client.get(address).status_code == 200 for address in found)
