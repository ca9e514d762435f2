"""The pages of errors."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure

from registry.surfaces.pages.errors import permission_denied, server_error
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
