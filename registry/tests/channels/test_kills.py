"""Publishers that are killed anywhere leave the old channel or the new one, whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project

from registry.tests.drills import FULL

PROGRAM = Path(__file__).with_name("kills.py")


@pytest.mark.drill
@pytest.mark.parametrize(("kills", "publishers"), [(120, 1), (40, 3)] if FULL else [(6, 1), (3, 2)])
def test_a_publisher_that_is_killed_leaves_a_whole_channel(tmp_path, kills, publishers) -> None:
    environment = os.environ | {
        "FEED_FOLDER": str(tmp_path / "feed"),
        "FEED_KEYS": str(tmp_path / "keys"),
        "PYTHONPATH": os.pathsep.join([str(project.BASE_DIR), str(project.BASE_DIR / "clients")]),
    }
    done = subprocess.run(
        [sys.executable, PROGRAM, "1", str(kills), str(publishers)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    print(done.stdout, end="")  # noqa: T201  (a drill tells its figures)
