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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

UNFINISHED = ".unfinished-"


class Damaged(Exception):
    """What is served cannot be read, so that nobody can tell what devices have; says what to do."""


def public() -> Path:
    """Return the folder that is served."""
    return Path(settings.FEED_FOLDER) / "v1"


def own() -> Path:
    """Return the folder that is the publisher's own."""
    return Path(settings.FEED_FOLDER) / "publisher"


def put(path: Path, raw: bytes, *, mode: int = 0o644, dated_apart: bool = False, named: bool = True) -> None:
    """Put a file in its place: whoever looks, whenever the power fails, finds the old one or the new one, whole.

    Web servers make a tag of second and length: `dated_apart` dates a file a second after the one before it, at
    the least, so that two of one length never share a tag. Whoever puts several in a folder may have them `named`
    not one by one, and make all of their names last at once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    number, beside = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(mode)
        if dated_apart and path.exists():
            after = max(time.time(), int(path.stat().st_mtime) + 1)
            os.utime(beside, (after, after))
        Path(beside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    if named:
        lasts(path.parent)


def lasts(folder: Path) -> None:
    """Make the names in a folder last: without it a file may be whole and its name forgotten."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def put_json(path: Path, document: Any) -> None:
    """Put a document in its place as JSON."""
    put(path, json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the document of a file, None where there is none, or where a disk or a hand damaged it."""
    with suppress(FileNotFoundError, ValueError, RecursionError):
        document = json.loads(path.read_bytes())
        return document if isinstance(document, dict) else None
    return None


def put_summed(path: Path, document: Any) -> None:
    """Put a document in its place as JSON below its digest, by which a bit or a hand that changed it shows."""
    raw = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    put(path, hashlib.sha256(raw).hexdigest().encode() + b"\n" + raw)


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
