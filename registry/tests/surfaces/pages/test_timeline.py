"""The page of what was known when."""

from copy import deepcopy
from datetime import date

import pytest

from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db

PAGE = "/en/applications/chat/timeline/?organisation=culture"


def begin(scene):
    """Publish an application; then, one after the other, an approval, a ban for the past and one to come."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    social, *of_social = scene.new_category("social", None)
    scene.chat, *of_chat = scene.new_application("chat", social)
    entered = scene.publish(
        *(scene.root, *of_root, scene.ministry, *of_ministry, social, *of_social, scene.chat, *of_chat)
    )
    scene.entered = entered.revision.number
    scene.approved = scene.rules(scene.root, scene.chat, Outcome.APPROVED, date(2026, 11, 24)).revision_id
    scene.banned = scene.rules(scene.ministry, scene.chat, Outcome.PROHIBITED, date(2026, 10, 1)).revision_id


laid_answers = laid_at_noon(begin)


@pytest.fixture
def scene(laid_answers, db):
    return deepcopy(laid_answers)


def blocks(text):
    """Return the text of each publication, the last one first."""
    return [f"Revision {block}" for block in text.split("Known before")[1].split("Revision ")[1:]]


def test_each_publication_tells_its_days_what_was_known_before_and_what_was_corrected(scene, get):
    banned, approved, entered = blocks(get(PAGE).text)
    assert banned.startswith(f"Revision {scene.banned} · 24 November 2026 what is known now A test needs it.")
    assert "From 1 October 2026 to 23 November 2026 known before: Not listed Prohibited by culture (en)" in banned
    assert "From 24 November 2026, without an end known before: Approved · etat (en) Prohibited" in banned
    assert "Until 30 September 2026 Not listed —" in banned
    assert f"known until revision {scene.banned}, of 24 November 2026" in approved
    assert f"From 1 October 2026 to 23 November 2026 Not listed corrected at revision {scene.banned}" in approved
    assert (
        "From 24 November 2026, without an end known before: Not listed Approved by etat (en) Approved" not in approved
    )
    assert "From 24 November 2026, without an end known before: Not listed Approved by etat (en)" in approved
    assert approved.count("corrected") == 1
    assert "Since always Not listed —" in entered
    assert "corrected" not in entered


def test_the_day_asked_about_is_marked_and_an_earlier_revision_knows_less(scene, get):
    markup = get(f"{PAGE}&on=2026-10-15")
    assert len([row for row in markup.all("tr") if row.get("class") == "here"]) == 3
    text = get(f"{PAGE}&revision={scene.approved}").text
    assert f"what was known at revision {scene.approved}" in text
    assert "Prohibited" not in text
    assert "corrected" not in text.split("On these days")[1]


def test_each_publication_leads_to_the_answer_as_known_then(scene, get):
    links = get(f"{PAGE}&on=2026-10-15").links
    for number in (scene.entered, scene.approved, scene.banned):
        assert f"/en/applications/chat/?organisation=culture&revision={number}" in links
    assert (
        "/en/applications/chat/timeline/?organisation=culture"
        in get("/en/applications/chat/?organisation=culture").links
    )


def test_an_answer_that_stays_while_its_rulings_change_says_so(scene, get):
    scene.rules(scene.ministry, scene.chat, Outcome.PROHIBITED, date(2026, 10, 1))
    assert "The answer stays; the rulings behind it change." in blocks(get(PAGE).text)[0]


def test_a_long_history_is_cut_into_pages_that_lose_nothing(scene, get):
    for month in range(1, 10):
        scene.withdraws(scene.rules(scene.ministry, scene.chat, "prohibited", date(2027, month, 1)), date(2028, 1, 1))
    first, second = (blocks(get(f"{PAGE}&page={number}").text) for number in (1, 2))
    assert len(first) == 20
    assert second[-1].startswith(f"Revision {scene.entered} ")
    assert len({block.split(" ·")[0] for block in first + second}) == len(first) + len(second)


def test_it_is_not_there_before_the_application_is_known(scene, get):
    late = scene.application("late", scene.category("other"))
    get(f"/en/applications/late/timeline/?revision={late.changed_in_id - 1}", status=404)


def test_an_organisation_that_came_later_has_a_history_from_then(scene, get):
    late = scene.organisation("late", below=scene.ministry)
    text = get("/en/applications/chat/timeline/?organisation=late").text
    assert len(blocks(text)) == 1
    assert f"Revision {late.changed_in_id} " in text
