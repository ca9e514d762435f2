"""What the tests of the feed share: a day that stands still, and a way to fetch."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from registry.models import Category, Organisation
from registry.tests.scene import Scene
from registry.tests.surfaces.noon import NOON


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """Let it be noon in Paris until it is moved."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def fetch(client: Client, noon: time_machine.Traveller) -> Callable[..., dict[str, Any]]:
    """Return a way to fetch the feed of an organisation."""

    def ask(organisation: str, question: str = "") -> dict[str, Any]:
        response = client.get(f"/api/v1/organisations/{organisation}/feed/{question}")
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return ask


@pytest.fixture
def root(scene: Scene) -> Organisation:
    """Return the root of the ground that a module lays."""
    return scene.root


@pytest.fixture
def ministry(scene: Scene) -> Organisation:
    """Return the ministry below it."""
    return scene.ministry


@pytest.fixture
def social(scene: Scene) -> Category:
    """Return the category on it."""
    return scene.social
