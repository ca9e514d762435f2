"""The ledger of a channel: which records its last state had, and what ceased since the oldest state still served.

Devices hold states that were published here, and no others. So a delta from any of them is written from the records
that stand, by their `rev`, and from the tombstones in the ledger; a state in between that was never published
needs none. A ledger is put in its place before the head that it belongs to, under that head's name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.channels.signing import compact

KEPT_DAYS = 90
LATEST = 4
MARK = 16
SPACED = (1, 2, 4, 8, 16, 32, 64, KEPT_DAYS)


def line(record: Any) -> str:
    """Return the line of a record: `rev`, status, and a digest of its identifiers with their minimum versions."""
    return f"{record['rev']} {record['status']} {mark(record)}"


def mark(record: Any) -> str:
    """Return a digest of the identifiers of a record."""
    return hashlib.sha256(compact(record["identifiers"])).hexdigest()[:MARK]


def state_digest(lines: Mapping[str, str]) -> str:
    """Return the digest of the state that some lines make: over `id rev status`, sorted, each with its line feed."""
    told = sorted(f"{name} {one[: -MARK - 1]}\n" for name, one in lines.items())
    return hashlib.sha256("".join(told).encode()).hexdigest()


def rev(line: str) -> int:
    """Return the `rev` that a line tells."""
    return int(line[: line.index(" ")])


@dataclass
class Ledger:
    """What deltas are made from: a line for each record, tombstones, and the states that were published.

    What it knows of the full lets the next one take over the pieces in which nothing changed.
    """

    records: dict[str, str] = field(default_factory=dict)
    tombstones: dict[str, int] = field(default_factory=dict)
    published: list[tuple[int, int]] = field(default_factory=list)
    """The seqs of the states, each with the day on which it was published first, in days since 1970."""

    pieces: list[list[Any]] = field(default_factory=list)
    """The pieces of the full of the state, and at which of its bytes they begin."""
    at: int = 0

    def following(self, now: dict[str, str], seq: int, day: int) -> "Ledger":
        """Return the ledger once a state is published, a line for each record of it."""
        oldest = day - KEPT_DAYS
        published = [(one, on) for one, on in self.published if on >= oldest]
        tombstones = self.tombstones | dict.fromkeys(self.records.keys() - now.keys(), seq)
        first = min((one for one, _on in published), default=seq)
        kept = {name: rev for name, rev in tombstones.items() if name not in now and rev > first}
        return Ledger(now, kept, [*published, (seq, day)])

    def bases(self, day: int) -> list[int]:
        """Return the seqs from which deltas are offered: the last few, then ever farther apart."""
        before = self.published[:-1]
        chosen = {seq for seq, _on in before[-LATEST:]}
        for ago in SPACED:
            since = [seq for seq, on in before if on >= day - ago]
            chosen |= {min(since)} if since else set()
        return sorted(chosen, reverse=True)

    def changes(self, bases: Sequence[int]) -> dict[int, tuple[list[str], list[dict[str, Any]]]]:
        """Return the ids of the records and the tombstones of a delta from each of some bases."""
        oldest = min(bases, default=0)
        recent = [(name, at) for name, one in self.records.items() if bases and (at := rev(one)) > oldest]
        buried = sorted(self.tombstones.items())
        return {
            base: (
                [name for name, at in recent if at > base],
                [{"id": name, "rev": at} for name, at in buried if at > base],
            )
            for base in bases
        }

    def reaches(self, following: "Ledger", base: int) -> bool:
        """Tell whether the delta from this state leads to the one that follows it, record by record."""
        if any(following.tombstones.get(name, 0) <= base for name in self.records.keys() - following.records.keys()):
            return False
        return all(rev(one) > base for name, one in following.records.items() if self.records.get(name) != one)

    def written(self) -> dict[str, Any]:
        """Return the ledger as it is kept."""
        return {
            "records": self.records,
            "tombstones": self.tombstones,
            "published": self.published,
            "pieces": self.pieces,
            "at": self.at,
        }

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Ledger | None":
        """Return a ledger as it was kept, None where an earlier release kept less, or where it is damaged."""
        try:
            published: list[tuple[int, int]] = [(int(seq), int(on)) for seq, on in kept["published"]]
            pieces = [[str(first), int(plain), int(crc), int(length)] for first, plain, crc, length in kept["pieces"]]
            records, tombstones = dict(kept["records"]), dict(kept["tombstones"])
            return cls(records, tombstones, published, pieces, int(kept["at"]))
        except (KeyError, TypeError, ValueError):
            return None
