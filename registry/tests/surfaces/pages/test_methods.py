"""The methods by which pages are asked for."""

import re

import pytest
from django.test import Client

from registry.surfaces.pages import urls
from registry.tests.surfaces.pages.markup import Markup

TAKE_A_FORM = {"choice/", "requests/"}
"""What is sent to them is tried where they are."""

ADDRESSES = [
    re.sub(r"<slug:\w+>", "any", route) for one in urls.urlpatterns if (route := str(one.pattern)) not in TAKE_A_FORM
]
SAID = {"fr": "Cette page se consulte seulement", "en": "This page can only be read"}


@pytest.fixture
def strict():
    """Return a client that is held to the protection of forms, as a browser is."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_answers_what_it_does_not_know_in_the_language_of_its_address(db, strict, address, method):
    for language, sentence in SAID.items():
        response = strict.generic(method, f"/{language}/{address}")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"
        markup = Markup(response)
        assert markup.all("html") == [{"lang": language}]
        assert sentence in markup.text
        assert f"/{language}/applications/" in markup.links


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_short_address_answers_so_in_the_language_of_the_browser(db, strict, language):
    response = strict.post("/a/any", headers={"Accept-Language": language})
    assert response.status_code == 405
    assert SAID[language] in Markup(response).text
    assert "Accept-Language" in response.headers["Vary"]


def test_an_address_without_a_page_is_still_not_found(db, strict):
    assert strict.post("/en/nowhere/").status_code == 404
