"""What the tests of verdicts share."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from registry.tests.laying import laid
from registry.tests.verdicts.small import Small


@pytest.fixture(scope="module")
def laid_tree(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Small]:
    """Plant the tree once for a module."""
    with laid(Small, django_db_blocker) as tree:
        yield tree


@pytest.fixture
def tree(laid_tree: Small, db: None) -> Small:
    """Return a small tree, on which nobody has ruled yet."""
    return laid_tree
