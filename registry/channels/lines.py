"""The lines of a state: of each record its `rev`, its status and its mark, in the order of their ids.

They are kept as one list of texts, in which nothing is taken apart that did not turn: whoever brings a channel up to
date by a few records should not look at ten thousand.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from registry.channels.signing import compact

MARK, CATEGORY = 16, 4
"""The hexadecimal digits of a mark: those of a digest of the identifiers, then those of a category.

It is the category whose list of alternatives a record shows. Records that show one list turn together, so they are
packed side by side; where two categories share their digits, nothing but that is lost.
"""

DIVIDER = ","
"""What stands between two lines where they are written: no id, status or mark has one."""


def line(record: Any) -> str:
    """Return the line of a record of which no category is known: `rev`, status, mark."""
    return f"{record['rev']} {record['status']} {mark(record)}"


def mark(record: Any, category: int | None = None) -> str:
    """Return the mark of a record that shows the alternatives in a category."""
    identifiers = hashlib.sha256(compact(record["identifiers"])).hexdigest()[:MARK]
    return f"{identifiers}{(category or 0) % 16**CATEGORY:0{CATEGORY}x}"


def rev(line: str) -> int:
    """Return the `rev` that a line tells."""
    return int(line[: line.index(" ")])


def said(line: str) -> str:
    """Return what a line says that devices act upon: the status, and the digest of the identifiers."""
    return line[line.index(" ") : -CATEGORY]


class Lines(Mapping[str, str]):
    """The lines of some records by their ids; nothing in it ever changes."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take them in their order, each after its id and a blank, which precedes all letters of an id."""
        self._texts = list(texts)
        self._before: tuple[Lines, Iterable[str]] | None = None

    @classmethod
    def of(cls, lines: Mapping[str, str]) -> "Lines":
        """Return lines that come in any order."""
        return cls(sorted(f"{name} {one}" for name, one in lines.items()))

    @classmethod
    def read(cls, written: str) -> "Lines":
        """Return lines as they were written."""
        return cls(written.split(DIVIDER) if written else ())

    def written(self) -> str:
        """Return them as one text."""
        return DIVIDER.join(self._texts)

    def __getitem__(self, name: str) -> str:
        """Return the line of an id."""
        at, start = self._place(name)
        if at == len(self._texts) or not self._texts[at].startswith(start):
            raise KeyError(name)
        return self._texts[at][len(start) :]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return (_id(text) for text in self._texts)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._texts)

    def replaced(self, changed: Mapping[str, str | None]) -> "Lines":
        """Return the lines after some changed, came or, where None is said of them, went."""
        after = Lines(self._texts)
        texts = after._texts
        for name, one in changed.items():
            at, start = after._place(name)
            there = at < len(texts) and texts[at].startswith(start)
            texts[at : at + there] = [] if one is None else [start + one]
        after._before = self, changed.keys()
        return after

    def differing(self, after: "Lines") -> dict[str, tuple[str | None, str | None]]:
        """Return the line before and the line after of each record that is told otherwise there, or by one alone."""
        if after._before is not None and after._before[0] is self:
            names = after._before[1]
        else:
            names = {_id(text) for text in set(self._texts) ^ set(after._texts)}
        both = {name: (self.get(name), after.get(name)) for name in names}
        return {name: (old, new) for name, (old, new) in both.items() if old != new}

    def key(self, name: str) -> str | None:
        """Return by what a record is packed beside others: its category, then its id; None where there is none."""
        one = self.get(name)
        return one and one[-CATEGORY:] + name

    @cached_property
    def digest(self) -> str:
        """Return the digest of the state: over `id rev status`, sorted, each with its line feed."""
        end = -(1 + MARK + CATEGORY)
        told = "\n".join([text[:end] for text in self._texts])
        return hashlib.sha256(f"{told}\n".encode() if self._texts else b"").hexdigest()

    def _place(self, name: str) -> tuple[int, str]:
        start = f"{name} "
        return bisect_left(self._texts, start), start


def _id(text: str) -> str:
    return text[: text.index(" ")]
