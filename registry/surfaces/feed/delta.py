"""The delta of a feed: whole records and tombstones of all that changed after the state of a cursor."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypedDict

from django.conf import settings

from registry.surfaces import addresses
from registry.surfaces.feed import problems
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import Clock
from registry.surfaces.feed.cursor import Cursor
from registry.surfaces.feed.leaves import Line
from registry.surfaces.feed.ledger import Ledger, open_ledger
from registry.surfaces.feed.records import Record
from registry.surfaces.feed.state import State
from registry.surfaces.kept import Kept

DELTA_SCHEMA = "aval-feed-delta/1"
"""The name of the shape of a delta: it only ever gains members."""

OLDEST = timedelta(days=90)
"""How long a cursor serves."""

ALWAYS = 100
"""A delta of so many changes is given however few records there are; a longer one while it is shorter than the full."""

LINES_KEPT = 300_000
"""The lines that a process keeps of all channels together, some 80 MB of them."""

ledgers: Kept[Ledger] = Kept(LINES_KEPT, lambda ledger: len(ledger.lines) + 1)


class Tombstone(TypedDict):
    """Says that there is no record of an application any more, and since which seq."""

    id: str
    rev: int


class Delta(TypedDict):
    """What changed in a channel after a base; the digest and the count are those of the merged state."""

    schema: str
    channel: str
    epoch: int
    base: int
    seq: int
    revision: int
    day: str
    default_rule: str
    record_count: int
    state_digest: str
    records: list[Record]
    tombstones: list[Tombstone]


def refuse_foreign(cursor: Cursor, channel: Channel, full: str) -> None:
    """Raise a problem where a cursor is of another channel or epoch, or of a state to come. No query."""
    if cursor.channel != channel.name:
        raise problems.foreign("channel", full)
    if cursor.epoch != settings.FEED_EPOCH:
        raise problems.foreign("epoch", full)
    if cursor.seq > channel.seq:
        raise problems.ahead()
    if cursor.seq == channel.seq and cursor.mark != channel.mark:
        raise problems.foreign("past", full)


def delta(channel: Channel, cursor: Cursor, origin: str) -> Delta:
    """Return what changed in a channel after the state of a cursor, with addresses below an origin.

    Raises a problem where the full feed has to be taken.
    """
    full = addresses.feed(origin, channel.organisation.slug, channel.device_class)
    ledger = ledger_of(channel)
    if ledger.ground.denies_all:
        raise problems.no_baseline(channel)
    if cursor.seq < channel.seq:
        _refuse_another_past(cursor, channel, ledger.ground.clock, full)
    changed = ledger.lines.changed_since(cursor.seq)
    if len(changed) > max(ALWAYS, ledger.lines.records // 2):
        raise problems.too_old(full)
    return Delta(
        schema=DELTA_SCHEMA,
        channel=channel.name,
        epoch=settings.FEED_EPOCH,
        base=cursor.seq,
        seq=channel.seq,
        revision=channel.revision,
        day=channel.day.isoformat(),
        default_rule=ledger.ground.default_rule.value,
        record_count=ledger.lines.records,
        state_digest=ledger.lines.digest,
        records=list(ledger.written(changed, origin)),
        tombstones=_tombstones(changed),
    )


def ledger_of(channel: Channel) -> Ledger:
    """Return the ledger of a channel: the one that is kept, brought up to date, or one made anew."""
    key = (settings.FEED_EPOCH, channel.name)
    with ledgers.lane(key):
        kept = ledgers.get(key)
        if kept and (kept.channel.seq, kept.channel.digest) == (channel.seq, channel.digest):
            return kept
        ledger = (kept and kept.wound_on(channel)) or open_ledger(State(channel))
        # Whoever reads an older snapshot must not take the newer one from the others.
        if kept is None or ledger.channel.seq >= kept.channel.seq or not kept.is_of_this_past():
            ledgers.put(key, ledger)
        return ledger


def _refuse_another_past(cursor: Cursor, channel: Channel, clock: Clock, full: str) -> None:
    """Raise a problem where a cursor is too old, or of a publication that is not ours. No query."""
    revision, day = clock.state_of(cursor.seq)
    if revision == 0 or day < channel.day - OLDEST:
        raise problems.too_old(full)
    if cursor.mark != clock.mark(revision):
        raise problems.foreign("past", full)


def _tombstones(changed: Iterable[Line]) -> list[Tombstone]:
    """Return the tombstones of what has no record; whoever never had one has nothing to drop."""
    return [Tombstone(id=line.id, rev=line.rev) for line in changed if not line.status]
