"""Stories in which the head is right and what it names is not."""

from __future__ import annotations

import gzip
from typing import Any

from parts import CHANNEL, FIRST, MAPS, SECOND, D, Json, body, compact, delta, named, packed, record, served, state
from telling import Step, Stories, after, replaced


def blobs() -> Stories:
    """Return the stories in which a blob is swapped, damaged, or not what the head says."""
    honest = served(SECOND)

    def full(raw: bytes, code: str = "bad_blob") -> list[Step]:
        """Return the story of a full that is replaced on the way."""
        return after(replaced(honest, "/full-", raw), code)

    def signed(holds: Json | bytes, code: str = "bad_blob", **head: Any) -> list[Step]:
        """Return the story of a full that the publisher itself names, mistaken or misled."""
        return after(served(SECOND, holds=holds, **head), code)

    def misled(document: Json) -> list[Step]:
        """Return the story of a delta that is named and wrong: the full serves."""
        return after(served(SECOND, misled=(document,)), "updated", SECOND)

    def alone(document: Json) -> list[Step]:
        """Return the story of a wrong delta where there is no full: what is wrong must not be taken."""
        return after(replaced(served(SECOND, misled=(document,)), "/full-", None), "unreachable")

    right = packed(body(SECOND))
    bare = state(2, 0, [MAPS])
    twice = [{"id": name, "rev": D + 2} for name in ("chat", "game", "game")]
    maps = SECOND["records"][1]
    wrong_status = [one | {"status": "approved"} for one in SECOND["records"]]
    both_wrong = served(SECOND, holds=body(FIRST), misled=(delta(FIRST, SECOND, records=[]),))
    wiped = state(2, 0, [])
    bomb = gzip.compress(b'{"schema":"aval-feed/1","records":[' + b" " * (24 * 1024 * 1024) + b"]}", 9, mtime=0)
    return {
        "full-swapped": ("The full of the state before, in the place of this one.", full(packed(body(FIRST)))),
        "full-of-the-same-length": (
            "A full of the same length, state and digest of the state: an identifier alone is another.",
            renamed(),
        ),
        "full-wiped": ("An empty full in the place of the right one.", full(packed(body(wiped)))),
        "full-truncated": ("A full that broke off.", full(right[:-20])),
        "full-longer": ("A full that goes on after its end.", full(right + b"\0" * 8)),
        "full-flipped": ("A bit of the full is flipped.", full(right[:60] + bytes([right[60] ^ 1]) + right[61:])),
        "full-missing": (
            "The full is not there: the copy is kept.",
            after(replaced(honest, "/full-", None), "unreachable"),
        ),
        "full-of-another-size": (
            "The head names another size than the full has.",
            signed(body(SECOND), full=named(f"full-{SECOND['seq']}", right, size=len(right) + 1)),
        ),
        "mix-and-match": ("The head names the full of the state before.", signed(body(FIRST))),
        "zip-bomb": ("A blob of a few KB that unpacks to 24 MiB of nothing.", signed_raw(bomb)),
        "two-gzip-members": ("A blob of two members: readers differ on what that holds.", signed_raw(right + right)),
        "gzip-cut": ("A gzip without its end, under its right digest.", signed_raw(right[:-8])),
        "not-gzip": ("A blob that is not compressed.", signed_raw(compact(body(SECOND)))),
        "not-json": ("A blob that holds no JSON.", signed_raw(packed(b"{" * 50_000))),
        "not-utf-8": ("A blob that is not UTF-8.", signed_raw(packed(b'{"schema":"\xff"}'))),
        "foreign-full": ("The full of another channel.", signed(body(SECOND, channel="armees/professional_phone"))),
        "full-of-another-epoch": ("The full of another epoch.", signed(body(SECOND, epoch=2))),
        "full-as-known": (
            "A document of the past, which no device may act upon.",
            signed(body(SECOND, "aval-feed-as-known/1")),
        ),
        "full-is-a-delta": ("A delta is named as the full.", signed(delta(FIRST, SECOND))),
        "wrong-digest": (
            "What the full holds is not the state that head and full name.",
            signed(body(SECOND, records=wrong_status), "bad_state"),
        ),
        "wrong-count": (
            "Head and full name another number of records than there are.",
            after(served(SECOND | {"record_count": 4}), "bad_state"),
        ),
        "records-twice": ("A record is there twice.", signed(body(SECOND, records=[*SECOND["records"], maps]))),
        "record-from-the-future": (
            "A record changed after the state that it is part of.",
            after(served(state(2, 0, [record("maps", D + 3, "approved")])), "bad_blob"),
        ),
        "record-of-unknown-status": (
            "A record of a status that the device does not know.",
            after(served(state(2, 0, [record("maps", D + 1, "tolerated")])), "bad_blob"),
        ),
        "record-with-endless-number": (
            "A record whose rev has 5,000 digits, which some readers choke on.",
            signed_raw(packed(compact(body(SECOND)).replace(b'"rev":%d' % (D + 1), b'"rev":' + b"9" * 5000))),
        ),
        "record-with-endless-version": (
            "A record whose minimum version has 5,000 digits.",
            after(served(state(2, 0, [versioned("9" * 5000)])), "bad_blob"),
        ),
        "record-with-version-that-is-no-text": (
            "A record whose minimum version is a number.",
            after(served(state(2, 0, [versioned(7)])), "bad_blob"),
        ),
        "record-id-with-line-feed": (
            "An id that would be two lines of the digest.",
            after(served(state(2, 0, [record(f"chat {D + 1} approved\nmaps", D + 1, "approved")])), "bad_blob"),
        ),
        "delta-of-wrong-base": (
            "A delta whose base is another than the head says: the full serves.",
            misled(delta(FIRST, SECOND, base=FIRST["seq"] - 1)),
        ),
        "delta-of-wrong-base-alone": (
            "A delta whose base is another than the head says, and no full.",
            alone(delta(FIRST, SECOND, base=FIRST["seq"] - 1)),
        ),
        "delta-buries-twice-alone": (
            "A delta with two tombstones of one application, and no full.",
            after(
                replaced(served(bare, misled=(delta(FIRST, bare, tombstones=twice),)), "/full-", None), "unreachable"
            ),
        ),
        "delta-incomplete": (
            "A delta that leaves a change out: the digest shows it, the full serves.",
            misled(delta(FIRST, SECOND, tombstones=[])),
        ),
        "delta-wipes": (
            "A delta that buries everything: the digest shows it, the full serves.",
            misled(
                delta(
                    FIRST, SECOND, records=[], tombstones=[{"id": one["id"], "rev": D + 2} for one in FIRST["records"]]
                )
            ),
        ),
        "delta-of-old-records": (
            "A delta with a record from before its base: the full serves.",
            misled(delta(FIRST, SECOND, records=[*SECOND["records"]])),
        ),
        "delta-buries-its-own-record": (
            "A delta with a record and a tombstone of one application: the full serves.",
            misled(delta(FIRST, SECOND, tombstones=[{"id": "game", "rev": D + 2}, {"id": "notes", "rev": D + 2}])),
        ),
        "delta-of-another-channel": (
            "A delta of another channel: the full serves.",
            misled(delta(FIRST, SECOND, channel="armees/professional_phone")),
        ),
        "delta-swapped": (
            "A delta is swapped on the way: the full serves.",
            after(
                replaced(served(SECOND, bases=(FIRST,)), "/delta-", packed(delta(FIRST, SECOND, records=[]))),
                "updated",
                SECOND,
            ),
        ),
        "delta-and-full-wrong": (
            "Neither delta nor full lead to the state: the copy is kept.",
            after(both_wrong, "bad_blob"),
        ),
    }


def versioned(version: Any) -> Json:
    """Return a record that sets a minimum version."""
    identifier = {"kind": "android_package", "value": "com.example.maps", "min_version": version}
    return record("maps", D + 1, "conditional", identifiers=[identifier])


def signed_raw(raw: bytes) -> list[Step]:
    """Return the story of a blob that is, byte for byte, what the head names, and yet must not be taken."""
    name = named(f"full-{SECOND['seq']}", raw)
    rest = replaced(served(SECOND, full=name), "/full-", None)
    return after(rest | {f"{CHANNEL}/{name['url']}": raw}, "bad_blob")


def renamed() -> list[Step]:
    """Return the story of a full in which identifiers alone were changed: stored, so that its length is the same."""
    right = compact(body(SECOND))
    stored, other = (gzip.compress(one, 0, mtime=0) for one in (right, right.replace(b"example.chat", b"example.chit")))
    name = named(f"full-{SECOND['seq']}", stored)
    rest = replaced(served(SECOND, full=name), "/full-", None)
    return after(rest | {f"{CHANNEL}/{name['url']}": other}, "bad_blob")
