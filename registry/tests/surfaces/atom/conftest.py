"""What the tests of Atom share: a day that stands still, and a way to read a feed that is valid."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from registry.tests.surfaces.atom.reading import Feed
from registry.tests.surfaces.noon import NOON


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Let it be noon in Paris."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def read(client: Client) -> Callable[..., Feed]:
    """Return a way to ask for a feed, which fails where it is not valid."""

    def ask(path: str, **headers: Any) -> Feed:
        response = client.get(path, headers=headers)
        assert response.status_code == 200, response.status_code
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        return Feed(response.content)

    return ask
