"""Noon on the day at which the tests of the surfaces stand, and ground that is laid at that hour."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from registry.tests.laying import laid
from registry.tests.scene import Scene

NOON = "2026-11-24T12:00:00+01:00"


def laid_at_noon(make: Callable[[Scene], Any]) -> Any:
    """Return a fixture that lays what `make` publishes once for a module, as a test would: at noon, in French.

    Its Python objects outlive a test, though what is written is taken back: a test that edits them takes a copy.
    """

    def at_noon() -> Scene:
        with time_machine.travel(NOON, tick=False), override("fr"):
            scene = Scene()
            make(scene)
            return scene

    @pytest.fixture(scope="module")
    def lay(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
        """Lay the ground once for a module."""
        with laid(at_noon, django_db_blocker) as scene:
            yield scene

    return lay
