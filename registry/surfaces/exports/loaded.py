"""The state that devices have loaded: named by each file, and given back to ask what changed since."""

import re
from typing import NamedTuple, Self

from registry.surfaces.feed.channel import MARK, Channel

FORM = re.compile(rf"([1-9]\d{{0,8}})(?:\.([0-9a-f]{{{MARK}}}))?", re.ASCII)


class Loaded(NamedTuple):
    """A state: its seq, and how the digest of its publication begins, which tells it from those of other pasts.

    A registry that was put back from a backup comes to the same seq again, though not to the same digest. Without the
    mark, as somebody types it, the seq alone is believed.
    """

    seq: int
    mark: str = ""

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the state of a channel."""
        return cls(channel.seq, channel.mark)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the state that was written as a text. Raises `ValueError` where it is none."""
        found = FORM.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no state: <seq>, or <seq>.<the first {MARK} digits of the digest>.")
        return cls(int(found[1]), found[2] or "")

    def __str__(self) -> str:
        """Return the state as a text, which fits into an address as it is."""
        return f"{self.seq}.{self.mark}" if self.mark else str(self.seq)
