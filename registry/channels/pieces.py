"""The records of a full, compressed in pieces: what stays from one state to the next is not compressed again.

A full is one gzip member (RFC 1952) as any other. Each piece of it is deflated by itself up to a byte (RFC 1951, a
full flush), so that a piece may be taken as it is from the full before. The checksum of the member is put together
from those of its pieces.

Records stand in the order of their keys, so that those are neighbours which change together.
"""

import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

RECORDS = 128
"""How many records a piece begins with; it is cut anew when it has grown to twice as many."""

LEVEL = 6
"""Of zlib. The highest takes three times as long, for two bytes in a hundred."""

BETWEEN = ",\n"
"""What stands between two records. JSON has no raw line feed inside, so records are told apart without reading them."""

OPENING = '{"id":"'
"""How the text of a record begins; nothing inside of one reads so."""

START = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""How a gzip member begins: deflated, without a name or a date."""

POLYNOMIAL = 0xEDB88320
"""That of CRC-32, its lowest power first."""


class Misnoted(Exception):
    """A piece is not what was noted of it: the note is wrong, since the full is as it was signed."""


Key = Callable[[str], str | None]
"""Returns the key of a record by its id, None where there is no such record."""


class Piece(NamedTuple):
    """Records as they are packed: the key at which the piece begins, and the length and checksum of their text.

    `power` is x to the number of bits of the text, by which a checksum of what precedes it is moved on.
    """

    first: str
    plain: int
    crc: int
    power: int
    packed: bytes

    def text(self) -> str:
        """Return the texts of the records in it as one. Raises `Misnoted`."""
        try:
            raw = zlib.decompress(self.packed + LAST, -zlib.MAX_WBITS)
        except zlib.error as error:
            raise Misnoted(f"the piece that begins with {self.first} is none: {error}") from error
        if (len(raw), zlib.crc32(raw)) != (self.plain, self.crc):
            raise Misnoted(f"the piece that begins with {self.first} holds something else")
        return raw.decode()


def _pack(text: str, *, first: str = "", flush: int = zlib.Z_FULL_FLUSH) -> Piece:
    raw = text.encode()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(first, len(raw), zlib.crc32(raw), _power(len(raw)), packer.compress(raw) + packer.flush(flush))


class Pieces:
    """The pieces of the records of a state, in the order of their keys."""

    def __init__(self, pieces: Sequence[Piece], key: Key = str) -> None:
        """Take them, and what tells where a record is."""
        self._pieces, self._key = pieces, key
        self._firsts = [piece.first for piece in pieces]

    @classmethod
    def cut(cls, texts: Mapping[str, str], key: Key = str) -> "Pieces":
        """Return the pieces of the texts of some records by their keys, which come in the order of these."""
        return cls(list(_cut(texts)), key)

    def replaced(self, changed: Mapping[str, str | None], key: Key = str) -> "Pieces":
        """Return the pieces after some records, by their ids, changed, came or, where None is said of them, went.

        `key` tells their keys as they are now.
        """
        if not self._pieces:
            return Pieces.cut(_by_key(changed, key), key)
        touched: dict[int, dict[str, str | None]] = {}
        for name, text in changed.items():
            if (was := self._key(name)) is not None:
                touched.setdefault(self._at(was), {})[name] = None
            if text is not None:
                touched.setdefault(self._at(key(name) or name), {})[name] = text
        pieces: list[Piece] = []
        for number, piece in enumerate(self._pieces):
            if number not in touched:
                pieces.append(piece)
                continue
            before = {_id(text): text for text in piece.text().split(BETWEEN)}
            after = before | touched[number]
            if after.keys() == before.keys() and None not in after.values():
                pieces.append(_pack(BETWEEN.join(map(str, after.values())), first=piece.first))
            else:
                pieces += _cut(_by_key(after, key))
        return Pieces(pieces, key)

    def followed_by(self, texts: Sequence[str]) -> "Pieces":
        """Return the pieces with one more, of some records, whatever their keys: it is only to be written."""
        return Pieces([*self._pieces, _pack(BETWEEN.join(texts))] if texts else self._pieces, self._key)

    def texts(self, wanted: Iterable[str]) -> dict[str, str]:
        """Return the texts of some records by their ids."""
        names: dict[int, list[str]] = {}
        for name in set(wanted) if self._pieces else ():
            if (key := self._key(name)) is not None:
                names.setdefault(self._at(key), []).append(name)
        found = {}
        for number, some in names.items():
            text = BETWEEN + self._pieces[number].text() + BETWEEN
            for name in some:
                start = text.find(f'{BETWEEN}{OPENING}{name}"') + len(BETWEEN)
                if start >= len(BETWEEN):
                    found[name] = text[start : text.index(BETWEEN, start)]
        return found

    def member(self, before: str, after: str) -> tuple[bytes, int]:
        """Return the gzip member of the records between two texts, and at which byte the pieces begin in it."""
        opening, closing = _pack(before), _pack(after, flush=zlib.Z_FINISH)
        parts = [opening, *_joined(self._pieces), closing]
        crc = 0
        for part in parts:
            crc = _times(part.power, crc) ^ part.crc
        end = struct.pack("<II", crc, sum(part.plain for part in parts) & 0xFFFFFFFF)
        return b"".join([START, *(part.packed for part in parts), end]), len(START) + len(opening.packed)

    def index(self) -> list[list[Any]]:
        """Return where each piece ends and the next begins, to find them again in the member."""
        return [[*piece[:-1], len(piece.packed)] for piece in self._pieces]

    @classmethod
    def found(cls, member: bytes, at: int, index: Iterable[Sequence[Any]], key: Key = str) -> "Pieces":
        """Return the pieces of a member that were noted of it."""
        pieces = []
        for first, plain, crc, power, length in index:
            pieces.append(Piece(first, plain, crc, power, member[at : at + length]))
            at += length + len(COMMA.packed)
        return cls(pieces, key)

    def _at(self, key: str) -> int:
        return max(0, bisect_right(self._firsts, key) - 1)


def _by_key(texts: Mapping[str, str | None], key: Key) -> dict[str, str]:
    """Return the texts that there are, in the order of the keys of their ids."""
    return dict(sorted((key(name) or name, text) for name, text in texts.items() if text is not None))


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
    return text[len(OPENING) : text.index('"', len(OPENING))]


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


COMMA = _pack(BETWEEN)
LAST = _pack("", flush=zlib.Z_FINISH).packed
"""An empty last block: what a piece lacks to be whole by itself."""
