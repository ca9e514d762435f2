"""The pages of a registry in which nothing was published: each in one language."""

import pytest
from django.test import Client

from registry.surfaces.pages.outside.crawlers import PAGES
from registry.tests.languages.strangers import english_in, strangers_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_registry_is_told_in_one_language(client: Client, language: str) -> None:
    names = ["" if name == "home" else f"{name}/" for name in PAGES]
    pages = {name: client.get(f"/{language}/{name}") for name in names}
    assert {page.status_code for page in pages.values()} == {200, 400}
    assert {name: found for name, page in pages.items() if (found := strangers_in(page, language))} == {}
    if language == "fr":
        assert {name: found for name, page in pages.items() if (found := english_in(page))} == {}
