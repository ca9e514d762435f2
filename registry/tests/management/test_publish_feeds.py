"""`manage.py publish_feeds`: what it says, what it refuses, and how it stays."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from registry.channels.folder import public
from registry.channels.shelf import Shelf
from registry.tests.channels.conftest import folder, keys, noon  # noqa: F401  (fixtures)
from registry.tests.scene import Scene

PATIENCE = 30


@pytest.fixture
def scene(db, noon):  # noqa: F811
    scene = Scene()
    scene.ministry = scene.organisation("culture", scene.organisation("etat"))
    return scene


def said(capsys, *words, **options) -> str:
    call_command("publish_feeds", *words, **options)
    return capsys.readouterr().out.splitlines()[-1]


def test_every_channel_is_published_and_then_fresh(scene, keys, capsys) -> None:  # noqa: F811
    assert said(capsys) == "8 updated"
    assert said(capsys) == "8 fresh"
    assert said(capsys, channel=["culture/workstation"]) == "1 fresh"
    assert len(list(public().glob("*/*/head.json"))) == 8


def test_without_keys_it_says_what_to_do(scene, folder) -> None:  # noqa: F811
    with pytest.raises(CommandError, match="run feed_keys init"):
        call_command("publish_feeds")


@pytest.mark.parametrize("name", ["culture", "culture/fridge", "/", ""])
def test_what_is_no_channel_is_refused(scene, keys, name) -> None:  # noqa: F811
    with pytest.raises(CommandError, match="is no channel"):
        call_command("publish_feeds", channel=[name])


def test_one_channel_is_released_at_a_time(scene, keys) -> None:  # noqa: F811
    with pytest.raises(CommandError, match="one channel at a time"):
        call_command("publish_feeds", release=True, turns=3)


def test_what_is_held_is_told_and_released_by_its_numbers(scene, keys, capsys) -> None:  # noqa: F811
    social = scene.category("social")
    decisions = [scene.rules(scene.ministry, scene.application(f"app-{number}", social)) for number in range(4)]
    call_command("publish_feeds")
    for decision in decisions[:3]:
        scene.withdraws(decision, decision.effective_on)
    held = "culture/professional_phone"
    with pytest.raises(CommandError, match="1 channel"):
        call_command("publish_feeds")
    assert "'dropped': 3" in capsys.readouterr().err
    with pytest.raises(CommandError, match="held"):
        call_command("publish_feeds", channel=[held], release=True, drops=2)
    assert said(capsys, channel=[held], release=True, drops=3) == "1 updated"
    assert Shelf(held).head()["record_count"] == 1


def test_it_stays_until_it_is_told_to_leave(tmp_path) -> None:
    """It has neither database nor keys here: it says so, waits, and leaves at the first word."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"postgresql://nobody@%2F{tmp_path.name}/none",
    }
    command = [sys.executable, Path(project.BASE_DIR) / "manage.py", "publish_feeds", "--watch"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as staying:
        try:
            assert b"the last heads stay" in _line(staying, b"published")
            staying.send_signal(signal.SIGTERM)
            assert staying.wait(PATIENCE) == 0
        finally:
            with suppress(ProcessLookupError):
                staying.kill()


def _line(process, words: bytes) -> bytes:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        line = process.stderr.readline()
        if words in line or not line:
            return line
    raise AssertionError("It says nothing.")
