"""What the registry's tests share: an empty scene."""

import pytest

from registry.tests.scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    """Return a registry with nothing in it yet, and somebody who publishes."""
    return Scene()
