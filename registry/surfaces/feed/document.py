"""The document of a feed: its records, the state that they describe, and a digest by which a client checks it."""

import hashlib
from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict, cast

from django.conf import settings

from registry.surfaces.feed.channel import AS_KNOWN_SCHEMA, SCHEMA
from registry.surfaces.feed.records import Record, records
from registry.surfaces.feed.state import State


class Document(TypedDict):
    """A full feed: every record of a channel in one state."""

    schema: str
    as_known: NotRequired[bool]
    channel: str
    epoch: int
    seq: int
    revision: int
    day: str
    default_rule: str
    record_count: int
    state_digest: str
    records: list[Record]


def document(state: State, origin: str) -> Document:
    """Return the full feed of a channel, with addresses below an origin."""
    written = list(records(state, origin))
    channel = state.channel
    # A device that reads the past by mistake refuses its schema, and a person sees what it is.
    marked: dict[str, Any] = {"schema": SCHEMA}
    if channel.is_past:
        marked = {"schema": AS_KNOWN_SCHEMA, "as_known": True}
    state_of = {
        "channel": channel.name,
        "epoch": settings.FEED_EPOCH,
        "seq": channel.seq,
        "revision": channel.revision,
        "day": channel.day.isoformat(),
        "default_rule": state.default_rule.value,
        "record_count": len(written),
        "state_digest": state_digest(written),
        "records": written,
    }
    return cast("Document", marked | state_of)


def state_digest(written: Iterable[Record]) -> str:
    """Return SHA-256 in hexadecimal over the sorted lines `id rev status`, each with its line feed."""
    lines = sorted(f"{record['id']} {record['rev']} {record['status']}\n" for record in written)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
