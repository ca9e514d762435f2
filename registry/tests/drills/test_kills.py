"""The server and the database killed with -9 during a publication: each revision is whole or absent afterwards."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from registry.tests.drills import FULL
from registry.tests.drills.stopped import ADDRESSES

SERVERS, DATABASES = (50, 20) if FULL else (0, 0)
"""How many are killed at random moments, besides those at each stage of a publication."""


@pytest.mark.drill
def test_a_revision_is_whole_or_absent_after_a_kill(tmp_path: Path) -> None:
    drill = subprocess.run(
        [sys.executable, "-m", "registry.tests.drills.kills", str(os.getpid()), str(SERVERS), str(DATABASES)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DRILL_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120 + 20 * (SERVERS + DATABASES),
    )
    assert drill.returncode == 0, drill.stdout
    print(drill.stdout)  # noqa: T201  (the figures: `pytest -s` shows them)
    killed = re.findall(r"^killed (the \w+) in revision \d+ (.*): (whole|absent)$", drill.stdout, re.MULTILINE)
    assert Counter(what for what, *_ in killed) == {
        "the server": (4 if FULL else 2) + SERVERS,
        "the database": (4 if FULL else 1) + DATABASES,
    }
    assert {fate for *_, fate in killed} == {"whole", "absent"}
    answered = re.findall(r"^(up|down): \S+ (\d+) (\S+)$", drill.stdout, re.MULTILINE)
    assert Counter((state, status) for state, status, _ in answered) == {
        ("up", "200"): 2 * len(ADDRESSES),
        ("down", "503"): len(ADDRESSES),
    }
    assert Counter(media_type for state, _, media_type in answered if state == "down") == {
        "text/html": 4,
        "application/problem+json": 2,
    }
    assert not (tmp_path / "postgres" / "postmaster.pid").exists(), "no database is left behind"
