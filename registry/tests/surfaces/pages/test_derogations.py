"""Derogations on the pages: those that end soon, and the answers that hold by one."""

from copy import deepcopy
from datetime import date

import pytest

from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish a ban on a category, and a derogation of a service from it that ends soon."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.other, *of_other = scene.new_organisation("armees", scene.root)
    scene.service, *of_service = scene.new_organisation("archives", scene.ministry)
    scene.social, *of_social = scene.new_category("social", None)
    scene.chat, *of_chat = scene.new_application("chat", scene.social)
    scene.publish(
        *(scene.root, *of_root, scene.ministry, *of_ministry, scene.other, *of_other, scene.service, *of_service),
        *(scene.social, *of_social, scene.chat, *of_chat),
    )
    scene.ban = scene.rules(scene.root, scene.social, device_classes=[PHONE, TABLET])
    scene.frees = scene.rules(
        *(scene.service, scene.chat, Outcome.CONDITIONAL, date(2026, 11, 1)),
        expires_on=date(2026, 12, 31),
        derogates=scene.ban,
        rationale_en="For a campaign.",
    )


laid_derogation = laid_at_noon(begin)


@pytest.fixture
def scene(laid_derogation, db):
    return deepcopy(laid_derogation)


def test_one_that_ends_soon_says_all_of_itself(scene, get):
    markup = get("/en/derogations/")
    assert "The derogations in force on 24 November 2026 that end within 60 days." in markup.text
    assert (
        "Approved with conditions Chat 37 days left In force from 1 November 2026 to 30 December 2026"
        " · Professional phone Derogates from Prohibited social (en) · etat (en)"
        " Approved by archives (en) · etat (en) › culture (en) Reason For a campaign. Conditions A condition."
    ) in markup.text
    for link in ("applications/chat/", "categories/social/", "organisations/etat/", "organisations/archives/"):
        assert f"/en/{link}" in markup.links
    assert "registrar" not in markup.text


def test_the_day_itself_is_among_those_that_are_left(scene, get):
    assert "1 day left" in get("/en/derogations/?on=2026-12-30").text
    assert "No derogation ends soon" in get("/en/derogations/?on=2026-12-31").text


def test_an_organisation_is_asked_about_with_all_below_it(scene, get):
    for slug in ("etat", "culture", "archives"):
        assert "37 days left" in get(f"/en/derogations/?organisation={slug}").text
    markup = get("/en/derogations/?organisation=armees&revision=2")
    assert "No derogation ends soon for armees (en) and those below it." in markup.text
    assert "/en/derogations/?revision=2" in markup.links


def test_those_that_last_are_counted(scene, get):
    scene.rules(
        *(scene.other, scene.chat, Outcome.APPROVED, date(2026, 11, 1)),
        expires_on=date(2027, 12, 31),
        derogates=scene.ban,
    )
    assert "1 more is in force and ends later." in get("/en/derogations/").text
    markup = get("/en/derogations/?organisation=armees")
    assert "No derogation ends soon" in markup.text
    assert "1 more is in force and ends later." in markup.text
    assert "more is in force" not in get("/en/derogations/?organisation=culture").text


def test_one_that_lapses_with_its_base_ends_with_it_and_says_what_its_term_was(scene, get):
    last = scene.withdraws(scene.ban, date(2026, 12, 1)).revision_id
    text = get("/en/derogations/").text
    assert "7 days left" in text
    assert "from 1 November 2026 to 30 November 2026" in text
    assert "It ends before its term, which was 30 December 2026." in text
    assert "37 days left" in get(f"/en/derogations/?revision={last - 1}").text
    assert "to 30 November 2026 · in force" in get("/en/organisations/archives/").text
    assert "no longer in force" in get("/en/organisations/archives/?on=2026-12-01").text


def test_the_way_there_is_on_every_page_and_on_that_of_each_organisation(scene, get):
    assert "/en/derogations/" in get("/en/legal/").links
    assert "/en/derogations/" in get("/en/").links
    assert "/en/derogations/?organisation=archives" in get("/en/organisations/archives/").links


def test_an_answer_that_holds_by_derogation_says_so_from_what_until_when_and_what_comes_after(scene, get):
    markup = get("/en/applications/chat/?organisation=archives")
    assert (
        "By derogation · archives (en) · until 30 December 2026"
        " It derogates from: Prohibited social (en) · etat (en)"
        " From 31 December 2026, as far as is decided: Prohibited."
    ) in markup.text
    assert "the answer becomes" not in markup.text
    assert "/en/categories/social/?organisation=archives" in markup.links
    assert "archives (en), by derogation" in markup.text
    assert "By derogation" not in get("/en/applications/chat/?organisation=culture").text


def test_after_its_end_the_ban_holds_again(scene, get):
    text = get("/en/applications/chat/?organisation=archives&on=2026-12-31").text
    assert "has been prohibited on your professional phone since 31 December 2026" in text
    assert "By derogation" not in text


def test_another_turn_that_comes_before_the_end_of_a_derogation_is_told_too(scene, get):
    scene.rules(scene.service, scene.chat, Outcome.PROHIBITED, date(2026, 12, 10))
    text = get("/en/applications/chat/?organisation=archives").text
    assert "until 30 December 2026" in text
    assert "From 10 December 2026, the answer becomes: Prohibited." in text
