"""What the tests of the commands share: the seed command, and its files to be spoilt."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from registry.management.seed_files import FOLDER


@pytest.fixture(scope="session")
def seed() -> Callable[..., str]:
    """Return the command, which returns what it says."""

    def run(**options: Any) -> str:
        out = StringIO()
        call_command("seed", stdout=out, **options)
        return out.getvalue()

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a copy of the seed files, to be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "seed"))
