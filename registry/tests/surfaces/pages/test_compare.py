"""The comparison: applications side by side in every organisation, as a matrix and by outcome."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.surfaces.pages.compare import MOST, MOST_COLUMNS, PAGE_SIZE
from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish four organisations, one below another, and applications of two categories with their rulings."""
    scene.root = scene.organisation("etat")
    scene.ministry = scene.organisation("culture", below=scene.root)
    scene.strict = scene.organisation("interieur", below=scene.root, default_rule="deny")
    scene.agency = scene.organisation("agency", below=scene.ministry)
    scene.top = scene.category("recreational")
    scene.social = scene.category("social", below=scene.top)
    scene.games = scene.category("games", below=scene.top)
    scene.chat = scene.application("chat", scene.social)
    scene.notes = scene.application("notes", scene.games)
    scene.rules(scene.root, scene.chat, Outcome.PROHIBITED, date(2024, 1, 1))
    scene.rules(scene.ministry, scene.notes, Outcome.APPROVED, date(2024, 6, 1))


laid = laid_at_noon(begin)


@pytest.fixture
def shelf(laid, db):
    """Stand on that registry."""
    return deepcopy(laid)


def test_the_matrix_has_an_answer_for_each_organisation_and_application(shelf, get):
    markup = get("/en/compare/?application=notes&application=chat")
    assert "2 applications in 4 organisations: Professional phone, on 24 November 2026." in markup.text
    scopes = [one["scope"] for one in markup.all("th")]
    assert (scopes.count("col"), scopes.count("row")) == (1 + 2, 4)
    assert "Organisation Notes Chat etat (en) Not listed allowed Prohibited culture (en) Approved" in markup.text
    assert "agency (en) Approved Prohibited interieur (en) Not listed not allowed Prohibited" in markup.text
    depths = [one["class"] for one in markup.all("th") if one.get("class")]
    assert depths == ["depth-0", "depth-1", "depth-2", "depth-1"]


def test_organisations_that_answer_alike_stand_together(shelf, get):
    text = get("/en/compare/?application=notes&application=chat").text
    assert "Chat Prohibited all organisations" in text
    assert "Notes Approved culture (en), agency (en) Not listed etat (en) (allowed)" in text
    assert "(allowed) Not listed interieur (en) (not allowed)" in text


def test_the_few_that_differ_are_named_as_such(shelf, get):
    shelf.rules(shelf.strict, shelf.notes, Outcome.APPROVED, date(2024, 6, 1))
    assert "Notes Approved all organisations, except: etat (en)" in get("/en/compare/?application=notes").text


def test_a_cell_leads_to_its_answer_and_a_name_keeps_the_question(shelf, get):
    links = get("/en/compare/?application=chat&organisation=culture&device=professional_phone").links
    assert "/en/applications/chat/?organisation=agency&device=professional_phone" in links
    assert "/en/applications/chat/?organisation=culture&device=professional_phone" in links


def test_the_day_and_the_device_are_asked_for(shelf, get):
    assert "Chat Not listed" in get("/en/compare/?application=chat&on=2023-12-31").text
    markup = get("/en/compare/?application=chat&device=workstation")
    assert "1 application in 4 organisations: Workstation" in markup.text
    assert "Chat Not listed" in markup.text


def test_an_organisation_that_has_ended_is_left_out(shelf, get):
    shelf.ends(shelf.agency, date(2025, 1, 1), shelf.ministry)
    assert "in 3 organisations" in get("/en/compare/?application=chat").text
    assert "in 4 organisations" in get("/en/compare/?application=chat&on=2024-12-31").text


def test_a_category_is_compared_with_all_below_it(shelf, get):
    markup = get("/en/compare/?category=recreational&device=professional_phone")
    assert "2 applications in 4 organisations" in markup.text
    assert "/en/categories/recreational/?device=professional_phone" in markup.links
    assert "1 application in 4 organisations" in get("/en/compare/?category=games").text
    assert "add" not in [one.get("name") for one in markup.all("input")]


def test_more_applications_than_columns_stand_in_a_list_alone(shelf, get):
    several = [shelf.new_application(f"app-{number:02}", shelf.social) for number in range(PAGE_SIZE)]
    shelf.publish(*(change for one in several for change in one))
    few = "&".join(f"application=app-{number:02}" for number in range(MOST_COLUMNS))
    assert len(get(f"/en/compare/?{few}").all("table")) == 1
    assert get(f"/en/compare/?{few}&application=chat").all("table") == []
    markup = get("/en/compare/?category=recreational")
    assert "52 applications in 4 organisations" in markup.text
    assert "?category=recreational&page=2" in markup.links
    assert "Notes Approved" in get("/en/compare/?category=recreational&page=2").text


def test_an_application_is_added_by_whatever_names_it(shelf, client):
    response = client.get("/en/compare/?application=chat&add=Notes&device=workstation&on=2024-01-01")
    assert response.status_code == 302
    assert response.headers["Location"] == (
        "/en/compare/?application=chat&application=notes&device=workstation&on=2024-01-01"
    )
    again = client.get("/en/compare/?application=chat&add=chat")
    assert again.headers["Location"] == "/en/compare/?application=chat"


def test_what_is_not_found_is_said_beside_its_field(shelf, get):
    markup = get("/en/compare/?application=chat&add=qzxqzx", status=400)
    [field] = [one for one in markup.all("input") if one.get("name") == "add"]
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == ("qzxqzx", "true", "not-found")
    assert "We do not find it." in markup.text
    assert "Chat Prohibited all organisations" in markup.text


def test_an_application_is_left_out_by_its_chip(shelf, get):
    markup = get("/en/compare/?application=chat&application=notes&device=workstation")
    assert "?application=notes&device=workstation" in markup.links
    assert "?application=chat&device=workstation" in markup.links


def test_a_single_one_asks_for_a_second_and_none_says_how(shelf, get):
    assert "Add a second application" in get("/en/compare/?application=chat&application=chat").text
    empty = get("/en/compare/?application=")
    assert "Nothing is compared yet." in empty.text
    assert empty.all("table") == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("application=nothing", "We know no application called “nothing”."),
        ("application=chat%00", "We know no application called “chat\ufffd”."),
        ("application=chat&application=Chat", "We know no application called “Chat”."),
        ("category=nothing", "We know no category called “nothing”."),
        ("category=social&application=chat", "Compare applications or a category, not both at once."),
        ("&".join(f"application=a{number}" for number in range(MOST + 1)), "You can compare 12 applications at most."),
        ("application=chat&device=fridge", "We know no device called “fridge”."),
        ("application=chat&on=2023-02-30", "We do not know the day “2023-02-30”."),
    ],
)
def test_what_cannot_be_compared_is_said(shelf, get, question, sentence):
    assert sentence in get(f"/en/compare/?{question}", status=400).text


@pytest.mark.parametrize("text", ["%00", "%00chat%00", "%27--", "%25_%5C", "%E2%80%AE", "a" * 3000])
def test_hostile_names_to_add_break_nothing(shelf, client, text):
    assert client.get(f"/en/compare/?add={text}").status_code in (200, 302, 400)


def test_an_application_is_not_known_before_the_revision_that_added_it(shelf, get):
    get(f"/en/compare/?application=notes&revision={shelf.notes.changed_in_id - 1}", status=400)


def test_the_pages_of_an_application_and_of_a_category_lead_here(shelf, get):
    shelf.rules(shelf.root, shelf.application("free", shelf.social), Outcome.APPROVED, date(2024, 1, 1))
    links = get("/en/applications/chat/?organisation=culture").links
    assert "/en/compare/?organisation=culture&application=chat" in links
    assert "/en/compare/?organisation=culture&application=chat&application=free" in links
    assert "/en/compare/?category=social" in get("/en/categories/social/").links


def test_it_asks_as_often_at_either_size(shelf, client):
    counts = {
        # question; applications; their verdicts with reasons
        "application=chat&application=notes": 4 + 1 + 2,
        # question; categories, their tree, a count, a page; verdicts with reasons
        "category=recreational": 4 + 4 + 2,
    }
    shelf.rules(shelf.root, shelf.top, Outcome.CONDITIONAL, date(2024, 1, 1))
    for applications, organisations in ((0, 0), (60, 20)):
        grown = [
            *(shelf.new_application(f"app-{number}", shelf.social) for number in range(applications)),
            *(shelf.new_organisation(f"ministry-{number}", shelf.root) for number in range(organisations)),
        ]
        if grown:
            shelf.publish(*(change for one in grown for change in one))
        for question, count in counts.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/en/compare/?{question}").status_code == 200
            assert len(queries) - 4 == count, (question, applications)  # the snapshot besides


def test_each_row_of_a_list_leads_to_the_comparison_in_the_address_with_itself(shelf, get):
    assert "/en/compare/?organisation=culture&application=notes" in get("/en/applications/?organisation=culture").links
    links = get("/en/applications/?application=chat").links
    assert "/en/compare/?application=chat&application=notes" in links
    assert "/en/compare/?application=chat" in get("/en/categories/social/").links
