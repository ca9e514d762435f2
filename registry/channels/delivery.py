"""A delivery: what is put on the shelves of some channels together, so that the disk is waited for once.

It comes in one order: blobs, ledgers and notes of the heads, then the heads. A publisher that is killed anywhere leaves
the old head of a channel with all that it names or the new one, and things that no head names, which are swept later.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from registry.channels.folder import Puts, clear_unfinished
from registry.channels.heads import Edition
from registry.channels.keyring import seconds
from registry.channels.shelf import Shelf
from registry.channels.signing import opened


class Delivery:
    """Heads that are put on the shelves of their channels together: all that they name lasts before any is seen."""

    def __init__(self) -> None:
        """Begin with none."""
        self._named, self._heads = Puts(), Puts()
        self._shelves: list[tuple[Shelf, bool]] = []

    def add(self, shelf: Shelf, signed: bytes, edition: Edition | None = None) -> None:
        """Add a signed head, with the edition that it names where that is new."""
        head = opened(signed)
        if edition is not None:
            clear_unfinished(shelf.served / "blobs")
            for name, raw in edition.blobs.items():
                path = shelf.served / "blobs" / name
                if not (path.is_file() and path.read_bytes() == raw):
                    self._named.add(path, raw)
            self._named.add_summed(shelf.ledger_of(head), edition.ledger.written())
        named = [one["url"].removeprefix("blobs/") for one in (head["full"], *head["deltas"])]
        note = f"{seconds(head['issued_at'])}-{hashlib.sha256(signed).hexdigest()[:16]}.json"
        self._named.add_json(shelf.kept / "heads" / note, {"expires_at": seconds(head["expires_at"]), "names": named})
        self._heads.add(shelf.served / "head.json", signed, dated_apart=True)
        self._shelves.append((shelf, edition is not None))

    def done(self) -> None:
        """Put them on the shelves, and sweep what no head names any more; a channel that is updated is not held."""
        self._named.done()
        self._heads.done()
        for shelf, is_updated in self._shelves:
            if is_updated:
                shelf.hold(None)
            shelf.sweep()

    def discard(self) -> None:
        """Remove what is not on its shelf."""
        self._named.discard()
        self._heads.discard()


@contextmanager
def delivery() -> Iterator[Delivery]:
    """Return a delivery that is done at the end, or not at all."""
    one = Delivery()
    try:
        yield one
        one.done()
    finally:
        one.discard()
