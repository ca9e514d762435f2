"""The shelf of a channel: its head and blobs where they are served, its ledgers and past heads where they are not."""

import gzip
import hashlib
import json
import logging
import time
from datetime import date
from pathlib import Path
from typing import Any

from registry.channels.folder import Damaged, clear_unfinished, lasts, own, public, put_json, read_json, read_summed
from registry.channels.heads import LIFETIME, Head
from registry.channels.ledger import Ledger
from registry.channels.lines import Lines, line
from registry.channels.pieces import Pieces
from registry.channels.signing import moment, opened, payload
from registry.reach.limits import Radius

log = logging.getLogger(__name__)

GRACE = 3600
"""Seconds for which a blob stays after the last head that names it has expired, for whoever just read that head."""


class Shelf:
    """The files of one channel. Only whoever has the turn to publish writes them."""

    def __init__(self, channel: str) -> None:
        """Find them."""
        self.served = public() / channel
        self.kept = own() / channel

    def head(self) -> Head | None:
        """Return the head that is served, None where there is none. Raises `Damaged`."""
        raw = self.raw_head()
        if raw is None:
            return None
        try:
            return opened(raw)
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged(self.served / "head.json") from error

    def raw_head(self) -> bytes | None:
        """Return the head that is served as it is signed."""
        path = self.served / "head.json"
        return path.read_bytes() if path.is_file() else None

    def digest(self) -> str | None:
        """Return the digest of the payload of the head that is served, by which the next one is chained to it."""
        raw = self.raw_head()
        return hashlib.sha256(payload(raw)).hexdigest() if raw else None

    def ledger(self, head: Head) -> Ledger | None:
        """Return the ledger of a head, None where it was lost or is not that head's: deltas then begin anew."""
        path = self.ledger_of(head)
        kept = read_summed(path)
        ledger = Ledger.read(kept) if kept else None
        if ledger and len(ledger.records) == head["record_count"]:
            return ledger
        log.warning("%s is missing or damaged: deltas begin anew, by themselves.", path)
        return None

    def forget_ledger(self) -> None:
        """Remove a ledger that proved wrong."""
        if head := self.head():
            self.ledger_of(head).unlink(missing_ok=True)

    def lines(self, head: Head) -> Lines:
        """Return a line for each record of the full of a head, as a ledger has them, where the ledger was lost.

        Raises `Damaged` where the full was lost too.
        """
        path = self.served / head["full"]["url"]
        raw = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(raw).hexdigest() != head["full"]["sha256"]:
            raise self._damaged(path)
        return Lines.of({record["id"]: line(record) for record in json.loads(gzip.decompress(raw))["records"]})

    def pieces(self, head: Head, ledger: Ledger) -> Pieces | None:
        """Return the pieces of the full of a head, None where it is not there as it was put."""
        path = self.served / head["full"]["url"]
        raw = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(raw).hexdigest() != head["full"]["sha256"]:
            return None
        return Pieces.found(raw, ledger.at, ledger.pieces, ledger.records.key)

    def sweep(self) -> int:
        """Remove what no head names that may still live, and return how many blobs that were."""
        head, now = self.head(), time.time()
        if head is None:
            return 0
        named = {one["url"].removeprefix("blobs/") for one in (head["full"], *head["deltas"])}
        for note in self._notes():
            told = read_json(note)
            if told is None:
                # Nobody knows which blobs it names: all stay for as long as its head may live.
                if note.stat().st_mtime + LIFETIME + GRACE >= now:
                    return 0
                note.unlink()
            elif told["expires_at"] + GRACE < now:
                note.unlink()
            else:
                named |= set(told["names"])
        for folder in (self.served, self.kept, self.kept / "heads"):
            clear_unfinished(folder)
        swept = [path for path in (self.served / "blobs").iterdir() if path.name not in named]
        for path in swept:
            path.unlink()
        for path in self.kept.glob("ledger-*.json"):
            if path != self.ledger_of(head):
                path.unlink()
        if swept:
            lasts(self.served / "blobs")
        return len(swept)

    def held(self) -> dict[str, Any] | None:
        """Return what is held back until a person confirms it, None where nothing is."""
        told: dict[str, Any] | None = read_json(self._held)
        return told and {name: value for name, value in told.items() if name != "since"}

    def hold(self, told: dict[str, Any] | None) -> None:
        """Note what is held back, and since when it is for this reason, or that nothing is any more."""
        if told is None:
            self._held.unlink(missing_ok=True)
        elif told != self.held():
            before = read_json(self._held)
            since = before.get("since") if before and before.get("why") == told["why"] else moment(time.time())
            put_json(self._held, told | {"since": since})

    def allowed(self, on: date) -> Radius | None:
        """Return how much a person allowed to turn by a day, None where nobody did, or it was used."""
        told = read_json(self.kept / "allowed.json")
        if told is None or on > date.fromisoformat(told["until"]):
            return None
        return Radius(told["turned"], told["dropped"], 0)

    def allow(self, wide: Radius | None, until: date | None = None) -> None:
        """Note how much may turn at once, once, up to a day; None takes it back."""
        if wide is None or until is None:
            (self.kept / "allowed.json").unlink(missing_ok=True)
        else:
            told = {"turned": wide.turned, "dropped": wide.dropped, "until": until.isoformat()}
            put_json(self.kept / "allowed.json", told)

    def _damaged(self, path: Path) -> Damaged:
        """Return that a file of what is served is damaged, and what to do."""
        return Damaged(
            f"{path} is missing or damaged. Put it back from a mirror or a backup; or remove"
            f" {self.served / 'head.json'} once somebody looked at what changed: the channel then begins anew, and"
            " how much turns is not counted."
        )

    @property
    def _held(self) -> Path:
        return self.kept / "held.json"

    def _notes(self) -> list[Path]:
        return sorted((self.kept / "heads").glob("*.json"))

    def ledger_of(self, head: Head) -> Path:
        """Return where the ledger of a head is kept."""
        return self.kept / f"ledger-{head['epoch']}-{head['seq']}-{head['full']['sha256'][:16]}.json"
