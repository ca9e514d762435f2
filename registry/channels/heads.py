"""A state of a channel as it is published: the full, the deltas, the ledger, and the head that names them."""

import gzip
import hashlib
from dataclasses import dataclass
from typing import Any

from registry.channels.ledger import Ledger
from registry.channels.lines import Lines, line
from registry.channels.pieces import LEVEL, Pieces
from registry.channels.signing import compact, moment
from registry.revisions.models import FIRST_DAY
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.delta import DELTA_SCHEMA

SCHEMA = "aval-feed-head/1"
LIFETIME, RENEWED = 72 * 3600, 6 * 3600
MIN_POLL = 900
FEW = 64
"""How many records of a delta are packed for it alone: that is smaller, and more of them take longer than it saves."""

OF_STATE = ("channel", "epoch", "seq", "revision", "day", "default_rule", "record_count", "state_digest")
"""What full, delta and head say alike of the state."""

Head = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """A state that is ready to be published: its head without dates, its blobs by name, and its ledger."""

    head: Head
    blobs: dict[str, bytes]
    ledger: Ledger


@dataclass(frozen=True)
class Content:
    """What a state says: the members by which a full begins, a line for each record, and their texts in pieces."""

    state: dict[str, Any]
    lines: Lines
    pieces: Pieces

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Content":
        """Return the content of a full document."""
        records = document["records"]
        lines = Lines.of({record["id"]: line(record) for record in records})
        pieces = Pieces([]).replaced({record["id"]: compact(record).decode() for record in records}, lines.key)
        return cls({name: value for name, value in document.items() if name != "records"}, lines, pieces)


def edition(
    content: Content, channel: Channel, before: Ledger | None, *, prev: str | None, stepped: int | None = None
) -> Edition:
    """Return the edition of a state, with deltas from the states that a ledger knows.

    A ledger from which the delta would not lead to this state, record by record, is of no use: it begins anew. So
    does one whose last state devices had when the step after it, by seq `stepped`, was still to come: a publication
    that began before a midnight and was done after it.
    """
    seq, day = channel.seq, (channel.day - FIRST_DAY).days
    ledger = (before or Ledger()).following(content.lines, seq, day)
    if before is not None and before.published:
        last = before.published[-1][0]
        if (stepped is not None and stepped <= last) or not before.reaches(ledger, last):
            ledger = Ledger().following(content.lines, seq, day)
    blobs: dict[str, bytes] = {}
    state = {name: content.state[name] for name in OF_STATE}

    def named(kind: str, raw: bytes) -> dict[str, Any]:
        found = hashlib.sha256(raw).hexdigest()
        blobs[f"{kind}-{found}.json.gz"] = raw
        return {"url": f"blobs/{kind}-{found}.json.gz", "sha256": found, "size": len(raw)}

    raw, at = content.pieces.member(compact(content.state).decode()[:-1] + ',"records":[', "]}")
    full = named(f"full-{seq}", raw)
    ledger.pieces, ledger.at = content.pieces.index(), at
    changes = ledger.changes(ledger.bases(day))
    # A delta that is no smaller helps nobody: whoever would take it takes the full.
    changes = {base: one for base, one in changes.items() if len(one[0]) + len(one[1]) < len(content.lines)}
    texts = content.pieces.texts(name for changed, _gone in changes.values() for name in changed)
    deltas, packed, together = [], set[str](), Pieces([])
    for base, (changed, gone) in changes.items():
        opening = compact({"schema": DELTA_SCHEMA, **state, "base": base}).decode()[:-1] + ',"records":['
        closing = f'],"tombstones":{compact(gone).decode()}}}'
        if len(changed) <= FEW:
            raw = gzip.compress(
                (opening + ",".join(texts[name] for name in changed) + closing).encode(), LEVEL, mtime=0
            )
        else:  # the one from an older base has all that the one from a newer base has
            together = together.followed_by([texts[name] for name in changed if name not in packed])
            packed.update(changed)
            raw, _at = together.member(opening, closing)
        if len(raw) < full["size"]:
            deltas.append({"base": base, **named(f"delta-{base}-{seq}", raw)})
    head: Head = {"schema": SCHEMA, **state, "revision_digest": channel.digest, "prev": prev}
    head |= {"full": full, "deltas": deltas, "min_poll_s": MIN_POLL}
    return Edition(head, blobs, ledger)


def dated(head: Head, *, now: float, keys_version: int, **marks: Any) -> Head:
    """Return a head as it is signed now, with its marks and without those that it had."""
    rest = {name: value for name, value in head.items() if name not in ("demo", "held", "moved_to")}
    dates = {"issued_at": moment(now), "expires_at": moment(now + LIFETIME), "keys_version": keys_version}
    return rest | dates | marks
