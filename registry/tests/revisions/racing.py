"""Many writers at once, and readers who ask again and again for what came since the last number that they saw."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from django.db import connection

WRITERS, READERS = 8, 3
PATIENCE = 0.4
"""Seconds for which one writer holds back, to let a later one pass it and be seen."""


@dataclass
class Race:
    """A race between writers, one of which is slow, and readers.

    `write` writes once; between taking its number and committing it calls `hold`. `since` returns the
    numbers after one, as a reader sees them with a connection of its own.
    """

    write: Callable[[int, Random], None]
    since: Callable[[int], Sequence[int]]
    times: int
    seen: list[list[int]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _passed: threading.Event = field(default_factory=threading.Event)
    _slow: threading.Lock = field(default_factory=threading.Lock)
    _held: bool = False

    def run(self) -> list[list[int]]:
        """Let them race, and return what each reader saw, in the order in which it saw it."""
        with ThreadPoolExecutor(WRITERS + READERS) as pool:
            readers = [pool.submit(_with_a_connection, self._read) for _ in range(READERS)]
            writers = [pool.submit(_with_a_connection, self._write, writer) for writer in range(WRITERS)]
            try:
                for writer in writers:
                    writer.result()
            finally:
                self._over.set()
            return [reader.result() for reader in readers]

    def hold(self) -> None:
        """Hold the first writer who comes here back until a later number was seen, or for as long as is patient."""
        with self._slow:
            first, self._held = not self._held, True
        if first:
            self._passed.wait(PATIENCE)

    def _write(self, writer: int) -> None:
        chance = Random(writer)
        for _ in range(self.times):
            self.write(writer, chance)

    def _read(self) -> list[int]:
        seen: list[int] = []
        while True:
            last_look = self._over.is_set()
            new = self.since(seen[-1] if seen else 0)
            seen += new
            if new and self._held:
                self._passed.set()
            if last_look:
                return seen
            time.sleep(0.01)  # often, and yet without taking the writers' time


def _with_a_connection(work: Callable[..., object], *arguments: object) -> object:
    try:
        return work(*arguments)
    finally:
        connection.close()
