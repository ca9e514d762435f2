"""Ground that many tests stand on: laid once for a module, and given back after each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

Ground = TypeVar("Ground")


@contextmanager
def laid(make: Callable[[], Ground], blocker: DjangoDbBlocker) -> Iterator[Ground]:
    """Keep what `make` publishes while the tests of a module run, each of which works in a savepoint on it.

    It is for modules without a test that commits: that one would stand on what is not committed.
    """
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


def seed() -> None:
    """Publish what a demonstration begins with."""
    call_command("seed", write=True, verbosity=0)
