"""Stories in which somebody puts another head, or an old one, in the place of the right one."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable

from parts import (
    CHAT,
    DAY,
    FIRST,
    HEAD,
    HOUR,
    LEFT_OUT,
    NOON,
    SECOND,
    THIRD,
    body,
    compact,
    encoded,
    jwk,
    jws,
    keys,
    moment,
    named,
    packed,
    served,
    signature,
    state,
)
from telling import LATER, YESTERDAY, Step, Stories, after, begun, replaced, step


def heads() -> Stories:
    """Return the stories in which somebody puts another head, or an old one."""

    def signed(sign: Callable[[bytes], bytes], code: str) -> list[Step]:
        return after(served(SECOND, issued=LATER, sign=sign), code)

    def hmac_signed(payload: bytes) -> bytes:
        """Sign with the public key as if it were a shared secret."""
        key = jwk("signing-1")
        protected = encoded(compact({"alg": "HS256", "kid": key["kid"], "typ": HEAD}))
        secret = b"\x04" + base64.urlsafe_b64decode(key["x"] + "=") + base64.urlsafe_b64decode(key["y"] + "=")
        mac = hmac.new(secret, f"{protected}.{encoded(payload)}".encode(), "sha256").digest()
        return jws(payload, {"protected": protected, "signature": encoded(mac)})

    def forged(payload: bytes) -> bytes:
        return jws(payload, signature("stranger", HEAD, payload, kid=jwk("signing-1")["kid"]))

    def changed_after(payload: bytes) -> bytes:
        one = signature("signing-1", HEAD, payload)
        return jws(payload.replace(b'"default_rule":"allow"', b'"default_rule":"deny"'), one)

    def unprotected(payload: bytes) -> bytes:
        one = signature("signing-1", HEAD, payload)
        return jws(payload, one | {"header": {"alg": "ES256"}})

    def swollen(payload: bytes) -> bytes:
        good = jws(payload, signature("signing-1", HEAD, payload))
        return good + b" " * (64 * 1024 + 1 - len(good))

    def doubled(payload: bytes) -> bytes:
        twice = payload.replace(b'"seq":', b'"seq":1,"seq":', 1)
        return jws(twice, signature("signing-1", HEAD, twice))

    def listed(payload: bytes) -> bytes:
        several = b"[" + payload + b"]"
        return jws(several, signature("signing-1", HEAD, several))

    def loose(payload: bytes) -> bytes:
        good = json.loads(jws(payload, signature("signing-1", HEAD, payload)))
        return compact(good | {"payload": good["payload"] + "="})

    second = ("signing-2",)
    stolen = keys(2, operational=second)
    lapsed = (jwk("signing-1", NOON - 60 * DAY, NOON),)
    long_lived = (jwk("signing-1", NOON - 10 * DAY, NOON + 81 * DAY),)
    back = state(1, 2, [CHAT])
    stranger = FIRST | {"channel": "armees/professional_phone"}
    other_epoch = SECOND | {"epoch": 2}
    earlier_epoch = served(SECOND | {"epoch": 2}, of_keys=keys(2, epochs=[1, 2]), keys_version=2)
    escaping = named("full", packed(body(SECOND)), url="blobs/../../../armees/professional_phone/blobs/full.json.gz")
    forked = state(1, 0, [CHAT])
    return {
        "rollback": (
            "Yesterday’s head is put back: it is not taken.",
            [
                step(served(SECOND, issued=NOON), "updated", SECOND),
                step(served(FIRST, issued=NOON - DAY), "mirror_behind", SECOND, NOON + 2 * HOUR),
            ],
        ),
        "rollback-then-freeze": (
            "Yesterday’s head is put back and stays: once what the device has expired, it alerts and keeps it.",
            [
                begun(SECOND),
                step(served(FIRST, issued=YESTERDAY), "mirror_behind", SECOND, NOON + 2 * HOUR),
                step(served(FIRST, issued=YESTERDAY), "expired", SECOND, NOON + 73 * HOUR),
            ],
        ),
        "rollback-signed-later": (
            "A head that was signed later has a lower seq.",
            after(served(FIRST, issued=LATER), "rollback", SECOND, of=SECOND),
        ),
        "rollback-of-revision": (
            "The seq rises, the revision falls.",
            after(served(back, issued=NOON + 2 * DAY), "rollback", SECOND, NOON + 2 * DAY + HOUR, of=SECOND),
        ),
        "freeze": (
            "The same head for ever: after 72 hours the device alerts, and keeps what it has.",
            after(served(FIRST), "expired", FIRST, NOON + 73 * HOUR),
        ),
        "freeze-at-first": (
            "An expired head is all that a new device is offered.",
            [step(served(FIRST), "expired", None, NOON + 73 * HOUR)],
        ),
        "expired-to-the-second": (
            "A head expires at the very second that it names.",
            after(served(FIRST), "expired", FIRST, NOON + 72 * HOUR),
        ),
        "publisher-away": ("The source answers nothing: the copy is kept.", after({}, "unreachable")),
        "equivocation": ("Two different states under one seq.", after(served(forked, issued=LATER), "equivocation")),
        "unknown-key": (
            "A head signed by a stranger’s key.",
            signed(lambda p: jws(p, signature("stranger", HEAD, p)), "unknown_key"),
        ),
        "unknown-key-enclosed": (
            "A stranger encloses his public key in the header.",
            signed(lambda p: jws(p, signature("stranger", HEAD, p, jwk=jwk("stranger"))), "unknown_key"),
        ),
        "wrong-key": ("A stranger signs in the name of the right key.", signed(forged, "bad_signature")),
        "wrong-key-enclosed": (
            "A stranger signs in the name of the right key, and encloses his own.",
            signed(
                lambda p: jws(p, signature("stranger", HEAD, p, kid=jwk("signing-1")["kid"], jwk=jwk("stranger"))),
                "bad_signature",
            ),
        ),
        "root-key-signs-head": (
            "A root key signs a head: that is not its office.",
            signed(lambda p: jws(p, signature("root-1", HEAD, p)), "unknown_key"),
        ),
        "no-signature": ("Nobody signed.", signed(lambda p: jws(p), "unknown_key")),
        "alg-none": (
            "The header says that there is no algorithm.",
            signed(lambda p: jws(p, signature("signing-1", HEAD, p, alg="none") | {"signature": ""}), "bad_signature"),
        ),
        "alg-hs256": ("The header makes a shared secret of the public key.", signed(hmac_signed, "bad_signature")),
        "alg-es384": (
            "The header names another algorithm of the family.",
            signed(lambda p: jws(p, signature("signing-1", HEAD, p, alg="ES384")), "bad_signature"),
        ),
        "typ-of-keys": (
            "A signature that was made for another purpose.",
            signed(lambda p: jws(p, signature("signing-1", "aval-feed-keys+jws", p)), "bad_signature"),
        ),
        "crit": (
            "The header demands what the device does not know.",
            signed(lambda p: jws(p, signature("signing-1", HEAD, p, crit=["exp"], exp=1)), "bad_signature"),
        ),
        "unprotected-header": ("A header that nobody signed.", signed(unprotected, "bad_signature")),
        "payload-changed": ("The payload was changed after it was signed.", signed(changed_after, "bad_signature")),
        "payload-padded": ("The payload is not in its one canonical form.", signed(loose, "bad_head")),
        "keys-as-head": (
            "keys.json in the place of the head.",
            after(replaced(served(FIRST), "head.json", keys()), "unknown_key"),
        ),
        "key-taken-back": (
            "A key that the root took back signs a newer head: a device that saw keys.json since does not take it.",
            [
                step(served(FIRST, by="signing-2", of_keys=stolen, keys_version=2), "updated", FIRST),
                step(served(SECOND, issued=LATER), "unknown_key", FIRST, NOON + 2 * HOUR),
            ],
        ),
        "key-lapsed": (
            "A key signs after the last day of its use.",
            [step(served(FIRST, of_keys=keys(operational=lapsed), issued=LATER), "unknown_key", None, NOON + 2 * HOUR)],
        ),
        "key-lives-too-long": (
            "An operational key is used for more than 90 days.",
            [step(served(FIRST, of_keys=keys(operational=long_lived)), "bad_keys", None)],
        ),
        "keys-version-missing": (
            "The head needs a keys.json that is not there.",
            after(served(SECOND, issued=LATER, keys_version=2), "bad_keys"),
        ),
        "head-lives-too-long": (
            "A head lives for 73 hours.",
            after(served(SECOND, expires_at=moment(NOON + 73 * HOUR)), "bad_head"),
        ),
        "head-from-the-future": ("A head was issued tomorrow.", after(served(SECOND, issued=NOON + DAY), "clock")),
        "day-from-the-future": (
            "A head runs ahead, so that no honest one could follow.",
            after(served(state(2, 9, [CHAT]), issued=LATER), "bad_head"),
        ),
        "head-too-large": ("A head of more than 64 KiB.", signed(swollen, "bad_head")),
        "head-not-json": (
            "The page of a captive portal in the place of the head.",
            after(replaced(served(FIRST), "head.json", b"<!doctype html><title>Log in</title>"), "bad_head"),
        ),
        "head-not-an-object": ("A list is signed in the place of a head.", signed(listed, "bad_head")),
        "head-member-twice": ("A member is there twice: parsers differ on which counts.", signed(doubled, "bad_head")),
        "head-member-missing": (
            "A member that has to be there is not.",
            after(served(SECOND, issued=LATER, state_digest=LEFT_OUT), "bad_head"),
        ),
        "head-number-is-true": (
            "A number is a truth value.",
            after(served(SECOND, issued=LATER, record_count=True), "bad_head"),
        ),
        "head-deltas-no-list": (
            "The deltas are not a list.",
            after(served(SECOND, issued=LATER, deltas={}), "bad_head"),
        ),
        "head-full-no-object": (
            "The full is not an object.",
            after(served(SECOND, issued=LATER, full="blobs/full.json.gz"), "bad_head"),
        ),
        "head-mark-no-flag": (
            "A mark is a word.",
            after(served(SECOND, issued=LATER, held="no"), "bad_head"),
        ),
        "head-of-another-schema": (
            "A schema that the device does not know.",
            after(served(SECOND, issued=LATER, schema="aval-feed-head/2"), "bad_head"),
        ),
        "seq-does-not-add-up": (
            "The seq is not revision plus day.",
            after(served(SECOND, issued=LATER, seq=SECOND["seq"] + 1), "bad_head"),
        ),
        "foreign-channel": (
            "The head of another organisation.",
            after(served(stranger, issued=LATER), "wrong_channel"),
        ),
        "epoch-not-listed": (
            "A higher epoch that the root does not list.",
            after(served(other_epoch, issued=LATER), "wrong_epoch"),
        ),
        "epoch-goes-back": (
            "A head that was signed later goes back to the epoch before.",
            [
                step(earlier_epoch, "updated", SECOND),
                step(served(THIRD, issued=NOON + DAY), "wrong_epoch", SECOND, NOON + DAY + HOUR),
            ],
        ),
        "path-escapes": (
            "A blob that lies outside the channel.",
            after(served(SECOND, issued=LATER, full=escaping), "bad_head"),
        ),
        "demo-key": (
            "The keys of a demonstration, which nobody allowed.",
            [step(served(FIRST, of_keys=keys(demo=True), demo=True), "demo_key", None)],
        ),
    }
