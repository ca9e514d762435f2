"""What the registrar's tests share."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from registry.tests.laying import laid
from registry.tests.registrar.ground import Ground


@pytest.fixture(scope="module")
def laid_ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    """Lay the ground once for a module."""
    with laid(Ground, django_db_blocker) as ground:
        yield ground


@pytest.fixture
def ground(laid_ground: Ground, db: None) -> Ground:
    """Return a small registry in which every rule can be broken."""
    return laid_ground
