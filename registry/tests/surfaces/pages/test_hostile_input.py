"""Whatever an address holds, a reader gets a page in their language: an answer or a clear sentence, never a failure."""

import re

import pytest
from django.test import Client

from registry.tests.surfaces.pages.test_every_page import CODE

pytestmark = pytest.mark.django_db

HOSTILE = [
    pytest.param("%00", id="a NUL byte"),
    pytest.param("etat%00", id="a NUL byte after a known slug"),
    pytest.param("%ff%fe", id="bytes that are not UTF-8"),
    pytest.param("%ED%A0%80", id="a lone surrogate"),
    pytest.param("%F0%9F%92%A9", id="an emoji"),
    pytest.param("-1", id="a negative number"),
    pytest.param("0", id="nought"),
    pytest.param("99999999999999999999999999", id="a number beyond every column"),
    pytest.param("%D9%A1%D9%A2", id="digits of another script"),
    pytest.param("1e9", id="a number with an exponent"),
    pytest.param("2023-02-30", id="a day that is not"),
    pytest.param("0000-00-00", id="a day before all days"),
    pytest.param("9999-12-31", id="the last day of all"),
    pytest.param("0001-01-01", id="the first day of all"),
    pytest.param("20230324", id="a day without dashes"),
    pytest.param("%27%20OR%201%3D1--", id="SQL"),
    pytest.param("%25%5F%5C", id="wildcards of SQL"),
    pytest.param("%3Cscript%3Ealert(1)%3C%2Fscript%3E", id="a script"),
    pytest.param("%22%20onmouseover%3D%22alert(1)", id="an attribute"),
    pytest.param("%7B%7B7*7%7D%7D", id="a template"),
    pytest.param("..%2F..%2Fetc%2Fpasswd", id="a path"),
    pytest.param("%E2%80%AE", id="a mark that turns the writing round"),
    pytest.param("a" * 3000, id="three thousand letters"),
    pytest.param("%0d%0aSet-Cookie:%20a=b", id="a header"),
]
ANSWERING = [
    "applications/",
    "applications/tiktok/",
    "applications/tiktok/timeline/",
    "organisations/",
    "organisations/culture/",
    "categories/social/",
    "announcements/guerini-applications-recreatives/",
    "compare/",
    "derogations/",
    "changes/",
]
SHARED = ["organisation", "device", "on", "revision"]
"""What `asked` reads for every page that answers, before anything else."""

LISTED = [
    "applications/",
    "applications/tiktok/timeline/",
    "organisations/",
    "organisations/culture/",
    "categories/social/",
    "derogations/",
    "changes/",
    "announcements/",
]
"""Pages cut by `page_of`, which reads the number of a page."""

OWN = [
    ("", "organisation={0}"),
    ("", "anything={0}"),
    ("changes/", "outcome={0}"),
    ("compare/", "application={0}"),
    ("compare/", "category={0}"),
    ("announcements/", "jurisdiction={0}"),
    ("announcements/", "kind={0}"),
    ("announcements/", "application={0}"),
    ("announcements/", "on={0}"),
    ("announcements/", "revision={0}"),
    ("applications/", "q={0}"),
    ("requests/", "application={0}"),
    ("requests/", "organisation={0}"),
    ("requests/", "device={0}"),
    ("organisations/culture/exports/", "device={0}"),
    ("organisations/culture/exports/", "mode={0}"),
    ("organisations/culture/exports/firefox-policy/", "device={0}"),
    ("organisations/culture/exports/firefox-policy/", "mode={0}"),
    ("organisations/culture/exports/firefox-policy/", "since={0}"),
    # One form reads them, each whatever the others hold.
    ("applications/", "status={0}&category={0}&platform={0}&publisher={0}&sort={0}"),
    ("applications/", "publisher={0}"),
]
SLUGGED = ["applications/", "organisations/", "categories/", "announcements/"]


def check(response, language):
    assert response.status_code in (200, 400, 404), response.status_code
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    assert not re.search(CODE, html)
    assert 'onmouseover="alert' not in html
    assert "\x00" not in html
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("turn", "value"), [pytest.param(turn, *one.values, id=one.id) for turn, one in enumerate(HOSTILE)]
)
def test_a_parameter_never_breaks_a_page(seeded, client: Client, turn, value):
    """Every value is given to every page, by every parameter; those that all pages read alike take turns."""
    questions = [
        *((page, f"{SHARED[(turn + place) % len(SHARED)]}={value}") for place, page in enumerate(ANSWERING)),
        (LISTED[turn % len(LISTED)], f"page={value}"),
        *((page, question.format(value)) for page, question in OWN),
    ]
    for place, (page, question) in enumerate(questions, turn):
        language = ("fr", "en")[place % 2]
        check(client.get(f"/{language}/{page}?{question}"), language)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("page", ANSWERING)
def test_a_page_answers_for_the_first_and_the_last_day_of_all(seeded, client: Client, page, day):
    check(client.get(f"/fr/{page}?on={day}"), "fr")


@pytest.mark.parametrize("value", HOSTILE)
def test_an_address_never_breaks_a_page(seeded, client: Client, value):
    for before in SLUGGED:
        check(client.get(f"/en/{before}{value}/"), "en")
    check(client.get(f"/en/{value}/"), "en")
    check(client.get(f"/en/applications/{value}/timeline/"), "en")
    check(client.get(f"/en/requests/{value}/"), "en")
    check(client.get(f"/en/organisations/{value}/exports/"), "en")
    check(client.get(f"/en/organisations/culture/exports/{value}/"), "en")
    assert client.get(f"/a/{value}").status_code == 404


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("applications/?organisation=atlantis", "We know no organisation called “atlantis”."),
        ("applications/?device=fridge", "We know no device called “fridge”. It is one of: professional_phone,"),
        ("applications/tiktok/?on=24/03/2023", "We do not know the day “24/03/2023”. Write it as year-month-day"),
        ("applications/tiktok/?on=2023-02-30", "We do not know the day “2023-02-30”."),
        ("organisations/culture/?revision=999", "The registry has no revision “999”: its last one is 4."),
        ("changes/?revision=x", "The registry has no revision “x”: its last one is 4."),
        ("applications/?page=zero", "A page of a list has a number: 1, 2, 3…"),
        ("applications/?status=banned", "In “Answer”: “banned” is not one of the choices."),
        ("applications/?category=food", "In “Category”: “food” is not one of the choices."),
        ("applications/?platform=amiga", "In “Platform”: “amiga” is not one of the choices."),
        ("applications/?publisher=nobody", "In “Publisher”: “nobody” is not one of the choices."),
        ("applications/?sort=colour", "In “Order”: “colour” is not one of the choices."),
        ("applications/?q=" + "a" * 501, "In “The application”: Ensure this value has at most 500 characters"),
        ("changes/?outcome=banned", "We know no answer called “banned”. It is one of: approved, conditional,"),
        ("announcements/?jurisdiction=XX", "We know no jurisdiction called “XX”. It is one of: FR, EU,"),
        ("announcements/?kind=rumour", "We know no kind of notice called “rumour”. It is one of: measure, circular,"),
        ("announcements/?application=nothing", "We know no application called “nothing”."),
    ],
)
def test_a_wrong_value_is_named_with_what_would_do(seeded, get, question, sentence):
    assert sentence in get(f"/en/{question}", status=400).text


@pytest.mark.parametrize("page", LISTED)
def test_a_page_past_the_end_of_a_list_is_not_there(seeded, get, page):
    for number in (2, 20230324):
        get(f"/en/{page}?page={number}", status=404)


@pytest.mark.parametrize("page", ["applications/", "applications/tiktok/", "organisations/", "announcements/"])
def test_what_is_empty_or_unknown_counts_as_not_given(seeded, client, page):
    plain = client.get(f"/en/{page}").content
    empty = client.get(f"/en/{page}?organisation=&device=&on=&revision=&page=&utm=%00").content
    strip = (b"?organisation=&amp;device=&amp;on=&amp;revision=&amp;page=&amp;utm=%00", b"")
    assert len(empty.replace(*strip)) == len(plain)


def test_a_request_that_django_itself_refuses_gets_a_page_too(seeded, client):
    response = client.get("/en/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Your browser sent something that we do not understand." in response.content.decode()
