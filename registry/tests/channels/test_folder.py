"""The folder of the channels: files are put in their place whole, in their order, by one publisher at a time."""

import calendar
import os
import threading
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from registry.channels.delivery import delivery
from registry.channels.folder import clear_unfinished, put, puts, turn
from registry.channels.heads import Edition
from registry.channels.ledger import Ledger
from registry.channels.shelf import Shelf
from registry.channels.signing import HEAD, signed

NAME = f"full-7-{'a' * 64}.json.gz"


def test_a_file_is_put_with_its_name_and_its_bytes_made_to_last_before_anybody_sees_it(tmp_path, monkeypatch) -> None:
    done = []
    real_fsync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: done.append("lasts") or real_fsync(number))
    monkeypatch.setattr(Path, "replace", lambda one, to: done.append("seen") or real_replace(one, to))
    put(tmp_path / "new" / "file", b"x")
    assert done == ["lasts", "seen", "lasts"]


def test_a_file_that_cannot_be_put_leaves_the_old_one_and_nothing_beside_it(tmp_path, monkeypatch) -> None:
    put(tmp_path / "file", b"old")

    def full(number):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


def test_two_files_of_one_second_are_dated_apart(tmp_path) -> None:
    dates = []
    for number in range(3):
        put(tmp_path / "head.json", b"%d" % number, dated_apart=True)
        dates.append(int((tmp_path / "head.json").stat().st_mtime))
    assert dates == sorted(set(dates))


def test_what_a_killed_publisher_left_is_cleared_away(tmp_path) -> None:
    (tmp_path / ".unfinished-1").write_bytes(b"")
    put(tmp_path / "file", b"x")
    clear_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def head_of(name: str) -> tuple[bytes, Edition]:
    """Return a head that names one blob, signed, and its edition."""
    blob = {"url": f"blobs/{name}", "sha256": "a" * 64, "size": 1}
    head = {"epoch": 1, "seq": 7, "full": blob, "deltas": []}
    head |= {"issued_at": "2026-11-24T12:00:00Z", "expires_at": "2026-11-27T12:00:00Z"}
    return signed(head, HEAD, [ECKey.generate_key("P-256")]), Edition(head, {name: b"x"}, Ledger())


def seen(monkeypatch) -> list[str]:
    """Return a list to which what is put in its place is added, and each wait for the disk."""
    done: list[str] = []
    real = Path.replace
    monkeypatch.setattr("registry.channels.folder.lasts", lambda path: done.append("lasts"))
    monkeypatch.setattr(Path, "replace", lambda one, to: done.append(to.name.split("-")[0]) or real(one, to))
    return done


def test_heads_come_last_once_all_that_they_name_lasts(folder, monkeypatch) -> None:
    done = seen(monkeypatch)
    with delivery() as heads:
        for device in ("workstation", "professional_phone"):
            shelf = Shelf(f"culture/{device}")
            heads.add(shelf, *head_of(NAME))
        assert done == []
    note = str(calendar.timegm((2026, 11, 24, 12, 0, 0)))
    files, folders, channels = 3, 3, 2
    assert done == [
        *["lasts"] * files * channels,
        *["full", "ledger", note] * channels,
        *["lasts"] * folders * channels,
        *["lasts"] * channels,
        *["head.json"] * channels,
        *["lasts"] * channels,
    ]


def test_a_delivery_that_fails_puts_nothing_in_its_place_and_leaves_nothing_beside(folder, monkeypatch) -> None:
    done = seen(monkeypatch)
    shelf = Shelf("culture/workstation")

    def fail() -> None:
        with delivery() as heads:
            heads.add(shelf, *head_of(NAME))
            heads.add(shelf, b"no head")

    with pytest.raises(ValueError, match="Expecting value"):
        fail()
    assert done == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_several_files_are_made_to_last_though_they_are_asked_for_at_once(tmp_path, monkeypatch) -> None:
    lasting: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda number: lasting.append(os.fstat(number).st_ino))
    with puts() as some:
        for number in range(40):
            some.add(tmp_path / f"file-{number}", b"x")
    assert set(lasting) == {path.stat().st_ino for path in (tmp_path, *tmp_path.iterdir())}


def test_one_publishes_at_a_time(folder) -> None:
    holds, began, waited = threading.Event(), threading.Event(), []

    def second() -> None:
        began.set()
        with turn():
            waited.append(holds.is_set())

    other = threading.Thread(target=second)
    with turn():
        other.start()
        assert began.wait(5)
        other.join(0.2)
        assert other.is_alive()
        holds.set()
    other.join(5)
    assert waited == [True]
