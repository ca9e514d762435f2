"""The keyring: which keys sign heads and which sign the keyring itself, in versions that are signed one by the other.

A root of k of n keys, offline, signs keys.json. The operational key signs heads for 90 days at most; its successor
is announced 30 days before it begins. A new root is signed by the thresholds of the old one and of its own.
"""

import calendar
import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.jwk import ECKey

from registry.channels.custody import NoKey, has_key, read_key
from registry.channels.folder import public, put
from registry.channels.signing import KEYS, moment, opened, signed

SCHEMA = "aval-feed-keys/1"
DAY = 86_400
KEY_LIFETIME, ANNOUNCED = 90 * DAY, 30 * DAY
LIFETIME = 120 * DAY
"""How long a keys.json lives: longer than an operational key, so that signing anew is part of changing one."""

MOST_KEYS = 16
"""Devices read no more operational keys than these: a keyring with more of them would lock all of them out."""

Keyring = dict[str, Any]


def read_keyring() -> Keyring:
    """Return the keyring that is published. Raises `NoKey` where there is none."""
    try:
        return opened((public() / "keys.json").read_bytes())
    except FileNotFoundError as error:
        raise NoKey("There is no keyring yet: run feed_keys init.") from error
    except (ValueError, KeyError, TypeError) as error:
        newest = "the newest of the folder keys beside it"
        raise NoKey(f"{public() / 'keys.json'} is damaged: copy {newest} over it.") from error


def fingerprint(keyring: Keyring) -> str:
    """Return the fingerprint by which devices pin the root: SHA-256 over its threshold and sorted key ids."""
    root = keyring["root"]
    lines = [str(root["threshold"]), *sorted(key["kid"] for key in root["keys"])]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def first(roots: Sequence[ECKey], threshold: int, key: ECKey, *, demo: bool, now: float) -> Keyring:
    """Return the first version of a keyring."""
    keyring: Keyring = {
        "schema": SCHEMA,
        "version": 1,
        "issued_at": moment(now),
        "expires_at": moment(now + LIFETIME),
        "epochs": [settings.FEED_EPOCH],
        "root": {"threshold": threshold, "keys": [_public(root) for root in roots]},
        "operational": [operational(key, now)],
    }
    return keyring | ({"demo": True} if demo else {})


def following(keyring: Keyring, *, now: float, **changed: Any) -> Keyring:
    """Return the version that follows one, with what changes in it; keys whose use has ended are left out."""
    after = keyring | changed
    after |= {
        "version": keyring["version"] + 1,
        "issued_at": moment(now),
        "expires_at": moment(now + LIFETIME),
        "epochs": sorted({*keyring["epochs"], settings.FEED_EPOCH}),
        "operational": [key for key in after["operational"] if seconds(key["use_until"]) > now],
    }
    return after


def with_successor(keyring: Keyring, key: ECKey, *, now: float) -> Keyring:
    """Return the version that announces a key: it begins in 30 days, or a day before the last one ends."""
    ends = max((seconds(one["use_until"]) for one in keyring["operational"]), default=now)
    begins = min(now + ANNOUNCED, max(now, ends - DAY))
    return following(keyring, now=now, operational=[*keyring["operational"], operational(key, begins)])


def publish(keyring: Keyring, *roots: Mapping[str, Any], folder: Path, secret: bytes) -> None:
    """Sign a keyring by the thresholds of some roots and of its own, and publish it: its own version first."""
    signers: dict[str, ECKey] = {}
    for root in (*roots, keyring["root"]):
        kids = [key["kid"] for key in root["keys"] if has_key(folder, key["kid"])]
        if len(kids) < root["threshold"]:
            message = f"{root['threshold']} keys of the root have to sign, and {folder} holds {len(kids)} of them."
            raise NoKey(message)
        signers |= {kid: read_key(folder, kid, secret) for kid in kids}
    raw = signed(keyring, KEYS, list(signers.values()))
    put(public() / "keys" / f"{keyring['version']}.json", raw)
    put(public() / "keys.json", raw, dated_apart=True)


def signing_kid(keyring: Keyring, now: float) -> str:
    """Return the id of the key that signs now: of those in use the one that began last. Raises `NoKey`."""
    usable = [one for one in keyring["operational"] if seconds(one["use_from"]) <= now < seconds(one["use_until"])]
    if not usable:
        raise NoKey("No operational key may sign now: run feed_keys announce or rotate.")
    kid: str = max(usable, key=lambda one: str(one["use_from"]))["kid"]
    return kid


def as_root(keys: Iterable[ECKey], threshold: int) -> dict[str, Any]:
    """Return some keys as a root."""
    return {"threshold": threshold, "keys": [_public(key) for key in keys]}


def operational(key: ECKey, begins: float) -> dict[str, Any]:
    """Return a key as an operational one that begins at a moment."""
    return _public(key) | {"use_from": moment(begins), "use_until": moment(begins + KEY_LIFETIME)}


def seconds(text: str) -> int:
    """Return a moment of a keyring in seconds since 1970."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def _public(key: ECKey) -> dict[str, Any]:
    public_half = key.as_dict(private=False)
    return {"kid": key.thumbprint()} | {name: public_half[name] for name in ("kty", "crv", "x", "y")}
