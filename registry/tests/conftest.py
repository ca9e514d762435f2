"""What the registry's tests share: an empty scene."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from registry.tests.scene import Scene


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """Begin each test in French, whatever language the last request of another one left behind."""
    with translation.override("fr"):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    """Return a registry with nothing in it yet, and somebody who publishes."""
    return Scene()
