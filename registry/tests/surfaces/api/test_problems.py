"""Problem details: what machines are told when something is wrong (RFC 9457)."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework.exceptions import PermissionDenied, Throttled, UnsupportedMediaType
from rest_framework.request import Request

from registry import urls
from registry.surfaces import problems
from registry.tests.surfaces.machines import problem

pytestmark = pytest.mark.django_db


def told(client: Client, path: str, status: int, **headers: str) -> dict:
    return problem(client.get(path, headers={"Accept-Language": "en", **headers}), status)


def test_an_unknown_parameter_is_refused_with_those_that_are_known(world, client) -> None:
    sentence = "There is no parameter “dayfrom” here. This address knows: day_from, day_to, page, page_size."
    assert told(client, "/api/v1/revisions/?dayfrom=2023-01-01", 400) == {
        "type": "urn:problem-type:aval:unknown-parameter",
        "title": "Bad request",
        "status": 400,
        "detail": sentence,
        "errors": [{"detail": sentence, "parameter": "dayfrom"}],
        "known": ["day_from", "day_to", "page", "page_size"],
    }


def test_each_wrong_value_is_told_at_its_parameter(world, client) -> None:
    found = told(client, "/api/v1/verdicts/?device=fridge&on=24/03/2023&organisation=atlantis&revision=x", 400)
    assert found["type"] == "urn:problem-type:aval:invalid-parameter"
    assert {error["parameter"]: error["detail"] for error in found["errors"]} == {
        "device": "“fridge” is none of: professional_phone, professional_tablet, workstation, personal_device.",
        "on": "Write a day as year-month-day: 2023-03-24.",
        "organisation": "Nothing of this kind is called “atlantis”.",
        "revision": "Enter a whole number.",
    }


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("verdicts/?revision=999", "There is no revision 999 yet: the last one is 8."),
        ("verdicts/?revision=0", "Ensure this value is greater than or equal to 1."),
        ("verdicts/?revision=1&organisation=culture", "At revision 1 the registry did not know it yet."),
        ("verdicts/?on=2023-3-24", "Write a day as year-month-day: 2023-03-24."),
        ("verdicts/?on=2023-02-30", "Write a day as year-month-day: 2023-03-24."),
        ("organisations/?ended=perhaps", "Say true or false."),
        ("applications/?page=0", "Give a whole number from 1 to 1000000000."),
        ("applications/?page_size=501", "Give a whole number from 1 to 500."),
        ("organisations/culture/feed/?device=x", "There is no device “x”. It is one of: professional_phone, "),
        (
            "organisations/culture/feed/?since=1",
            "Give the cursor as the feed gave it to you, or leave it out to take the full feed.",
        ),
        ("organisations/culture/feed/?on=2023-3-24", "Write a day as year-month-day: 2023-03-24."),
        ("organisations/culture/feed/?revision=999", "There is no revision 999 yet: the last one is 8."),
        ("organisations/culture/feed/?revision=0", "A revision has a number: 1, 2, 3…"),
        ("revisions/1/?on=2023-01-01", "There is no parameter “on” here: this address takes none."),
    ],
)
def test_a_wrong_question_is_answered_with_what_would_do(world, client, question, sentence) -> None:
    assert sentence in told(client, f"/api/v1/{question}", 400)["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/applications/atlantis/",
        "/api/v1/nowhere/",
        "/api/nowhere",
        "/api/v1/applications/?page=2",
        "/api/v1/organisations/atlantis/feed/",
        "/api/v1/decisions/00000000-0000-0000-0000-000000000000/",
        "/api/v1/revisions/999/",
    ],
)
def test_what_is_not_there_is_told_by_whichever_layer_notices(world, client, path) -> None:
    assert told(client, path, 404)["title"] == "Not found"


def test_problems_are_told_in_the_language_asked_for_and_in_french_otherwise(world, client) -> None:
    asked = client.get("/api/v1/verdicts/?revision=x", headers={"Accept-Language": "en"})
    default = client.get("/api/v1/verdicts/?revision=x")
    assert (asked["Content-Language"], default["Content-Language"]) == ("en", "fr")
    assert problem(asked, 400)["detail"] == "Enter a whole number."
    assert problem(default, 400)["detail"] == "Saisissez un nombre entier."


@pytest.mark.parametrize("path", ["applications/", "verdicts/", "organisations/culture/feed/", "schema/", "docs/", ""])
def test_other_methods_are_refused(world, client, path) -> None:
    for method in (client.post, client.put, client.patch, client.delete):
        response = method(f"/api/v1/{path}", {}, content_type="application/json")
        problem(response, 405)
        assert "GET" in response["Allow"]


@pytest.mark.parametrize("path", ["applications/", "organisations/culture/feed/", "schema/"])
def test_a_form_that_cannot_be_had_is_refused(world, client, path) -> None:
    assert "Leave the header Accept out" in told(client, f"/api/v1/{path}", 406, Accept="text/csv")["detail"]


def test_a_request_that_django_itself_refuses_is_told_as_a_problem_too(world, client) -> None:
    told(client, "/api/v1/applications/", 400, host="elsewhere.example")


def test_a_fault_of_ours_is_told_as_a_problem_too(world, client, monkeypatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("registry.surfaces.api.verdicts.view.ask", fails)
    client.raise_request_exception = False
    assert "The fault is ours" in told(client, "/api/v1/verdicts/", 500)["detail"]


@pytest.mark.parametrize(
    ("error", "status"),
    [(Throttled(wait=7), 429), (UnsupportedMediaType("text/csv"), 415), (PermissionDenied(), 403), (Http404(), 404)],
)
def test_what_no_address_says_yet_has_its_sentence_ready(error, status) -> None:
    request = Request(RequestFactory().get("/api/v1/"))
    response = problems.exception_handler(error, {"request": request})
    assert response is not None
    assert response.data["status"] == response.status_code == status
    assert response.data["title"] == str(problems.TITLES[status])
    if status == 429:
        assert response["Retry-After"] == "7"


def test_pages_are_still_told_as_pages(world, client) -> None:
    assert client.get("/fr/nowhere/")["Content-Type"].startswith("text/html")
    forbidden = urls.permission_denied(RequestFactory().get("/api/v1/"), PermissionDenied())
    problem(forbidden, 403)


@pytest.mark.parametrize(
    "path",
    [
        "applications/",
        "organisations/culture/feed/",
        "schema/",
        "verdicts/?nonsense=1",
        "organisations/atlantis/feed/",
        "nowhere/",
        "applications",
    ],
)
def test_any_origin_may_read_errors_included(world, client, path) -> None:
    response = client.get(f"/api/v1/{path}", headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_a_page_of_another_origin_may_ask_whether_it_may_read(world, client) -> None:
    response = client.options(
        "/api/v1/applications/",
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"},
    )
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
