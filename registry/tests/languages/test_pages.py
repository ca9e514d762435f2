"""The pages in French: no English of the catalogue is left on them."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from registry.models import Category, Organisation, Verdict
from registry.tests.languages.french import messages, plain
from registry.tests.surfaces.pages.markup import Markup
from registry.tests.surfaces.pages.test_every_page import DEAD_ENDS, PAGES

pytestmark = pytest.mark.django_db

TRACES = sorted({trace for one in messages() for trace in one.traces})
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


def english_in(response: Any) -> list[str]:
    """Return the traces of English in an answer, its attributes included."""
    text = re.sub(r"\s+", " ", unescape(response.content.decode()))
    return [trace for trace in TRACES if trace in text]


def test_the_traces_are_many_and_an_english_page_is_full_of_them(seeded: None, client: Client) -> None:
    assert len(TRACES) > 300
    assert len(english_in(client.get("/en/applications/tiktok/"))) > 10


@pytest.mark.parametrize("page", [*PAGES, *DEAD_ENDS, *ERRORS])
def test_a_page_holds_no_english(seeded: None, client: Client, page: str) -> None:
    response = client.get(f"/fr/{page}")
    assert response.status_code == (200 if page in PAGES else 404 if page in DEAD_ENDS else 400)
    assert english_in(response) == []


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
