"""The folder in which channels are published: every file is put there whole, in one step, and lasts.

`v1/` is what a web server serves as /feed/v1/; `publisher/` is the publisher's own. One publisher writes at a
time; whoever comes second waits.
"""

import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

UNFINISHED = ".unfinished-"
AT_ONCE = 16
"""How many files a disk is asked at once to make last."""


class Damaged(Exception):
    """What is served cannot be read, so that nobody can tell what devices have; says what to do."""


def public() -> Path:
    """Return the folder that is served."""
    return Path(settings.FEED_FOLDER) / "v1"


def own() -> Path:
    """Return the folder that is the publisher's own."""
    return Path(settings.FEED_FOLDER) / "publisher"


class Puts:
    """Files put in their places at once: whoever looks, whenever the power fails, finds each whole, the old or the new.

    They are written beside, made to last, named, and their names made to last: each step for all of them together,
    since a disk that is asked many things at once does them in one go.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._beside: dict[Path, str] = {}

    def add(self, path: Path, raw: bytes, *, mode: int = 0o644, dated_apart: bool = False) -> None:
        """Write a file beside its place.

        Web servers make a tag of second and length: `dated_apart` dates a file a second after the one before it, at
        the least, so that two of one length never share a tag.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        self._beside[path] = beside
        with os.fdopen(number, "wb") as file:
            file.write(raw)
        Path(beside).chmod(mode)
        if dated_apart and path.exists():
            after = max(time.time(), int(path.stat().st_mtime) + 1)
            os.utime(beside, (after, after))

    def add_json(self, path: Path, document: Any) -> None:
        """Write a document beside its place as JSON."""
        self.add(path, _json(document))

    def add_summed(self, path: Path, document: Any) -> None:
        """Write a document beside its place as JSON below its digest, by which damage to it shows."""
        raw = _json(document)
        self.add(path, hashlib.sha256(raw).hexdigest().encode() + b"\n" + raw)

    def done(self) -> None:
        """Put them in their places."""
        _last(self._beside.values())
        for path, beside in self._beside.items():
            Path(beside).replace(path)
        _last({path.parent for path in self._beside})
        self._beside.clear()

    def discard(self) -> None:
        """Remove what is written beside and was not put in its place."""
        for beside in self._beside.values():
            with suppress(OSError):
                Path(beside).unlink()
        self._beside.clear()


@contextmanager
def puts() -> Iterator[Puts]:
    """Return files that are put in their places at the end, or not at all."""
    some = Puts()
    try:
        yield some
        some.done()
    finally:
        some.discard()


def put(path: Path, raw: bytes, *, mode: int = 0o644, dated_apart: bool = False) -> None:
    """Put a file in its place."""
    with puts() as some:
        some.add(path, raw, mode=mode, dated_apart=dated_apart)


def lasts(path: Path | str) -> None:
    """Make a file last, or the names in a folder: without that a file may be whole and its name forgotten."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _last(paths: Collection[Path | str]) -> None:
    """Make some files or folders last, at once."""
    if len(paths) < 2:
        for path in paths:
            lasts(path)
        return
    with ThreadPoolExecutor(min(len(paths), AT_ONCE)) as asked:
        list(asked.map(lasts, paths))


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def put_json(path: Path, document: Any) -> None:
    """Put a document in its place as JSON."""
    with puts() as some:
        some.add_json(path, document)


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the document of a file, None where there is none, or where a disk or a hand damaged it."""
    with suppress(FileNotFoundError, ValueError, RecursionError):
        document = json.loads(path.read_bytes())
        return document if isinstance(document, dict) else None
    return None


def put_summed(path: Path, document: Any) -> None:
    """Put a document in its place as JSON below its digest."""
    with puts() as some:
        some.add_summed(path, document)


def read_summed(path: Path) -> dict[str, Any] | None:
    """Return the document of a file below its digest, None where there is none or it is another."""
    with suppress(FileNotFoundError):
        told, _line, raw = path.read_bytes().partition(b"\n")
        if told == hashlib.sha256(raw).hexdigest().encode():
            document: dict[str, Any] = json.loads(raw)
            return document
    return None


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the turn to publish, and hold it."""
    own().mkdir(parents=True, exist_ok=True)
    with (own() / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield  # the lock ends with the file, however we leave


def clear_unfinished(folder: Path) -> None:
    """Remove what a publisher left that was killed; only whoever has the turn may."""
    for path in folder.glob(f"{UNFINISHED}*"):
        path.unlink(missing_ok=True)
