"""The folder of the channels: files are put in their place whole, in their order, by one publisher at a time."""

import os
import threading
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from registry.channels import shelf as shelves
from registry.channels.folder import clear_unfinished, put, turn
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


def test_the_head_comes_last(folder, monkeypatch) -> None:
    order = []
    monkeypatch.setattr(shelves, "put", lambda path, raw, **more: order.append(path.name) or put(path, raw, **more))
    for name in ("put_json", "put_summed"):
        monkeypatch.setattr(f"registry.channels.shelf.{name}", lambda path, document: order.append(path.name))
    blob = {"url": f"blobs/{NAME}", "sha256": "a" * 64, "size": 1}
    head = {"epoch": 1, "seq": 7, "full": blob, "deltas": []}
    head |= {"issued_at": "2026-11-24T12:00:00Z", "expires_at": "2026-11-27T12:00:00Z"}
    shelf = Shelf("culture/workstation")
    shelf.put(signed(head, HEAD, [ECKey.generate_key("P-256")]), Edition(head, {NAME: b"x"}, Ledger()))
    assert [name.split("-")[0] for name in order] == ["full", "ledger", order[2].split("-")[0], "head.json"]


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
