"""The pieces of a full: together they are one gzip member of all records, and what stays is not packed again."""

import gzip
import json
import zlib
from random import Random

import pytest

from registry.channels.pieces import RECORDS, Pieces

BEFORE, AFTER = '{"records":[', "]}"


def texts(names) -> dict[str, str]:
    """Return the texts of records of some ids, none like another's."""
    said = ({"id": name, "name": f"É{name}\n", "turned": hash(name)} for name in sorted(names))
    return {one["id"]: json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in said}


def read(pieces: Pieces) -> list:
    return json.loads(gzip.decompress(pieces.member(BEFORE, AFTER)[0]))["records"]


@pytest.mark.parametrize("number", [0, 1, 2, RECORDS, 2 * RECORDS - 1, 2 * RECORDS, 1000])
def test_all_records_come_out_as_they_went_in_by_one_member(number) -> None:
    told = texts(f"app-{one:04}" for one in range(number))
    raw, _at = Pieces.cut(told).member(BEFORE, AFTER)
    unpacker = zlib.decompressobj(31)
    unpacker.decompress(raw)
    assert unpacker.eof
    assert unpacker.unused_data == b""
    assert read(Pieces.cut(told)) == [json.loads(text) for text in told.values()]


def test_a_wrong_byte_is_found_by_the_checksum_that_was_put_together() -> None:
    raw, _at = Pieces.cut(texts(f"app-{one:04}" for one in range(600))).member(BEFORE, AFTER)
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(raw[:-8] + bytes([raw[-8] ^ 1]) + raw[-7:])


@pytest.mark.parametrize("seed", range(20))
def test_what_changes_comes_and_goes_leads_where_all_of_it_anew_would(seed) -> None:
    chance = Random(seed)
    told = texts(f"app-{one:04}" for one in chance.sample(range(2000), chance.choice([0, 3, 300, 900])))
    pieces = Pieces.cut(told)
    for turn in range(8):
        changed: dict[str, str | None] = {}
        for _ in range(chance.choice([0, 1, 5, 400])):
            name = f"app-{chance.randrange(2000):04}"
            changed[name] = None if name in told and chance.random() < 0.4 else f'{{"id":"{name}","turned":{turn}}}'
        told = {name: text for name, text in sorted((told | changed).items()) if text is not None}
        raw, at = pieces.member(BEFORE, AFTER)
        pieces = Pieces.found(raw, at, json.loads(json.dumps(pieces.index()))).replaced(changed)
        assert read(pieces) == [json.loads(text) for text in told.values()]
        some = chance.sample(sorted(told), min(len(told), 5))
        assert pieces.texts([*some, "no-such"]) == {name: told[name] for name in some}


def test_a_change_packs_one_piece_again_and_takes_the_others_over() -> None:
    told = texts(f"app-{one:04}" for one in range(1000))
    before = Pieces.cut(told)
    after = before.replaced({"app-0300": '{"id":"app-0300"}'})
    differing = [old[0] for old, new in zip(before.index(), after.index(), strict=True) if old != new]
    assert differing == [f"app-{300 // RECORDS * RECORDS:04}"]


@pytest.mark.parametrize("seed", range(20))
def test_records_that_move_among_their_neighbours_are_found_where_they_are(seed) -> None:
    """Each record has a group that precedes its id in its key, and may change group as it turns."""
    chance = Random(seed)
    told: dict[str, tuple[str, str]] = {}
    pieces = Pieces([])
    for turn in range(6):
        changed: dict[str, str | None] = {}
        after = dict(told)
        for name in chance.sample([f"app-{number:03}" for number in range(700)], chance.choice([1, 9, 300])):
            if name in told and chance.random() < 0.3:
                changed[name] = None
                del after[name]
            else:
                changed[name] = f'{{"id":"{name}","turned":{turn}}}'
                after[name] = chance.choice("abcde"), changed[name]
        raw, at = pieces.member(BEFORE, AFTER)
        found = Pieces.found(raw, at, json.loads(json.dumps(pieces.index())), key_in(told))
        pieces = found.replaced(changed, key_in(after))
        told = after
        assert {one["id"]: one["turned"] for one in read(pieces)} == {
            name: json.loads(text)["turned"] for name, (_group, text) in told.items()
        }
        assert len(read(pieces)) == len(told)
        assert pieces.texts(told) == {name: text for name, (_group, text) in told.items()}


def key_in(told: dict[str, tuple[str, str]]):
    """Return what tells the key of a record: its group, then its id."""
    return {name: group + name for name, (group, _text) in told.items()}.get


def test_what_turns_with_its_neighbours_is_packed_in_few_pieces() -> None:
    told = {f"app-{number:04}": (str(number % 10), f'{{"id":"app-{number:04}"}}') for number in range(2000)}
    before = Pieces([]).replaced({name: text for name, (_group, text) in told.items()}, key_in(told))
    changed = {name: f'{{"id":"{name}","turned":1}}' for name, (group, _text) in told.items() if group == "3"}
    after = before.replaced(changed, key_in(told))
    differing = [old for old, new in zip(before.index(), after.index(), strict=True) if old != new]
    assert len(differing) <= len(changed) // RECORDS + 2
