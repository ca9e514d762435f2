"""The leaves of a ledger: its lines in the order of their ids, a hundred or two to a leaf.

What does not change is the next ledger's too: only the leaves on which something turned are written anew. Each
says in advance what is asked of all lines at once, so that most of them need not be looked at.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

FULL = 128
"""The lines of a leaf when it is begun; it is split when there are twice as many."""


class Line(NamedTuple):
    """What the ledger says of an application: a record, or that there was one and is no more.

    `status` is empty where there is no record; `category` is the one whose list of alternatives it shows.
    """

    id: str
    application: int
    rev: int
    status: str
    category: int | None


class Leaf:
    """Some lines that follow one another, and what they come to together; nothing in it ever changes."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Take the lines, in the order of their ids."""
        self.lines = tuple(lines)
        ids, _applications, revs, statuses, categories = zip(*self.lines, strict=True)
        texts = [f"{name} {rev} {status}\n" for name, rev, status in zip(ids, revs, statuses, strict=True) if status]
        self.text = "".join(texts).encode()
        self.records = len(texts)
        self.rev = max(revs)
        self.categories = frozenset(categories)


class Leaves:
    """All lines of a ledger, in the order of their ids, which is that of their texts: a blank precedes all letters."""

    def __init__(self, leaves: Iterable[Leaf] = ()) -> None:
        """Take the leaves in their order."""
        self._leaves = tuple(leaves)
        self._first = [leaf.lines[0].id for leaf in self._leaves]

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines."""
        for leaf in self._leaves:
            yield from leaf.lines

    def __len__(self) -> int:
        """Return the number of lines."""
        return sum(len(leaf.lines) for leaf in self._leaves)

    @cached_property
    def digest(self) -> str:
        """Return SHA-256 in hexadecimal over the texts, as `state_digest` does."""
        digest = hashlib.sha256()
        for leaf in self._leaves:
            digest.update(leaf.text)
        return digest.hexdigest()

    @property
    def records(self) -> int:
        """Return the number of records."""
        return sum(leaf.records for leaf in self._leaves)

    def changed_since(self, base: int) -> list[Line]:
        """Return the lines of all that changed after a seq."""
        return [line for leaf in self._leaves if leaf.rev > base for line in leaf.lines if line.rev > base]

    def of_categories(self, categories: Collection[int]) -> list[Line]:
        """Return the lines that show the alternatives in one of some categories."""
        return [
            line
            for leaf in self._leaves
            if not leaf.categories.isdisjoint(categories)
            for line in leaf.lines
            if line.category in categories
        ]

    def with_lines(self, lines: Iterable[Line]) -> "Leaves":
        """Return them with some lines put in place of those with the same id, or between the others."""
        turned: dict[int, dict[str, Line]] = {}
        for line in lines:
            turned.setdefault(max(bisect_right(self._first, line.id) - 1, 0), {})[line.id] = line
        return Leaves(
            leaf
            for number, before in enumerate(self._leaves or [None])
            for leaf in (_written_anew(before, turned[number]) if number in turned else [before])
            if leaf is not None
        )


def _written_anew(leaf: Leaf | None, turned: Mapping[str, Line]) -> Iterator[Leaf]:
    """Yield a leaf with some of its lines replaced or added, as more of them where there are too many for one."""
    lines = sorted(
        {**{line.id: line for line in (leaf.lines if leaf else ())}, **turned}.values(), key=attrgetter("id")
    )
    size = FULL if len(lines) >= 2 * FULL else len(lines)
    for start in range(0, len(lines), size):
        yield Leaf(lines[start : start + size])
