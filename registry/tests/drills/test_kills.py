"""The server and the database killed with -9 during a publication: each revision is whole or absent afterwards."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

MORE = int(os.environ.get("DRILL_KILLS", "0"))
"""How many more to kill, at random, than the ordinary run does."""


@pytest.mark.drill
def test_a_revision_is_whole_or_absent_after_a_kill(tmp_path: Path) -> None:
    drill = subprocess.run(
        [sys.executable, "-m", "registry.tests.drills.kills", str(os.getpid()), str(MORE)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DRILL_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120 + 10 * MORE,
    )
    assert drill.returncode == 0, drill.stdout
    told = re.findall(r"^killed (.*) in revision \d+ (.*): (whole|absent)$", drill.stdout, re.MULTILINE)
    assert len(told) == 7 + MORE
    assert {what for what, *_ in told} == {"the server", "the database"}
    assert {fate for *_, fate in told} == {"whole", "absent"}
    assert not (tmp_path / "postgres" / "postmaster.pid").exists(), "no database is left behind"
