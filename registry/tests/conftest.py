"""What the registry's tests share: an empty scene, and a process that remembers nothing."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from registry.surfaces.feed.bodies import bodies
from registry.surfaces.feed.check.prefixes import buckets_kept
from registry.surfaces.feed.delta import ledgers
from registry.surfaces.feed.unchanged import answered as answered_feeds
from registry.surfaces.pages.lists.stock import answered, meant, stocks
from registry.tests.scene import Scene

KEPT = (answered, answered_feeds, bodies, buckets_kept, ledgers, meant, stocks)
"""What a process keeps between requests."""


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """Begin each test in French, whatever language the last request of another one left behind."""
    with translation.override("fr"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Begin each test as a new process does."""
    for one in KEPT:
        one.clear()


@pytest.fixture
def scene(db: None) -> Scene:
    """Return a registry with nothing in it yet, and somebody who publishes."""
    return Scene()
