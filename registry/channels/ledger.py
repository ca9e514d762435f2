"""The ledger of a channel: which records its last state had, and what ceased since the oldest state still served.

Devices hold states that were published here, and no others. So a delta from any of them is written from the records
that stand, by their `rev`, and from the tombstones in the ledger; a state in between that was never published
needs none. A ledger is put in its place before the head that it belongs to, under that head's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.channels.lines import Lines, rev

KEPT_DAYS = 90
LATEST = 4
SPACED = (1, 2, 4, 8, 16, 32, 64, KEPT_DAYS)


@dataclass
class Ledger:
    """What deltas are made from: a line for each record, tombstones, and the states that were published.

    What it knows of the full lets the next one take over the pieces in which nothing changed.
    """

    records: Lines = field(default_factory=Lines)
    recent: dict[str, int] = field(default_factory=dict)
    """The `rev` of each record that changed since the oldest state still served."""

    tombstones: dict[str, int] = field(default_factory=dict)
    published: list[tuple[int, int]] = field(default_factory=list)
    """The seqs of the states, each with the day on which it was published first, in days since 1970."""

    pieces: list[list[Any]] = field(default_factory=list)
    """The pieces of the full of the state, and at which of its bytes they begin."""
    at: int = 0

    def following(self, now: Lines, seq: int, day: int) -> "Ledger":
        """Return the ledger once a state is published, a line for each record of it."""
        oldest = day - KEPT_DAYS
        published = [(one, on) for one, on in self.published if on >= oldest]
        first = min((one for one, _on in published), default=seq)
        recent, tombstones = dict(self.recent), dict(self.tombstones)
        for name, (_old, new) in self.records.differing(now).items():
            if new is None:
                recent.pop(name, None)
                tombstones[name] = seq
            else:
                tombstones.pop(name, None)
                recent[name] = rev(new)
        return Ledger(now, _after(recent, first), _after(tombstones, first), [*published, (seq, day)])

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
        recent, buried = sorted(self.recent.items()), sorted(self.tombstones.items())
        return {
            base: (
                [name for name, at in recent if at > base],
                [{"id": name, "rev": at} for name, at in buried if at > base],
            )
            for base in bases
        }

    def reaches(self, following: "Ledger", base: int) -> bool:
        """Tell whether the delta from this state leads to the one that follows it, record by record."""
        return all(
            following.tombstones.get(name, 0) > base if new is None else rev(new) > base
            for name, (_old, new) in self.records.differing(following.records).items()
        )

    def written(self) -> dict[str, Any]:
        """Return the ledger as it is kept."""
        return {
            "records": self.records.written(),
            "recent": self.recent,
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
            pieces = [
                [str(first), *map(int, (plain, crc, power, length))]
                for first, plain, crc, power, length in kept["pieces"]
            ]
            recent, tombstones = dict(kept["recent"]), dict(kept["tombstones"])
            if not isinstance(kept["records"], str):
                return None
            return cls(Lines.read(kept["records"]), recent, tombstones, published, pieces, int(kept["at"]))
        except (KeyError, TypeError, ValueError):
            return None


def _after(revs: dict[str, int], first: int) -> dict[str, int]:
    """Return what changed after a seq."""
    return {name: at for name, at in revs.items() if at > first}
