"""The client as a command, and what it answers of an application."""

import json
from pathlib import Path

import aval_client
import pytest
from aval_client import Client, Store, answer, main

from clients.tests.devices import CHANNEL, NOON, ROOT, client
from clients.tests.stories import steps


def command(tmp_path: Path, *words: str) -> int:
    return main(["--state", str(tmp_path / "state.json"), *words])


def now_at(monkeypatch, moment: float) -> None:
    monkeypatch.setattr(aval_client.time, "time", lambda: moment)
    monkeypatch.setattr(Client.__init__, "__kwdefaults__", Client.__init__.__kwdefaults__ | {"now": lambda: moment})


@pytest.fixture
def synced(second, tmp_path, monkeypatch) -> Path:
    now_at(monkeypatch, NOON)
    assert command(tmp_path, "sync", "--source", str(second), "--channel", CHANNEL, "--root", ROOT) == 0
    return tmp_path


def test_before_the_first_sync_there_is_nothing_to_say(tmp_path, capsys) -> None:
    assert command(tmp_path, "status") == command(tmp_path, "check", "android_package", "x") == 8
    assert "run sync first" in capsys.readouterr().err


def test_the_status_tells_what_the_copy_is_and_that_it_expired(synced, capsys, monkeypatch) -> None:
    assert command(synced, "status") == 0
    assert f"channel: {CHANNEL}\n" in capsys.readouterr().out
    now_at(monkeypatch, NOON + 73 * 3600)
    assert command(synced, "status") == 4
    assert "kept" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "code", "status"),
    [
        pytest.param("com.example.chat", 10, "prohibited", id="a prohibited one"),
        pytest.param("com.example.maps", 0, "approved", id="an approved one"),
        pytest.param("com.example.other", 0, "unlisted", id="one that is not listed, where that is allowed"),
    ],
)
def test_a_check_tells_whether_an_application_may_be_used(synced, capsys, value, code, status) -> None:
    capsys.readouterr()
    assert command(synced, "check", "android_package", value) == code
    assert json.loads(capsys.readouterr().out)["status"] == status


@pytest.mark.parametrize(
    ("version", "may_use"),
    [
        ("4.2", True),
        ("4.10", True),
        ("4.2.0", True),
        ("04.002", True),
        ("4.1.9", False),
        ("4", False),
        ("", True),
        pytest.param("4." + "9" * 5000, True, id="so many digits that Python converts them to no number"),
        pytest.param("3." + "9" * 5000, False, id="so many digits behind a lower number"),
    ],
)
def test_a_version_below_the_least_may_not_be_used(tmp_path, version, may_use) -> None:
    for _step, source, clock in steps("midnight", tmp_path):
        client(source, to=tmp_path, now=lambda clock=clock: clock).sync()
    state = Store(tmp_path / "state.json").read()
    found = answer(state, "android_package", "com.example.maps", version)
    assert (found.may_use, found.min_version) == (may_use, "4.2")


def test_where_unlisted_is_denied_an_unknown_application_is(tmp_path) -> None:
    for _step, source, clock in steps("default-rule", tmp_path):
        client(source, to=tmp_path, now=lambda clock=clock: clock).sync()
    assert not answer(Store(tmp_path / "state.json").read(), "android_package", "com.example.other").may_use


@pytest.mark.parametrize(
    "words",
    [["sync"], ["sync", "--source", "x", "--channel", "culture", "--root", ROOT], ["dance"]],
)
def test_what_is_not_understood_is_told(tmp_path, words, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        command(tmp_path, *words)
    assert left.value.code == 2
    capsys.readouterr()
