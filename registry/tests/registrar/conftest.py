"""What the registrar's tests share: ground that is laid once for a module, and given back after each test."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from registry.tests.registrar.ground import Ground


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    """Lay the ground once for a module: each test works in a savepoint on it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Ground()
        transaction.set_rollback(True)


@pytest.fixture
def ground(laid: Ground, db: None) -> Ground:
    """Return a small registry in which every rule can be broken."""
    return laid
