"""The pages in French hold no English of the catalogue, and those in English no French of it."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure

from registry.models import Category, Organisation, Verdict
from registry.surfaces.pages import errors
from registry.surfaces.pages.methods import only_read
from registry.tests.languages.french import plain
from registry.tests.languages.strangers import TRACES, english_in, of_django_in, strangers_in
from registry.tests.surfaces.pages.markup import Markup
from registry.tests.surfaces.pages.test_every_page import DEAD_ENDS, PAGES

pytestmark = pytest.mark.django_db

ERRORS = [
    "applications/?on=tomorrow",
    "applications/?page=0",
    "applications/?revision=99",
    "applications/?status=nonsense",
    "organisations/?organisation=nowhere",
    "announcements/?jurisdiction=XX",
]
MACHINES = [
    "nowhere/",
    "verdicts/?on=tomorrow",
    "verdicts/?colour=red",
    "applications/?page=99",
    "applications/?page=0",
]
"""Addresses of the API that answer with a problem."""


def test_the_traces_are_many_and_an_english_page_is_full_of_them(seeded: None, client: Client) -> None:
    assert len(TRACES) > 300
    page = client.get("/en/applications/tiktok/")
    assert len(english_in(page)) > 10
    as_french = page.content.replace(b'lang="en"', b'lang="fr"')
    assert {"Organisations", "Changes", "Go to the content"} - strangers_in(HttpResponse(as_french), "fr") == {
        "Organisations"
    }


@pytest.mark.parametrize("page", [*PAGES, *DEAD_ENDS, *ERRORS])
def test_a_page_holds_no_english(seeded: None, client: Client, page: str) -> None:
    response = client.get(f"/fr/{page}")
    assert response.status_code == (200 if page in PAGES else 404 if page in DEAD_ENDS else 400)
    assert english_in(response) == []
    assert strangers_in(response, "fr") == set()


@pytest.mark.parametrize("page", [*PAGES, *DEAD_ENDS, *ERRORS])
def test_an_english_page_holds_no_french(seeded: None, client: Client, page: str) -> None:
    assert strangers_in(client.get(f"/en/{page}"), "en") == set()


def dead_ends(request: HttpRequest) -> Iterator[HttpResponse]:
    """Yield the pages that say that there is none, but for those that an address leads to."""
    yield errors.bad_request(request, BadRequest())
    yield errors.permission_denied(request, PermissionDenied())
    yield errors.server_error(request)
    yield errors.database_away(request)
    yield csrf_failure(request)
    yield only_read(lambda request: HttpResponse())(request)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("method", ["get", "put"])
def test_a_dead_end_is_told_in_one_language(language: str, method: str) -> None:
    with translation.override(language):
        pages = list(dead_ends(getattr(RequestFactory(), method)(f"/{language}/")))
    assert [strangers_in(page, language) for page in pages] == [set()] * len(pages)
    if language == "fr":
        assert [english_in(page) for page in pages] == [[]] * len(pages)


@pytest.mark.parametrize("address", MACHINES)
def test_a_problem_is_told_in_french(seeded: None, reader: Callable[..., Client], address: str) -> None:
    response = reader().get(f"/api/v1/{address}")
    assert response.status_code in (400, 404)
    assert english_in(response) == []


def test_the_administration_holds_no_english(seeded: None, reader: Callable[..., Client]) -> None:
    client = reader(signed_in=True)
    ours = [model._meta.model_name for model in admin.site._registry if model._meta.app_label == "registry"]
    # Things whose English columns hold little enough to be no trace.
    rows = [model._default_manager.earliest("pk") for model in (Category, Organisation, Verdict)]
    pages = [
        "/admin/",
        *(f"/admin/registry/{name}/{tail}" for name in ours for tail in ("", "add/")),
        *(f"/admin/registry/{row._meta.model_name}/{row.pk}/change/" for row in rows),
    ]
    read = {page: response for page in pages if (response := client.get(page)).status_code == 200}
    assert len(read) > len(ours) + len(rows)
    assert {page: found for page, response in read.items() if (found := english_in(response))} == {}
    assert {page: found for page, response in read.items() if (found := strangers_in(response, "fr"))} == {}
    assert {page: found for page, response in read.items() if (found := of_django_in(response))} == {}
    english = {page: client.get(page, headers={"accept-language": "en"}) for page in read}
    assert {page: found for page, response in english.items() if (found := strangers_in(response, "en"))} == {}
    assert of_django_in(HttpResponse(english["/admin/"].content.replace(b'lang="en"', b'lang="fr"')))
    assert [page for page, response in read.items() if b">None<" in response.content] == []
    assert "Administration d’Aval" in read["/admin/"].content.decode()
    assert "Ajouter : décision" in plain(read["/admin/registry/decision/add/"].content.decode())


def test_what_was_given_is_told_back_whole(seeded: None, get: Callable[..., Markup]) -> None:
    """The no-break spaces of French are not taken for what cannot be shown, nor its sentence for the value."""
    text = get(f"/fr/applications/?status={'x' * 300}%00", status=400).text
    assert "ne fait pas partie des choix possibles." in text
    text = get("/fr/applications/?status=nonsense", status=400).text
    assert "Champ «\N{NARROW NO-BREAK SPACE}Réponse\N{NARROW NO-BREAK SPACE}»" in text
    assert "\N{REPLACEMENT CHARACTER}" not in text
