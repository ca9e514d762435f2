"""Stories in which somebody meddles with keys.json."""

from __future__ import annotations

import hashlib
import json

from parts import DAY, FIRST, HOUR, NOON, SECOND, Json, compact, encoded, jwk, keys, moment, served
from telling import LATER, Step, Stories, after, step


def key_rings() -> Stories:
    """Return the stories in which the keys are not what the root vouches for."""
    three = ("root-2", "root-3", "root-4")

    def offered(of_keys: bytes, code: str, by: str = "signing-2") -> list[Step]:
        """Return the story of a device that is led to another keys.json by a head that needs it."""
        files = served(SECOND, issued=LATER, of_keys=of_keys, by=by, keys_version=2) | {"keys/1.json": keys()}
        return after(files, code)

    def first(of_keys: bytes, code: str = "bad_keys") -> list[Step]:
        return [step(served(FIRST, of_keys=of_keys), code, None)]

    new: Json = {"root": three, "threshold": 2, "operational": ("signing-2",)}
    named_alike = jwk("signing-2") | {"kid": jwk("signing-1")["kid"]}
    payload: Json = {"issued_at": moment(NOON), "expires_at": moment(NOON + DAY)}
    twice_signed = json.loads(keys(2, by=("root-1", "root-2", "root-2"), **new))
    skipped = served(SECOND, issued=LATER, by="signing-2", keys_version=3)
    skipped |= {"keys.json": keys(3, **new, by=("root-1", *three)), "keys/1.json": keys(), "keys/2.json": keys()}
    off_curve = jwk("signing-1") | {"y": jwk("root-1")["y"]}
    shared = jwk("root-1", NOON - DAY, NOON + DAY)
    in_use = {name: shared[name] for name in ("use_from", "use_until")}
    lower = served(SECOND, issued=LATER, of_keys=keys(2, epochs=[1]), keys_version=2)
    return {
        "other-root": (
            "Another registry: its root is not the one that is pinned.",
            first(keys(root=("stranger",), by=("stranger",))),
        ),
        "root-unsigned": (
            "A keys.json that names the pinned root, which did not sign it.",
            first(keys(by=("stranger",))),
        ),
        "root-changed-without-the-old": (
            "A new root signs itself in; the old one did not sign.",
            offered(keys(2, by=three, **new), "bad_keys"),
        ),
        "root-changed-without-the-new": (
            "The old root signs a new one, of whose keys too few sign.",
            offered(keys(2, by=("root-1", "root-2"), **new), "bad_keys"),
        ),
        "one-signature-twice": (
            "One key signs twice, where two have to sign.",
            offered(compact(twice_signed), "bad_keys"),
        ),
        "one-key-twice": (
            "One key is listed twice, where two have to sign.",
            offered(keys(2, **new | {"root": ("root-2", "root-2")}, by=("root-1", "root-2", "root-2")), "bad_keys"),
        ),
        "signed-by-operational-key": (
            "An operational key signs the keys.json that would name its successor.",
            offered(keys(2, operational=("signing-2",), by=("signing-1",)), "bad_keys"),
        ),
        "kid-of-another": (
            "A key goes by the id of another: the id is the thumbprint of the key.",
            first(keys(operational=(named_alike | in_use,))),
        ),
        "key-off-the-curve": (
            "A key that is no point of the curve, under the thumbprint that it would have.",
            first(keys(operational=(thumbprinted(off_curve | in_use),))),
        ),
        "root-key-is-operational": ("A root key is an operational one too.", first(keys(operational=(shared,)))),
        "private-key-published": (
            "A key comes with its private half.",
            first(keys(operational=(jwk("signing-1", NOON - DAY, NOON + DAY) | {"d": "A" * 43},))),
        ),
        "threshold-nought": ("A root of which nobody has to sign.", first(keys(threshold=0))),
        "two-of-one-version": (
            "A mirror has another keys.json of the version that the device trusts.",
            after(served(SECOND, issued=LATER, of_keys=keys(operational=("signing-2",)), by="signing-2"), "bad_keys"),
        ),
        "version-skipped": (
            "A version of keys.json is served under the number of another.",
            after(skipped, "bad_keys"),
        ),
        "version-missing": (
            "A version between is not there.",
            after({name: raw for name, raw in skipped.items() if name != "keys/2.json"}, "unreachable"),
        ),
        "keys-expired": (
            "The root has not signed for too long: the device alerts, and keeps what it has.",
            [
                step(served(FIRST, of_keys=keys(**payload)), "updated", FIRST),
                step(served(SECOND, issued=NOON + DAY, of_keys=keys(**payload)), "expired", FIRST, NOON + 25 * HOUR),
            ],
        ),
        "keys-take-epoch-back": (
            "A later keys.json lists a lower epoch.",
            [
                step(served(FIRST, of_keys=keys(epochs=[1, 2])), "updated", FIRST),
                step(
                    lower | {"keys/1.json": keys(epochs=[1, 2])},
                    "bad_keys",
                    FIRST,
                    NOON + 2 * HOUR,
                ),
            ],
        ),
        "keys-of-another-schema": ("A schema that the device does not know.", first(keys(schema="aval-feed-keys/2"))),
        "keys-without-epochs": ("The keys list no epoch.", first(keys(epochs=[]))),
        "epoch-is-true": ("An epoch is a truth value.", first(keys(epochs=[True]))),
        "versions-too-many": (
            "keys.json is a thousand versions ahead: nobody walks that far.",
            offered(keys(1001, by=("root-1", *three), **new), "bad_keys"),
        ),
        "keys-too-large": (
            "A keys.json of more than 64 KiB.",
            first(keys() + b" " * 65_536),
        ),
        "keys-not-json": ("The page of a captive portal in the place of keys.json.", first_with(b"<!doctype html>")),
    }


def first_with(raw: bytes) -> list[Step]:
    """Return the story of a new device that is offered something else than keys."""
    return [step(served(FIRST) | {"keys.json": raw}, "bad_keys", None)]


def thumbprinted(key: Json) -> Json:
    """Return a key under the thumbprint of what it says."""
    text = f'{{"crv":"P-256","kty":"EC","x":"{key["x"]}","y":"{key["y"]}"}}'
    return key | {"kid": encoded(hashlib.sha256(text.encode()).digest())}
