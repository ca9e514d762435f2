"""What the tests of the pages share: a day that stands still, and a registry that was seeded."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from registry.tests.laying import laid, seed
from registry.tests.surfaces.noon import NOON
from registry.tests.surfaces.pages.markup import Markup


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Let it be noon in Paris on the day on which the seed was gathered."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(scope="module")
def seeded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seed one registry for every test of a module; what each of them changes is taken back."""
    with laid(time_machine.travel(NOON, tick=False)(seed), django_db_blocker):
        yield


@pytest.fixture
def seeded(seeded_once: None, db: None) -> None:
    """Stand on a registry that was seeded."""


@pytest.fixture
def get(client: Client) -> Callable[..., Markup]:
    """Return a way to ask for a page that is there, and read it."""

    def ask(path: str, status: int = 200, **headers: Any) -> Markup:
        response = client.get(path, headers=headers)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return Markup(response)

    return ask
