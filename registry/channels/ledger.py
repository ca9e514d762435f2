"""The ledger of a channel: which records its last state had, and what ceased since the oldest state still served.

Devices hold states that were published here, and no others. So a delta from any of them is written from the records
that stand, by their `rev`, and from the tombstones in the ledger; a state in between that was never published
needs none. A ledger is put in its place before the head that it belongs to, under that head's name.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.channels.signing import compact

KEPT_DAYS = 90
LATEST = 4
SPACED = (1, 2, 4, 8, 16, 32, 64, KEPT_DAYS)


def lines(records: Iterable[Any]) -> dict[str, list[Any]]:
    """Return of each record its `rev`, its status, and a digest of its identifiers with their minimum versions."""
    return {
        record["id"]: [record["rev"], record["status"], hashlib.sha256(compact(record["identifiers"])).hexdigest()[:16]]
        for record in records
    }


@dataclass
class Ledger:
    """What deltas are made from: a line for each record, tombstones, and the states that were published."""

    records: dict[str, list[Any]] = field(default_factory=dict)
    tombstones: dict[str, int] = field(default_factory=dict)
    published: list[tuple[int, int]] = field(default_factory=list)
    """The seqs of the states, each with the day on which it was published first, in days since 1970."""
    digest: str = ""
    """The digest of the last publication that the state knows, by which a registry that was set back shows."""

    def following(self, records: Sequence[Any], seq: int, day: int) -> "Ledger":
        """Return the ledger once a state is published."""
        now = lines(records)
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

    def changes(self, base: int, records: Sequence[Any]) -> tuple[list[Any], list[dict[str, Any]]]:
        """Return the records and tombstones of a delta from a base."""
        changed = [record for record in records if record["rev"] > base]
        gone = [{"id": name, "rev": rev} for name, rev in sorted(self.tombstones.items()) if rev > base]
        return changed, gone

    def reaches(self, following: "Ledger", base: int) -> bool:
        """Tell whether the delta from this state leads to the one that follows it, record by record."""
        merged = {name: line for name, line in self.records.items() if following.tombstones.get(name, 0) <= base}
        merged |= {name: line for name, line in following.records.items() if line[0] > base}
        return merged == following.records

    def written(self) -> dict[str, Any]:
        """Return the ledger as it is kept."""
        return {
            "records": self.records,
            "tombstones": self.tombstones,
            "published": self.published,
            "digest": self.digest,
        }

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Ledger":
        """Return a ledger as it was kept."""
        published = [(seq, on) for seq, on in kept["published"]]
        return cls(kept["records"], kept["tombstones"], published, kept["digest"])
