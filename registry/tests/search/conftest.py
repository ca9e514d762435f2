"""What the tests of the search share: a registry that was seeded, and a way to look for something in it."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from registry.catalogue.trees import categories_meant, category_tree
from registry.models import Application
from registry.revisions.models import today
from registry.tests.laying import laid, seed


@pytest.fixture(scope="module")
def seeded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seed one registry for every test of a module; what each of them changes is taken back."""
    with laid(seed, django_db_blocker):
        yield


@pytest.fixture
def seeded(seeded_once: None, db: None) -> None:
    """Stand on a registry that was seeded."""


@pytest.fixture
def look_for() -> Callable[..., list[str]]:
    """Return a way to look for a text; it returns the slugs that are found, in their order."""

    def find(text: str, revision: int | None = None) -> list[str]:
        within = categories_meant(text, category_tree(revision, []), today())
        placed = Application.objects.placed(on=today(), revision=revision)
        return [one.slug for one in placed.meant_by(text, revision=revision, within=within)]

    return find
