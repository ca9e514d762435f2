"""What the tests of exports share: a clock that stands still, a way to fetch, and a certificate that signs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import override_settings

from registry.tests.surfaces.exports.certificates import certificate, laid
from registry.tests.surfaces.feed.conftest import noon  # noqa: F401  (a fixture)


@pytest.fixture(scope="session")
def signing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return where a certificate and its key are, valid in all the years of the tests."""
    key = rsa.generate_private_key(65537, 2048)
    years = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
    return laid(tmp_path_factory.mktemp("signing"), key, certificate(key, *years))


@pytest.fixture(scope="module", autouse=True)
def signed(signing: tuple[Path, Path]) -> Iterator[None]:
    """Let every test of exports run on a site that signs, and none of elsewhere."""
    with override_settings(EXPORT_SIGNING_CERTIFICATE=str(signing[0]), EXPORT_SIGNING_KEY=str(signing[1])):
        yield
