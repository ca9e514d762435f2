"""The page of changes: by publication and by date alone."""

from copy import deepcopy
from datetime import date

import pytest
import time_machine
from django.utils import translation

from registry.models import Publisher
from registry.revisions.models import Revision
from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish a root and a ministry with an application, one after the other."""
    scene.root = scene.organisation("etat")
    scene.ministry = scene.organisation("culture", below=scene.root)
    scene.chat = scene.application("chat", scene.category("social"))


laid_history = laid_at_noon(begin)


@pytest.fixture
def history(laid_history, db):
    """Stand on a root and a ministry with an application."""
    scene = deepcopy(laid_history)
    return scene, scene.root, scene.ministry, scene.chat


def test_a_publication_says_when_by_whom_why_what_was_decided_and_what_turned(history, get):
    scene, root, _ministry, application = history
    with translation.override("en"):
        scene.publish(scene.unpublished(root, application, "prohibited", date(2024, 1, 1)), why="The notice says so.")
    markup = get("/en/changes/")
    newest = markup.text.split("Revision ")[1]
    assert "· 24 November 2026 The notice says so. By etat (en) · 1 decision" in newest
    assert "What was decided Prohibited Chat Interministerial rule · etat (en)" in newest
    assert "What turned Not listed → becomes Prohibited Chat etat (en) · Professional phone" in newest
    assert "From 1 January 2024, without an end" in newest
    assert {"lang": "en"} in markup.all("p")


def test_the_last_publication_comes_first_and_one_can_begin_further_back(history, get):
    scene, *_rest = history
    last = scene.announcement("ban").changed_in_id
    assert f"Revision {last}" in get("/en/changes/").text
    text = get(f"/en/changes/?revision={last - 1}").text
    assert f"Revision {last} " not in text
    assert f"Revision {last - 1} " in text


def test_a_withdrawal_says_from_when_and_why(history, get):
    scene, root, _ministry, application = history
    scene.withdraws(scene.rules(root, application), date(2026, 11, 1))
    text = get("/en/changes/").text
    assert "etat (en) withdraws its ruling from 1 November 2026: For a test." in text
    assert "Prohibited → becomes Not listed Chat" in text


def test_what_only_describes_is_entered_by_the_registry_and_turns_nothing(history, get):
    scene, *_rest = history
    scene.category("later")
    newest = get("/en/changes/").text.split("Revision ")[1]
    assert "By the registry · 1 place of a category" in newest
    assert "No answer turned." in newest


def test_an_application_that_enters_a_banned_category_is_found_in_the_changes(history, get):
    scene, root, _ministry, _application = history
    banned = scene.category("banned")
    scene.rules(root, banned)
    scene.application("newcomer", banned)
    newest = get("/en/changes/").text.split("Revision ")[1]
    assert "Not listed → becomes Prohibited Newcomer etat (en)" in newest


def test_many_turns_alike_are_told_together_and_the_rest_counted(history, get):
    scene, root, _ministry, _application = history
    crowd = scene.category("crowd")
    scene.publish(*(row for number in range(12) for row in scene.new_application(f"app-{number:02}", crowd)))
    scene.rules(root, crowd)
    newest = get("/en/changes/").text.split("Revision ")[1]
    assert "App-07 and 4 more" in newest
    assert "App-08" not in newest


def test_a_ruling_that_begins_or_ends_on_its_day_is_a_change_by_date_alone(history, get):
    scene, _root, ministry, application = history
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2026, 12, 1), expires_on=date(2027, 2, 1))
    ahead = get("/en/changes/").text.split("Still to come")[1].split("By publication")[0]
    first = "From 1 December 2026 Not listed → becomes Prohibited Chat culture (en) · Professional phone"
    second = "From 1 February 2027 Prohibited → becomes Not listed Chat culture (en) · Professional phone"
    assert ahead.index(first) < ahead.index(second)
    with time_machine.travel("2026-12-02T12:00:00+01:00", tick=False):
        text = get("/en/changes/").text
    assert "1 December 2026" not in text.split("Still to come")[1].split("By publication")[0]
    assert "Not listed → becomes Prohibited Chat culture (en) · Professional phone · 1 December 2026" in text


def test_what_is_to_come_stands_on_the_first_page_alone_and_not_where_there_is_nothing(history, get):
    scene, root, _ministry, application = history
    assert "Still to come" not in get("/en/changes/").text
    scene.rules(root, application, Outcome.PROHIBITED, date(2026, 12, 1))
    for number in range(8):
        scene.category(f"later-{number}")
    assert "Still to come" in get("/en/changes/").text
    assert "Still to come" not in get("/en/changes/?page=2").text


def test_what_is_to_come_is_that_of_the_moment_asked_about(history, get):
    scene, root, _ministry, application = history
    last = scene.rules(root, application, Outcome.PROHIBITED, date(2026, 12, 1)).revision_id
    assert "Still to come" not in get(f"/en/changes/?revision={last - 1}").text
    assert "Still to come" not in get("/en/changes/?on=2026-12-01").text
    assert "Still to come" in get("/en/changes/?on=2026-11-30").text


def watched(history):
    """Publish rulings at the root, at the ministry and at another one, each on an application of its own."""
    scene, root, ministry, application = history
    other = scene.organisation("justice", below=root)
    category = scene.category("other")
    second, third = scene.application("second", category), scene.application("third", category)
    return {
        "other": scene.rules(other, third, Outcome.CONDITIONAL, date(2026, 12, 3)).revision_id,
        "ministry": scene.rules(ministry, second, Outcome.APPROVED, date(2026, 12, 2)).revision_id,
        "root": scene.rules(root, application, Outcome.PROHIBITED, date(2026, 12, 1)).revision_id,
    }


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("organisation=culture", {"root", "ministry"}),
        ("organisation=etat", {"root"}),
        ("outcome=conditional", {"other"}),
        ("organisation=justice&outcome=prohibited", {"root"}),
        ("organisation=justice&outcome=approved", set()),
        ("outcome=under_review", set()),
    ],
)
def test_the_changes_can_be_kept_to_an_organisation_with_those_above_it_and_to_an_outcome(history, get, question, kept):
    numbers = watched(history)
    markup = get(f"/en/changes/?{question}")
    assert {name for name, number in numbers.items() if f"Revision {number} " in markup.text} == kept
    days = {"other": "From 3 December", "ministry": "From 2 December", "root": "From 1 December"}
    assert {name for name, day in days.items() if day in markup.text} == kept
    assert f"/en/changes.atom?{'&'.join(sorted(question.split('&')))}" in markup.links
    if not kept:
        assert "No publication passes all these filters." in markup.text


def test_where_a_publication_turned_something_else_it_says_so(history, get):
    scene, root, ministry, application = history
    scene.publish(
        scene.unpublished(root, application, Outcome.PROHIBITED, date(2024, 1, 1)),
        scene.unpublished(ministry, application, Outcome.PROHIBITED, date(2024, 2, 1)),
    )
    scene.organisation("agency", below=ministry)
    text = get("/en/changes/?organisation=agency").text
    assert "No answer turned that passes these filters." in text
    assert "Not listed → becomes Prohibited" in text


def test_an_organisation_that_moves_is_among_its_changes(history, get):
    scene, root, ministry, _application = history
    other = scene.organisation("justice", below=root)
    number = scene.moves(other, ministry, None).revision.number
    assert f"Revision {number} " in get("/en/changes/?organisation=justice").text
    assert f"Revision {number} " not in get("/en/changes/?organisation=etat").text


def test_each_chip_undoes_one_filter(history, get):
    markup = get("/en/changes/?organisation=culture&outcome=prohibited")
    assert {"?organisation=culture", "?outcome=prohibited", "?"} <= set(markup.links)
    assert "Organisation: culture (en)" in markup.text
    assert "Answer: Prohibited" in markup.text


def test_of_a_large_import_the_first_applications_are_looked_at_and_the_rest_counted(history, get, monkeypatch):
    monkeypatch.setattr("registry.surfaces.turned.MOST_COMPARED", 5)
    scene, root, _ministry, _application = history
    crowd = scene.category("crowd")
    scene.publish(*(row for number in range(12) for row in scene.new_application(f"app-{number:02}", crowd)))
    scene.rules(root, crowd)
    newest = get("/en/changes/").text.split("Revision ")[1]
    assert "App-04 etat (en)" in newest
    assert "App-05" not in newest
    assert "7 more applications of this publication are not told here" in newest


def test_a_ruling_that_says_again_what_held_already_turns_nothing_by_its_date(history, get):
    scene, root, ministry, application = history
    scene.rules(root, application, Outcome.PROHIBITED, date(2024, 1, 1))
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2026, 12, 1))
    text = get("/en/changes/").text
    assert "No answer has turned this way" in text
    assert "Still to come" not in text


def test_a_ruling_for_the_past_is_no_change_by_its_date(history, get):
    scene, root, _ministry, application = history
    scene.rules(root, application, Outcome.PROHIBITED, date(2023, 3, 24))
    assert "No answer has turned this way" in get("/en/changes/").text


def test_what_a_publication_turned_is_looked_up_once(history, get, client, django_assert_num_queries):
    scene, root, _ministry, application = history
    scene.rules(root, application)
    first = get("/en/changes/").text
    # As in test_query_counts: what turned is not among them any more.
    with django_assert_num_queries(34):
        client.get("/en/changes/")
    assert get("/en/changes/").text == first


def test_home_shows_the_latest_five_with_the_way_to_each(history, get):
    scene, *_rest = history
    last = scene.announcement("ban").changed_in_id
    markup = get("/en/")
    ways = [link for link in markup.links if "revision=" in link]
    assert ways == [f"/en/changes/?revision={number}" for number in range(last, last - 5, -1)]
    assert "/en/announcements/ban/" in markup.links


def test_a_publication_has_its_place_on_the_clock_its_digest_and_says_who_signed(history, get):
    scene, *_rest = history
    scene.category("later")
    newest = get("/en/changes/").text.split("Revision ")[1]
    head = Revision.objects.newest_first()[0]
    assert "published by its author" in newest
    assert f"seq {head.seq} " in newest
    assert head.digest in newest
    assert head.digest in get("/en/changes/").text.split("Revision ")[0]
    assert head.digest not in get(f"/en/changes/?revision={head.number - 1}").text


def test_a_publication_leads_to_the_answers_as_known_then(history, get):
    scene, *_rest = history
    last = scene.announcement("ban").changed_in_id
    assert f"/en/applications/?device=workstation&revision={last}" in get("/en/changes/?device=workstation").links


def test_what_turned_with_its_day_has_its_place_on_the_clock_and_what_is_to_come_none_yet(history, get):
    scene, _root, ministry, application = history
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2026, 11, 26), expires_on=date(2026, 12, 24))
    last = Revision.objects.latest_number()
    with time_machine.travel("2026-12-01T12:00:00+01:00", tick=False):
        scene.category("later")
        text = get("/en/changes/").text
    dated, ahead = text.split("By date alone")[1], text.split("Still to come")[1].split("By publication")[0]
    day = (date(2026, 11, 26) - date(1970, 1, 1)).days
    assert f"26 November 2026 · seq {last + day}" in dated
    assert "24 December 2026" not in dated
    assert "From 24 December 2026" in ahead
    assert "seq" not in ahead


def test_what_is_decided_ends_or_moves_comes_before_what_only_describes(history, get):
    scene, root, ministry, application = history
    publishers = [Publisher(slug=f"publisher-{n:02}", name=f"Publisher {n}", country="FR") for n in range(12)]
    later = scene.new_organisation("later", root)
    scene.publish(
        *publishers,
        *later,
        scene.end(ministry, date(2027, 1, 1)),
        *(scene.unpublished(root, application, "prohibited", date(2024, 1, day)) for day in range(1, 23)),
        why="Many things.",
    )
    newest = get("/en/changes/").text.split("Revision ")[1]
    assert newest.index("What was decided") < newest.index("What was entered") < newest.index("What turned")
    entered = newest.split("What was entered")[1]
    assert (
        entered.index("ends on 1 January 2027") < entered.index("new organisation") < entered.index("publisher entered")
    )
    assert "and 4 more" in entered
    assert "and 2 more What was entered" in newest


def test_the_links_of_the_past_keep_the_revision(history, get):
    scene, root, _ministry, application = history
    last = scene.rules(root, application).revision_id
    scene.category("later")
    links = get(f"/en/changes/?revision={last}").links
    assert f"/en/applications/chat/?revision={last}&organisation=etat&device=professional_phone" in links
