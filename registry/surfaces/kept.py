"""What a process keeps between requests: things by their keys, up to a bound, the last used the longest."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

LANES = 32
"""How many things may be made at once; two that share a lane wait for one another."""


class Kept(Generic[Thing]):
    """Things by their keys, as many as weigh no more than a bound together."""

    def __init__(self, bound: int, weigh: Callable[[Thing], int]) -> None:
        """Begin with nothing."""
        self.bound = bound
        self._weigh = weigh
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._weight = 0
        self._lock = Lock()
        self._lanes = [Lock() for _ in range(LANES)]

    def __len__(self) -> int:
        """Return how many things are kept."""
        return len(self._things)

    def get(self, key: Hashable) -> Thing | None:
        """Return what is kept under a key, None where nothing is."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: Hashable, thing: Thing) -> None:
        """Keep a thing in place of what was kept under its key; what was not used for longest has to go."""
        with self._lock:
            self._drop(key)
            self._things[key] = thing
            self._weight += self._weigh(thing)
            while self._weight > self.bound:
                self._drop(next(iter(self._things)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()
            self._weight = 0

    def lane(self, key: Hashable) -> Lock:
        """Return the lock under which the thing of a key is made, so that many who ask at once make it once."""
        return self._lanes[hash(key) % LANES]

    def _drop(self, key: Hashable) -> None:
        if key in self._things:
            self._weight -= self._weigh(self._things.pop(key))
