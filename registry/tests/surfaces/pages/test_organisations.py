"""The pages of organisations."""

from copy import deepcopy
from datetime import date

import pytest

from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish a root, then a ministry and a service below it, with one application."""
    scene.root = scene.organisation("etat")
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root, "deny")
    scene.service, *of_service = scene.new_organisation("archives", scene.ministry)
    social, place = scene.new_category("social", None)
    scene.chat, its_place = scene.new_application("chat", social)
    scene.publish(scene.ministry, *of_ministry, scene.service, *of_service, social, place, scene.chat, its_place)


laid_state = laid_at_noon(begin)


@pytest.fixture
def state(laid_state, db):
    """Stand on a root, a ministry and a service below it, with one application."""
    scene = deepcopy(laid_state)
    return scene, scene.root, scene.ministry, scene.service, scene.chat


def test_the_list_is_the_tree_with_what_unlisted_means_at_each(state, get):
    scene, root, _ministry, _service, application = state
    scene.organisation("affaires", below=root)
    scene.rules(root, application)
    text = get("/en/organisations/").text
    assert (
        "etat (en) Unlisted applications are allowed Unlisted applications are allowed 1"
        " affaires (en) Unlisted applications are allowed Unlisted applications are allowed 0"
        " culture (en) Unlisted applications are denied Unlisted applications are denied 0"
        " archives (en) Unlisted applications are denied Unlisted applications are denied 0"
    ) in text


def test_a_page_tells_what_is_its_own_from_what_it_inherits(state, get):
    scene, root, ministry, _service, application = state
    base = scene.rules(root, application, Outcome.PROHIBITED, date(2024, 1, 1))
    scene.rules(ministry, application, "approved", date(2026, 1, 1), expires_on=date(2027, 1, 1), derogates=base)
    text = get("/en/organisations/culture/").text
    own, inherited = text.split("What it inherits")
    assert "Approved Chat Derogation · culture (en) · Professional phone" in own
    assert "From 1 January 2026 to 31 December 2026 · in force · It derogates from a ruling of etat (en)." in own
    assert "Prohibited Chat Interministerial rule · etat (en)" in inherited
    assert "Interministerial rule" not in own


def test_what_is_over_or_withdrawn_is_not_inherited(state, get):
    scene, root, _ministry, _service, application = state
    scene.withdraws(scene.rules(root, application), date(2025, 1, 1))
    scene.rules(root, application, Outcome.APPROVED, date(2024, 1, 1), expires_on=date(2025, 1, 1))
    scene.rules(root, application, Outcome.APPROVED, date(2027, 1, 1))
    assert "No ruling of an organisation above it is in force." in get("/en/organisations/archives/").text
    assert "Prohibited Chat" in get("/en/organisations/archives/?on=2024-06-01").text
    text = get("/en/organisations/etat/").text
    assert [text.count(f"· {state}") for state in ("no longer in force", "still to come")] == [2, 1]


def test_the_inherited_rule_for_what_is_unlisted_says_that_it_is(state, get):
    assert "Unlisted applications are denied (inherited)" in get("/en/organisations/archives/").text
    assert "Unlisted applications are denied Seated below etat (en)" in get("/en/organisations/culture/").text


def test_a_page_gives_the_address_of_each_feed(state, get):
    links = get("/en/organisations/culture/").links
    for device in ("professional_phone", "professional_tablet", "workstation", "personal_device"):
        assert f"http://testserver/api/v1/organisations/culture/feed/?device={device}" in links


def test_one_that_ended_says_since_when_and_names_its_successor(state, get):
    scene, root, _ministry, service, _application = state
    heir = scene.organisation("heir", below=root)
    scene.ends(service, date(2025, 1, 1), heir)
    markup = get("/en/organisations/archives/")
    assert "archives (en) ended on 1 January 2025; heir (en) took over." in markup.text
    assert "/en/organisations/heir/" in markup.links
    assert "No longer in being archives (en)" in get("/en/organisations/").text
    assert "No longer in being" not in get("/en/organisations/?on=2024-12-31").text


def test_one_that_ended_without_a_successor_says_that_none_is_known(state, get):
    scene, _root, _ministry, service, _application = state
    scene.ends(service, date(2025, 1, 1))
    text = get("/en/organisations/archives/").text
    assert "archives (en) ended on 1 January 2025; the registry knows no successor." in text


def test_one_is_not_there_before_the_revision_that_seated_it(state, get):
    _scene, _root, _ministry, service, _application = state
    get(f"/en/organisations/archives/?revision={service.changed_in_id - 1}", status=404)
    get("/en/applications/?organisation=archives&revision=1", status=400)


def test_many_rulings_are_cut_into_pages(state, get):
    scene, root, _ministry, _service, application = state
    scene.publish(*(scene.unpublished(root, application, "approved", date(2024, 1, day)) for day in range(1, 31)))
    assert "Page 1 of 2" in get("/en/organisations/etat/").text
    assert get("/en/organisations/etat/?page=2").text.count("Its reasons") == 5


TOOK_OVER = {
    "en": "gone (en) ended on 1 January 2025; heir (en) took over.",
    "fr": "n’existe plus depuis le 1er janvier 2025 ; elle a pour successeur : heir (fr).",
}


@pytest.mark.parametrize("language", TOOK_OVER)
@pytest.mark.parametrize("page", ["", "applications/"])
def test_who_asks_for_an_organisation_that_ended_is_told_who_took_over(state, get, page, language):
    scene, root, *_rest = state
    gone, heir = scene.organisation("gone", below=root), scene.organisation("heir", below=root)
    scene.ends(gone, date(2025, 1, 1), heir)

    def read(query):
        markup = get(f"/{language}/{page}{query}")
        return markup, markup.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

    markup, text = read("?organisation=gone")
    assert TOOK_OVER[language] in text
    assert "gone" in [one["value"] for one in markup.all("option") if "selected" in one]
    for query in ("", "?organisation=heir"):
        assert TOOK_OVER[language] not in read(query)[1]


def test_the_first_page_does_not_take_an_organisation_that_is_not_known(state, get):
    assert "We know no organisation called “nobody”." in get("/en/?organisation=nobody", status=400).text
