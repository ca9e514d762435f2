"""The records of a full, compressed in pieces: what stays from one state to the next is not compressed again.

A full is one gzip member (RFC 1952) as any other. Each piece of it is deflated by itself up to a byte (RFC 1951, a
full flush), so that a piece may be taken as it is from the full before. The checksum of the member is put together
from those of its pieces.
"""

import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

RECORDS = 128
"""How many records a piece begins with; it is cut anew when it has grown to twice as many."""

LEVEL = 6
"""Of zlib. The highest takes three times as long, for two bytes in a hundred."""

BETWEEN = ",\n"
"""What stands between two records. JSON has no raw line feed inside, so records are told apart without reading them."""

START = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""How a gzip member begins: deflated, without a name or a date."""

POLYNOMIAL = 0xEDB88320
"""That of CRC-32, its lowest power first."""


class Misnoted(Exception):
    """A piece is not what was noted of it: the note is wrong, since the full is as it was signed."""


class Piece(NamedTuple):
    """Records as they are packed: the id of the first, and the length and checksum of their text."""

    first: str
    plain: int
    crc: int
    packed: bytes

    def texts(self) -> list[str]:
        """Return the texts of the records in it. Raises `Misnoted`."""
        try:
            raw = zlib.decompress(self.packed + LAST, -zlib.MAX_WBITS)
        except zlib.error as error:
            raise Misnoted(f"the piece that begins with {self.first} is none: {error}") from error
        if (len(raw), zlib.crc32(raw)) != (self.plain, self.crc):
            raise Misnoted(f"the piece that begins with {self.first} holds something else")
        return raw.decode().split(BETWEEN)


def _pack(text: str, *, first: str = "", flush: int = zlib.Z_FULL_FLUSH) -> Piece:
    raw = text.encode()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(first, len(raw), zlib.crc32(raw), packer.compress(raw) + packer.flush(flush))


COMMA = _pack(BETWEEN)
LAST = _pack("", flush=zlib.Z_FINISH).packed
"""An empty last block: what a piece lacks to be whole by itself."""


class Pieces:
    """The pieces of the records of a state, in the order of their ids."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Take them."""
        self._pieces = pieces
        self._firsts = [piece.first for piece in pieces]

    @classmethod
    def cut(cls, texts: Mapping[str, str]) -> "Pieces":
        """Return the pieces of the texts of some records, which come in the order of their ids."""
        return cls(list(_cut(texts)))

    def replaced(self, changed: Mapping[str, str | None]) -> "Pieces":
        """Return the pieces after some records changed, came or, where None is said of them, went."""
        if not self._pieces:
            return Pieces.cut({name: text for name, text in sorted(changed.items()) if text is not None})
        touched: dict[int, dict[str, str | None]] = {}
        for name, text in changed.items():
            touched.setdefault(self._at(name), {})[name] = text
        pieces: list[Piece] = []
        for number, piece in enumerate(self._pieces):
            if number not in touched:
                pieces.append(piece)
                continue
            after = {_id(text): text for text in piece.texts()} | touched[number]
            pieces += _cut({name: text for name, text in sorted(after.items()) if text is not None})
        return Pieces(pieces)

    def texts(self, wanted: Iterable[str]) -> dict[str, str]:
        """Return the texts of some records by their ids."""
        names = set(wanted) if self._pieces else set()
        found = (text for number in {self._at(name) for name in names} for text in self._pieces[number].texts())
        return {name: text for text in found if (name := _id(text)) in names}

    def member(self, before: str, after: str) -> tuple[bytes, int]:
        """Return the gzip member of the records between two texts, and at which byte the pieces begin in it."""
        opening, closing = _pack(before), _pack(after, flush=zlib.Z_FINISH)
        parts = [opening, *_joined(self._pieces), closing]
        crc = 0
        for part in parts:
            crc = _combined(crc, part.crc, part.plain)
        end = struct.pack("<II", crc, sum(part.plain for part in parts) & 0xFFFFFFFF)
        return b"".join([START, *(part.packed for part in parts), end]), len(START) + len(opening.packed)

    def index(self) -> list[list[Any]]:
        """Return where each piece ends and the next begins, to find them again in the member."""
        return [[piece.first, piece.plain, piece.crc, len(piece.packed)] for piece in self._pieces]

    @classmethod
    def found(cls, member: bytes, at: int, index: Iterable[Sequence[Any]]) -> "Pieces":
        """Return the pieces of a member that were noted of it."""
        pieces = []
        for first, plain, crc, length in index:
            pieces.append(Piece(first, plain, crc, member[at : at + length]))
            at += length + len(COMMA.packed)
        return cls(pieces)

    def _at(self, name: str) -> int:
        return max(0, bisect_right(self._firsts, name) - 1)


def _cut(texts: Mapping[str, str]) -> Iterator[Piece]:
    names = list(texts)
    step = len(names) if len(names) < 2 * RECORDS else RECORDS
    for start in range(0, len(names), step or 1):
        some = names[start : start + step]
        yield _pack(BETWEEN.join(texts[name] for name in some), first=some[0])


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        if number:
            yield COMMA
        yield piece


def _id(text: str) -> str:
    """Return the id of a record, which its text begins with; a slug has nothing in it that JSON would escape."""
    return text[len('{"id":"') : text.index('"', len('{"id":"'))]


def _combined(crc: int, following: int, length: int) -> int:
    """Return the checksum of some bytes and so many that follow, from the checksums of both."""
    return _times(_power(length), crc) ^ following


def _times(one: int, other: int) -> int:
    """Return the product of two polynomials over GF(2), modulo that of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ (POLYNOMIAL if other & 1 else 0)
    return product


@lru_cache(maxsize=4096)
def _power(length: int) -> int:
    """Return x to the number of the bits in so many bytes, modulo that of CRC-32."""
    power = 1 << 31  # which is 1
    for number in range(length.bit_length()):
        if length >> number & 1:
            power = _times(_bytes(number), power)
    return power


@lru_cache
def _bytes(number: int) -> int:
    """Return x to the number of the bits in 2 ** number bytes, modulo that of CRC-32."""
    if number == 0:
        return 1 << 23  # x to the eighth
    half = _bytes(number - 1)
    return _times(half, half)
