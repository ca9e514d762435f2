"""Stories in which nobody does anything wrong."""

from __future__ import annotations

from parts import (
    CHAT,
    DAY,
    FIRST,
    HEAD,
    HOUR,
    NOON,
    SECOND,
    THIRD,
    D,
    body,
    jws,
    keys,
    record,
    served,
    signature,
    state,
)
from telling import LATER, Stories, after, begun, replaced, step


def good() -> Stories:
    """Return the stories in which nobody does anything wrong."""
    resigned = served(FIRST, issued=NOON + 48 * HOUR)
    second = ("root-2", "root-3", "root-4")
    v2 = keys(2, root=second, threshold=2, by=("root-1", "root-2", "root-3"))
    v3 = keys(3, root=("root-5",), by=("root-2", "root-4", "root-5"), operational=("signing-2",))
    rotated = served(SECOND, of_keys=v2, issued=LATER) | {"keys/1.json": keys()}
    twice = served(SECOND, of_keys=v3, issued=LATER, by="signing-2", keys_version=3)
    twice |= {"keys/1.json": keys(), "keys/2.json": v2}
    both = keys(2, operational=("signing-1", "signing-2"))
    epoch = state(1, 0, [CHAT], epoch=2)
    restored = served(epoch, issued=LATER, of_keys=keys(2, epochs=[1, 2]), keys_version=2)
    denying = SECOND | {"default_rule": "deny"}
    empty = state(3, 0, [])
    awkward = state(1, 0, [record(name, D + 1, "approved") for name in ("b", "a-1", "a", "A", "a_1", "a1")])
    members = body(FIRST, note="later versions add members", records=[one | {"new": 1} for one in FIRST["records"]])
    return {
        "first-sync": ("A device without a copy takes the full.", [begun()]),
        "delta": (
            "A delta is merged: one changed, one new, one gone.",
            after(served(SECOND, bases=(FIRST,)), "updated", SECOND),
        ),
        "delta-skipped": (
            "A device that missed a state takes a delta whose base is older than what it has.",
            [
                begun(),
                step(served(SECOND, bases=(FIRST,)), "updated", SECOND),
                step(served(THIRD, bases=(FIRST,), issued=NOON + DAY), "updated", THIRD, NOON + DAY),
            ],
        ),
        "delta-too-young": (
            "No delta begins at what the device has: it takes the full.",
            after(served(THIRD, bases=(SECOND,), issued=NOON + DAY), "updated", THIRD, NOON + DAY),
        ),
        "delta-of-several": (
            "Of several deltas any that serves leads to the same state.",
            after(served(THIRD, bases=(SECOND, FIRST), issued=NOON + DAY), "updated", THIRD, NOON + DAY),
        ),
        "midnight": (
            "A state turns by its date alone: the revision is the same, the seq is not.",
            [begun(SECOND), step(served(THIRD, bases=(SECOND,), issued=NOON + DAY), "updated", THIRD, NOON + DAY)],
        ),
        "unchanged": ("The same head again.", after(served(FIRST), "unchanged")),
        "signed-anew": (
            "The same state, signed anew, is fresh for longer.",
            [
                begun(),
                step(resigned, "unchanged", FIRST, NOON + 49 * HOUR),
                step(resigned, "unchanged", FIRST, NOON + 100 * HOUR),
            ],
        ),
        "mirror-behind": (
            "A mirror still has the head before: it is ignored, and no alarm.",
            after(served(FIRST), "mirror_behind", SECOND, of=SECOND),
        ),
        "mirror-behind-signature": (
            "A mirror still has the same state as it was signed earlier: the fresher signature is kept.",
            [
                step(served(FIRST, issued=NOON + HOUR), "updated", FIRST, NOON + 2 * HOUR),
                step(served(FIRST), "mirror_behind", FIRST, NOON + 3 * HOUR),
                step(served(FIRST, issued=NOON + HOUR), "unchanged", FIRST, NOON + 72 * HOUR),
            ],
        ),
        "key-announced": (
            "A new operational key is announced beside the old one, which still signs.",
            after(served(SECOND, issued=LATER, of_keys=both, keys_version=2), "updated", SECOND),
        ),
        "key-changed": (
            "The new operational key signs.",
            after(served(SECOND, issued=LATER, of_keys=both, by="signing-2", keys_version=2), "updated", SECOND),
        ),
        "key-changed-unannounced": (
            "A head by a key that the device does not know yet makes it look at keys.json.",
            after(served(SECOND, issued=LATER, of_keys=both, by="signing-2"), "updated", SECOND),
        ),
        "root-changed": (
            "The root becomes two of three keys, signed by the old and by the new.",
            after(rotated, "updated", SECOND),
        ),
        "root-changed-twice": (
            "A device that missed a version of keys.json walks through it.",
            after(twice, "updated", SECOND),
        ),
        "root-changed-before-first-sync": (
            "A device that pins the first root walks from it to the present one.",
            [step(twice, "updated", SECOND)],
        ),
        "keys-behind": (
            "A mirror has an older keys.json than the device: what it verified before still holds.",
            [
                step(served(FIRST, of_keys=both), "updated", FIRST),
                step(served(SECOND, issued=LATER), "updated", SECOND, NOON + 26 * HOUR),
            ],
        ),
        "epoch": (
            "The registry was restored to before a revision that it had published: the keys list the new epoch.",
            after(restored, "updated", epoch, of=SECOND),
        ),
        "moved": (
            "The organisation ended: its last state stays, and names its successor.",
            after(served(SECOND, bases=(FIRST,), moved_to="armees"), "moved", SECOND),
        ),
        "moved-nowhere": (
            "The organisation ended without a successor.",
            after(served(SECOND, moved_to=None), "moved", SECOND),
        ),
        "held": (
            "A newer state awaits confirmation: the last one is signed anew and says so.",
            after(served(FIRST, issued=LATER, held=True), "unchanged"),
        ),
        "unknown-members": (
            "Members that a device does not know are ignored, everywhere.",
            [begun(FIRST, holds=members, note="new")],
        ),
        "second-signature": (
            "A signature by a key that the device does not know stands beside the right one.",
            [begun(FIRST, sign=lambda p: jws(p, signature("stranger", HEAD, p), signature("signing-1", HEAD, p)))],
        ),
        "default-rule": (
            "What holds for unlisted applications changes.",
            after(served(denying, bases=(FIRST,)), "updated", denying),
        ),
        "tombstone-of-nothing": (
            "A tombstone of a record that the device never had is no error.",
            [begun(SECOND), step(served(THIRD, bases=(FIRST,), issued=NOON + DAY), "updated", THIRD, NOON + DAY)],
        ),
        "delta-swept": (
            "The delta is gone from the mirror: the full serves.",
            after(replaced(served(SECOND, bases=(FIRST,)), "/delta-", None), "updated", SECOND),
        ),
        "empty": ("Nothing holds any more: a signed empty state is a state.", after(served(empty), "updated", empty)),
        "order-of-bytes": (
            "The digest sorts its lines as bytes, whatever the language of the device.",
            [begun(awkward)],
        ),
        "demo-allowed": (
            "The keys of a demonstration, where the administrator allows them.",
            [step(served(FIRST, of_keys=keys(demo=True), demo=True), "updated", FIRST) | {"allow_demo_key": True}],
        ),
    }
