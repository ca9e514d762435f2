"""Backups of a registry, and putting one back: what came later is gone, and its numbers are given out again."""

from copy import deepcopy
from random import Random
from typing import Any

from django.db import connection, transaction

from registry.tests.verdicts.histories import History


class Backups:
    """The backups of a history inside of one transaction; each keeps what else was backed up at its moment.

    A restore takes the rows back and the sequences with them, as playing in a dump does: the next revision has the
    number of one that is gone, and the next row the key of another.
    """

    def __init__(self) -> None:
        self._made: list[tuple[str, History, dict[str, int | None], Any]] = []

    def make(self, history: History, kept: Any = None) -> None:
        """Back a registry up."""
        self._made.append((transaction.savepoint(), _copied(history), _sequences(), kept))

    def put_back(self, chance: Random) -> tuple[Any, Any]:
        """Put one of the backups back; return its history, which goes on from there, and what it keeps."""
        del self._made[chance.randrange(len(self._made)) + 1 :]
        savepoint, history, sequences, kept = self._made[-1]
        transaction.savepoint_rollback(savepoint)
        _set_back(sequences)
        return _copied(history), kept


def _copied(history: History) -> Any:
    """Return a copy of a history; chance is not copied, or the same would happen again."""
    return deepcopy(history, {id(history.chance): history.chance})


def _sequences() -> dict[str, int | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
        return dict(cursor.fetchall())


def _set_back(sequences: dict[str, int | None]) -> None:
    """Set the sequences back, which no transaction does; the owner alone may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        for name, last in sequences.items():
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])
        cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")
