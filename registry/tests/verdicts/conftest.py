"""What the tests of verdicts share."""

import pytest

from registry.tests.verdicts.small import Small


@pytest.fixture
def tree(db: None) -> Small:
    """Return a small tree, on which nobody has ruled yet."""
    return Small()
