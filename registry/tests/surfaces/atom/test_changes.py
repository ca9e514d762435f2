"""The feed of changes."""

from copy import deepcopy
from datetime import date

import pytest
import time_machine
from django.utils import translation

from registry.terms import Outcome
from registry.tests.scene import TABLET
from registry.tests.surfaces.atom.reading import links, text
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish a root, two ministries and two applications."""
    scene.root = scene.organisation("etat")
    scene.culture = scene.organisation("culture", below=scene.root)
    scene.justice = scene.organisation("justice", below=scene.root)
    category = scene.category("social")
    scene.chat, scene.game = scene.application("chat", category), scene.application("game", category)


laid = laid_at_noon(begin)


@pytest.fixture
def ground(laid, db):
    """Stand on a root, two ministries and two applications."""
    return deepcopy(laid)


def test_an_entry_says_what_the_answer_is_where_since_when_and_why(ground, read):
    with translation.override("en"):
        ground.publish(
            ground.unpublished(ground.root, ground.chat, Outcome.PROHIBITED, date(2024, 1, 1)), why="It says so."
        )
    feed = read("/en/changes.atom")
    assert feed.texts("title") == ["Chat: Prohibited — etat (en), Professional phone"]
    number = ground.rules(ground.justice, ground.game, Outcome.APPROVED).revision_id - 1
    assert feed.texts("summary") == [
        "etat (en), Professional phone: Prohibited instead of Not listed, from 1 January 2024.\n\n"
        f"revision {number}, 24 November 2026: It says so."
    ]
    assert [link["href"] for link in links(feed.entries[0])] == [
        f"http://testserver/{code}/applications/chat/?organisation=etat&device=professional_phone"
        for code in ("en", "fr")
    ]


def test_turns_alike_are_one_entry_that_counts_what_it_does_not_name(ground, read):
    crowd = ground.category("crowd")
    ground.publish(*(row for number in range(6) for row in ground.new_application(f"app-{number}", crowd)))
    number = ground.rules(ground.root, crowd).revision_id
    feed = read("/en/changes.atom")
    assert feed.texts("title") == ["App-0, App-1, App-2 and 3 more: Prohibited — etat (en), Professional phone"]
    assert links(feed.entries[0])[0]["href"] == f"http://testserver/en/changes/?revision={number}#revision-{number}"


def test_a_turn_is_told_when_it_is_decided_and_again_on_its_day(ground, read):
    ground.rules(ground.culture, ground.chat, Outcome.PROHIBITED, date(2026, 12, 1), expires_on=date(2027, 2, 1))
    decided = read("/en/changes.atom")
    assert [one.split("\n")[0] for one in decided.texts("summary")] == [
        "culture (en), Professional phone: Prohibited instead of Not listed, from 1 December 2026 to 31 January 2027."
    ]
    with time_machine.travel("2026-12-02T12:00:00+01:00", tick=False):
        come = read("/en/changes.atom")
    assert come.texts("id")[1:] == decided.texts("id")
    assert text(come.entries[0], "updated") == "2026-12-01T00:00:00+01:00"
    assert come.texts("summary")[0].endswith("Prohibited instead of Not listed, from 1 December 2026.")
    with time_machine.travel("2027-02-02T12:00:00+01:00", tick=False):
        gone = read("/en/changes.atom")
    assert gone.texts("title")[0] == "Chat: Not listed — culture (en), Professional phone"
    assert gone.texts("id")[1:] == come.texts("id")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", {"Chat", "Game", "Tool"}),
        ("organisation=culture", {"Chat", "Game"}),
        ("organisation=etat", {"Chat"}),
        ("outcome=approved", {"Game"}),
        ("organisation=justice&outcome=approved", set()),
        ("organisation=&outcome=", {"Chat", "Game", "Tool"}),
    ],
)
def test_a_feed_can_be_kept_to_an_organisation_with_those_above_it_and_to_an_outcome(ground, read, question, told):
    tool = ground.application("tool", ground.category("tools"))
    ground.rules(ground.root, ground.chat)
    ground.rules(ground.culture, ground.game, Outcome.APPROVED)
    ground.rules(ground.justice, tool, device_classes=[TABLET])
    feed = read(f"/en/changes.atom?{question}")
    assert {title.split(":")[0] for title in feed.texts("title")} == told
    everything = read("/en/changes.atom")
    assert set(feed.texts("id")) <= set(everything.texts("id"))
    assert (text(feed.root, "id") == text(everything.root, "id")) == (len(told) == 3)


def test_the_feed_says_by_its_title_and_its_links_what_it_is_kept_to(ground, read):
    root = read("/en/changes.atom?organisation=culture&outcome=prohibited").root
    assert text(root, "title") == "Aval: changes — culture (en) — Prohibited"
    assert [link["href"] for link in links(root)] == [
        "http://testserver/en/changes.atom?organisation=culture&outcome=prohibited",
        "http://testserver/en/changes/?organisation=culture&outcome=prohibited",
        "http://testserver/fr/changes/?organisation=culture&outcome=prohibited",
    ]


def test_what_turns_nothing_is_no_entry(ground, read):
    ground.category("later")
    assert read("/en/changes.atom").entries == []


def test_french_is_french(ground, read):
    ground.rules(ground.root, ground.chat, Outcome.PROHIBITED, date(2024, 1, 1))
    [title] = read("/fr/changes.atom").texts("title")
    assert title == "Chat\N{NO-BREAK SPACE}: Interdite — etat (fr), Téléphone professionnel"
