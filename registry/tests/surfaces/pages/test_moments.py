"""The past on the pages: as it was known, said so, led back from, and never kept as the present."""

from copy import deepcopy

import pytest

from registry.models import AnnouncedApplication
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish an application, then a notice that prohibits it, then the ruling."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    social, *of_social = scene.new_category("social", None)
    chat, *of_chat = scene.new_application("chat", social)
    scene.publish(scene.root, *of_root, social, *of_social, chat, *of_chat)
    notice = scene.new_announcement("ban")
    scene.notice = scene.publish(
        notice,
        AnnouncedApplication(
            announcement=notice, application=chat, provenance="inferred_from_category", stance="prohibits"
        ),
    ).revision.number
    scene.rules(scene.root, social, basis=notice)


laid_past = laid_at_noon(begin)


@pytest.fixture
def scene(laid_past, db):
    return deepcopy(laid_past)


ANSWERING = [
    "applications/",
    "applications/chat/",
    "applications/chat/timeline/",
    "organisations/",
    "organisations/etat/",
    "categories/social/",
    "announcements/",
    "announcements/ban/",
    "derogations/",
    "changes/",
]


@pytest.mark.parametrize("page", ANSWERING)
def test_a_page_of_the_past_says_so_leads_back_and_is_never_kept(scene, client, get, page):
    number = scene.notice
    for moment, sentence in {
        f"revision={number}": f"as the registry knew it at revision {number}, published on 24 November 2026.",
        "on=2026-05-01": "This page answers for 1 May 2026, as the registry knows it now.",
    }.items():
        assert client.get(f"/en/{page}?{moment}")["Cache-Control"] == "no-store"
        markup = get(f"/en/{page}?{moment}")
        assert sentence in markup.text
        assert "?" in markup.links
        assert any(link.endswith(f"?{moment}") for link in markup.links if link.startswith("/en/"))
    assert client.get(f"/en/{page}?on=&revision=")["Cache-Control"] == "no-cache"
    assert "This page answers for" not in get(f"/en/{page}").text


def test_an_error_is_never_kept(scene, client):
    for address in ("/en/nowhere/", "/en/applications/?on=tomorrow"):
        assert client.get(address)["Cache-Control"] == "no-store"


def test_a_notice_is_not_there_before_the_revision_that_published_it(scene, get):
    assert "The registry has no notice" in get(f"/en/announcements/?revision={scene.notice - 1}").text
    get(f"/en/announcements/ban/?revision={scene.notice - 1}", status=404)
    assert "Prohibited" not in get(f"/en/announcements/ban/?revision={scene.notice}").text
    assert "Prohibited" in get("/en/announcements/ban/").text


def test_notices_are_listed_up_to_the_day(scene, get):
    assert "ban (en)" in get("/en/announcements/?on=2023-03-24").text
    assert "The registry has no notice" in get("/en/announcements/?on=2023-03-23").text


def test_a_category_is_not_there_before_the_revision_that_placed_it(scene, get):
    scene.category("later")
    get(f"/en/categories/later/?revision={scene.notice}", status=404)


def test_a_link_keeps_the_moment_to_the_notice_and_back(scene, get):
    markup = get("/en/applications/chat/?on=2026-05-01")
    assert "/en/announcements/ban/?on=2026-05-01" in markup.links
    assert "/en/applications/chat/?on=2026-05-01" in get("/en/announcements/ban/?on=2026-05-01").links
