"""A state of a channel as it is published: the full, the deltas, the ledger, and the head that names them."""

import gzip
import hashlib
from dataclasses import dataclass
from typing import Any

from registry.channels.ledger import Ledger
from registry.channels.signing import compact, moment
from registry.revisions.models import FIRST_DAY
from registry.surfaces.feed.channel import Channel

SCHEMA, DELTA_SCHEMA = "aval-feed-head/1", "aval-feed-delta/1"
LIFETIME, RENEWED = 72 * 3600, 6 * 3600
MIN_POLL = 900
OF_STATE = ("channel", "epoch", "seq", "revision", "day", "default_rule", "record_count", "state_digest")
"""What full, delta and head say alike of the state."""

Head = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """A state that is ready to be published: its head without dates, its blobs by name, and its ledger."""

    head: Head
    blobs: dict[str, bytes]
    ledger: Ledger


def edition(document: Any, channel: Channel, before: Ledger | None, *, prev: str | None) -> Edition:
    """Return the edition of a full document, with deltas from the states that a ledger knows.

    A ledger from which the delta would not lead to this state, record by record, is of no use: it begins anew.
    """
    records, seq = document["records"], channel.seq
    day = (channel.day - FIRST_DAY).days
    ledger = (before or Ledger()).following(records, seq, day)
    if before is not None and before.published and not before.reaches(ledger, before.published[-1][0]):
        ledger = Ledger().following(records, seq, day)
    ledger.digest = channel.digest
    blobs: dict[str, bytes] = {}
    state = {name: document[name] for name in OF_STATE}

    def named(kind: str, content: Any) -> dict[str, Any]:
        raw = gzip.compress(compact(content), 9, mtime=0)
        found = hashlib.sha256(raw).hexdigest()
        blobs[f"{kind}-{found}.json.gz"] = raw
        return {"url": f"blobs/{kind}-{found}.json.gz", "sha256": found, "size": len(raw)}

    def delta(base: int) -> dict[str, Any]:
        changed, gone = ledger.changes(base, records)
        content = {"schema": DELTA_SCHEMA, **state, "base": base, "records": changed, "tombstones": gone}
        return {"base": base, **named(f"delta-{base}-{seq}", content)}

    full = named(f"full-{seq}", document)
    deltas = [delta(base) for base in ledger.bases(day)]
    # A delta that is no smaller helps nobody: whoever would take it takes the full.
    deltas = [one for one in deltas if one["size"] < full["size"]]
    named_blobs = {one["url"].removeprefix("blobs/") for one in (full, *deltas)}
    head: Head = {"schema": SCHEMA, **state, "prev": prev, "full": full, "deltas": deltas, "min_poll_s": MIN_POLL}
    return Edition(head, {name: raw for name, raw in blobs.items() if name in named_blobs}, ledger)


def dated(head: Head, *, now: float, keys_version: int, **marks: Any) -> Head:
    """Return a head as it is signed now, with its marks and without those that it had."""
    rest = {name: value for name, value in head.items() if name not in ("demo", "held", "moved_to")}
    dates = {"issued_at": moment(now), "expires_at": moment(now + LIFETIME), "keys_version": keys_version}
    return rest | dates | marks
