"""The choice of an organisation and a device: made once, kept by the browser alone, never above an address."""

from copy import deepcopy
from datetime import date
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon
from registry.tests.surfaces.pages.markup import Markup

pytestmark = pytest.mark.django_db

HERE = {"sec-fetch-site": "same-origin"}
CULTURE = "culture:professional_tablet"


def begin(scene):
    """Publish two ministries, one of which prohibits an application, and one that has ended."""
    scene.root = scene.organisation("etat")
    scene.ministry = scene.organisation("culture", below=scene.root)
    scene.organisation("interieur", below=scene.root)
    ended = scene.organisation("ended", below=scene.root)
    category = scene.category("social")
    scene.chat = scene.application("chat", category)
    scene.rules(scene.ministry, scene.chat, Outcome.PROHIBITED, date(2024, 1, 1))
    scene.ends(ended, date(2025, 1, 1), scene.root)


laid = laid_at_noon(begin)


@pytest.fixture
def choose(laid, db, client):
    """Return a way to send a choice."""
    deepcopy(laid)

    def send(*, headers=HERE, language="en", **form):
        return client.post(f"/{language}/choice/", form, headers=headers)

    return send


@pytest.fixture
def read(laid, db, client):
    """Return a way to ask for a page with a cookie."""
    deepcopy(laid)

    def ask(address, cookie=None):
        client.cookies = SimpleCookie({settings.CHOICE_COOKIE_NAME: cookie} if cookie is not None else {})
        return client.get(address)

    return ask


def test_a_choice_is_kept_in_one_cookie_and_leads_on_to_the_answer(choose):
    response = choose(organisation="culture", device="professional_tablet", next="/en/applications/chat/?on=2024-01-01")
    assert response.status_code == 303
    assert response.headers["Location"] == (
        "/en/applications/chat/?on=2024-01-01&organisation=culture&device=professional_tablet"
    )
    assert response.headers["Cache-Control"] == "no-store"
    [cookie] = response.cookies.values()
    assert (cookie.key, cookie.value) == ("choice", CULTURE)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert 0 < cookie["max-age"] <= 13 * 30 * 24 * 3600


def test_it_is_secure_where_the_session_is(choose, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert choose(organisation="culture").cookies["choice"]["secure"]


def test_what_was_asked_besides_stays_and_a_list_begins_again(choose):
    response = choose(
        organisation="culture",
        next="/fr/compare/?application=a&application=b&page=3&organisation=etat&device=workstation#why",
    )
    assert response.headers["Location"] == (
        "/fr/compare/?application=a&application=b&organisation=culture&device=professional_phone#why"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example/",
        "/en/\r\nSet-Cookie: a=b",
        "/en/\x00",
        "/" + "a" * 2000,
    ],
)
def test_it_leads_nowhere_else_than_to_a_page_of_this_site(choose, address):
    response = choose(organisation="culture", next=address)
    assert response.status_code == 303
    assert response.headers["Location"] == "/en/?organisation=culture&device=professional_phone"


@pytest.mark.parametrize(
    ("headers", "status", "is_kept"),
    [
        pytest.param({"sec-fetch-site": "same-origin", "origin": "null"}, 303, True, id="this site"),
        pytest.param({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403, False, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, 403, False, id="a neighbour under the same domain"),
        pytest.param({"sec-fetch-site": "none"}, 303, True, id="no site, which is the reader's own doing"),
        pytest.param({"origin": "http://testserver"}, 303, True, id="this origin"),
        pytest.param({"origin": "http://testserver.evil.example"}, 403, False, id="a host that begins like ours"),
        pytest.param({"origin": "http://["}, 403, False, id="an origin that is none"),
        pytest.param({"origin": "null"}, 403, False, id="an origin that hides itself"),
        pytest.param({"referer": "http://testserver/en/"}, 303, True, id="an old browser, from here"),
        pytest.param({"referer": "http://evil.example/"}, 403, False, id="an old browser, from elsewhere"),
        pytest.param({}, 303, False, id="a browser that does not say is answered, and nothing is kept"),
    ],
)
def test_a_choice_is_taken_from_pages_of_this_site_alone(choose, headers, status, is_kept):
    response = choose(organisation="culture", headers=headers)
    assert response.status_code == status
    assert ("choice" in response.cookies) is is_kept


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"organisation": "atlantis"}, "We know no organisation called “atlantis”."),
        ({"organisation": "culture\x00"}, "We know no organisation called “culture\ufffd”."),
        ({"organisation": "culture", "device": "fridge"}, "We know no device called “fridge”."),
    ],
)
def test_what_is_not_known_is_not_kept(choose, form, sentence):
    response = choose(**form)
    assert response.status_code == 400
    assert sentence in Markup(response).text
    assert not response.cookies


def test_an_organisation_that_has_ended_is_shown_and_not_kept(choose):
    response = choose(organisation="ended")
    assert response.headers["Location"] == "/en/?organisation=ended&device=professional_phone"
    assert not response.cookies


def test_a_page_that_names_nothing_leads_to_the_address_that_names_the_choice(read):
    response = read("/fr/applications/chat/?on=2024-06-01", CULTURE)
    assert response.status_code == 302
    assert response.headers["Location"] == (
        "/fr/applications/chat/?on=2024-06-01&organisation=culture&device=professional_tablet"
    )
    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in response.headers["Vary"]
    assert "culture (fr)" in Markup(read(response.headers["Location"], CULTURE)).text.split(" · ")[0]


@pytest.mark.parametrize("question", ["organisation=interieur", "device=workstation", "organisation=etat&device="])
def test_an_address_that_names_either_answers_alike_for_everybody(read, question):
    address = f"/en/applications/chat/?{question}"
    chosen, nobody = read(address, CULTURE), read(address)
    assert chosen.status_code == 200
    assert chosen.content == nobody.content
    assert "Cookie" not in chosen.headers.get("Vary", "")


def test_a_page_without_a_cookie_answers_for_the_root_and_says_on_what_that_depends(read):
    response = read("/en/applications/chat/")
    assert response.status_code == 200
    assert "Cookie" in response.headers["Vary"]
    assert not response.cookies
    assert "is no longer known here" not in Markup(response).text


@pytest.mark.parametrize(
    "cookie",
    [
        "atlantis:professional_phone",
        "ended:professional_phone",
        "culture:fridge",
        "culture",
        "",
        ":",
        "culture:professional_phone:more",
        "<script>alert(1)</script>",
        "a" * 4000,
    ],
)
@pytest.mark.parametrize("page", ["", "applications/", "applications/chat/", "categories/social/"])
def test_a_choice_that_cannot_be_answered_for_is_passed_over_and_said_so(read, page, cookie):
    response = read(f"/en/{page}", cookie)
    assert response.status_code == 200
    markup = Markup(response)
    assert "The organisation that you had chosen is no longer known here. Choose again." in markup.text
    [select] = [one for one in markup.all("select") if one["id"] == "organisation"]
    assert select["aria-describedby"] == "lapsed"
    assert "etat" in [one["value"] for one in markup.all("option") if "selected" in one]


def test_a_choice_is_passed_over_on_a_day_on_which_its_organisation_was_not(read):
    response = read("/en/derogations/?revision=1", CULTURE)
    assert response.status_code == 200
    assert "etat" in [one["value"] for one in Markup(response).all("option") if "selected" in one]


def test_a_wrong_question_is_answered_as_without_a_cookie(read):
    assert read("/en/applications/chat/?on=yesterday", CULTURE).status_code == 400


def test_it_costs_four_queries_to_lead_on(read):
    with CaptureQueriesContext(connection) as queries:
        read("/en/applications/chat/", CULTURE)
    assert len(queries) == 4 + 4  # the snapshot; seats, ends, default rules, names


def test_the_page_on_personal_data_tells_what_is_remembered_and_forgets_it(read, choose, client):
    assert "Your browser remembers no choice for now." in Markup(read("/en/privacy/")).text
    response = read("/en/privacy/", CULTURE)
    assert "Your browser remembers: culture, professional_tablet (Professional tablet)." in Markup(response).text
    assert "Cookie" in response.headers["Vary"]
    forgotten = choose(forget="1", next="/en/privacy/#choice")
    assert (forgotten.status_code, forgotten.headers["Location"]) == (303, "/en/privacy/#choice")
    assert forgotten.cookies["choice"]["max-age"] == 0
    assert "Your browser remembers no choice for now." in Markup(client.get("/en/privacy/")).text


def test_nobody_else_makes_a_browser_forget(choose):
    assert choose(forget="1", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_the_address_of_the_form_has_nothing_to_read(client, method):
    response = client.generic(method, "/en/choice/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert method == "HEAD" or "There is nothing to read here" in Markup(response).text


@pytest.mark.parametrize("page", ["", "applications/chat/", "categories/social/"])
def test_whoever_has_no_script_has_a_button_that_sends_the_choice(read, page):
    markup = Markup(read(f"/fr/{page}?organisation=culture"))
    [button] = [one for one in markup.all("button") if one.get("name") == "next"]
    assert button["value"] == f"/fr/{page}?organisation=culture"
    [form] = [one for one in markup.all("form") if "data-asking" in one]
    assert button.get("formmethod") or form["method"] == "post"
    assert (button.get("formaction") or form["action"]) == "/fr/choice/"
