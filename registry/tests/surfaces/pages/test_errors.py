"""The pages of errors."""

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure

from registry.surfaces.pages.errors import database_away, permission_denied, server_error
from registry.tests.surfaces.pages.markup import Markup


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_our_own_fault_asks_nothing_of_the_database(language):
    # No database mark: a query would fail this test.
    with translation.override(language):
        response = server_error(RequestFactory().get(f"/{language}/applications/"))
    assert response.status_code == 500
    markup = Markup(response)
    assert markup.all("html") == [{"lang": language}]
    assert f"/{language}/" in markup.links


@pytest.mark.django_db
def test_a_view_that_breaks_answers_500_with_that_page(client, monkeypatch):
    def breaks(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("registry.surfaces.pages.home.seats", breaks)
    client.raise_request_exception = False
    response = client.get("/en/")
    assert response.status_code == 500
    assert "The fault is ours" in response.content.decode()


def test_who_may_not_see_a_page_is_told_so():
    with translation.override("en"):
        response = permission_denied(RequestFactory().get("/en/"), PermissionDenied())
    assert response.status_code == 403
    assert "This page is not open to you" in Markup(response).text


def test_a_form_that_cannot_be_trusted_is_answered_in_the_style_of_the_others():
    with translation.override("en"):
        response = csrf_failure(RequestFactory().post("/admin/"))
    assert response.status_code == 403
    assert "Reload that page and send the form again." in Markup(response).text
    assert b"<style" not in response.content


AWAY = {"fr": "Le registre ne répond pas pour le moment", "en": "The registry does not answer for now"}


@pytest.fixture
def away(monkeypatch):
    """Let the database be away, as it is for a request that asks for a snapshot."""

    def refuse(**_limit):
        raise OperationalError from psycopg.OperationalError("connection refused")

    monkeypatch.setattr("registry.surfaces.reading.snapshot", refuse)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_database_that_is_away_takes_nothing_of_the_style_with_it(away, client, language):
    # No database mark: what the page brings is asked for too, and a query would fail this test.
    client.raise_request_exception = False
    response = client.get(f"/{language}/applications/tiktok/?organisation=culture")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    markup = Markup(response)
    assert AWAY[language] in markup.text
    assert f"/{language}/applications/tiktok/?organisation=culture" in markup.links, "it can be tried again"
    brought = [link["href"] for link in markup.all("link")] + [image["src"] for image in markup.all("img")]
    assert "/static/aval/aval.css" in brought
    for address in brought:
        assert b"".join(client.get(address).streaming_content), address


TOO_LONG = {"fr": "Cette question prend trop de temps", "en": "This question takes too long"}


@pytest.fixture
def slow(monkeypatch, settings):
    """Let every page and every list ask for more time than there is."""
    settings.PUBLIC_STATEMENT_TIMEOUT_MS = 40

    def sleep(*_arguments, **_options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    monkeypatch.setattr("registry.surfaces.pages.home.seats", sleep)
    monkeypatch.setattr("registry.surfaces.api.applications.applications_on", sleep)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_takes_too_long_is_stopped_and_says_how_to_ask_for_less(slow, client, language):
    client.raise_request_exception = False
    response = client.get(f"/{language}/?organisation=culture")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Cache-Control"] == "no-store"
    markup = Markup(response)
    assert markup.all("html") == [{"lang": language}]
    assert TOO_LONG[language] in markup.text
    assert [field["name"] for field in markup.all("input")] == ["q"]
    assert client.get(f"/{language}/legal/").status_code == 200, "what comes next is answered"


@pytest.mark.django_db
def test_machines_are_told_as_problem_details(slow, client):
    client.raise_request_exception = False
    response = client.get("/api/v1/applications/", headers={"accept-language": "en"})
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Content-Type"] == "application/problem+json"
    assert "Ask for less" in response.json()["detail"]


@pytest.mark.django_db
def test_the_limit_ends_with_the_request(client, settings):
    settings.PUBLIC_STATEMENT_TIMEOUT_MS = 4000
    client.get("/en/legal/")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_what_was_sent_is_not_sent_twice_by_a_link():
    for view in (server_error, database_away):
        with translation.override("en"):
            assert "Try again" not in Markup(view(RequestFactory().post("/en/"))).words
