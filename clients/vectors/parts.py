"""What the stories are made of: test keys, states of a channel, and the files that a publisher writes."""

from __future__ import annotations

import base64
import calendar
import gzip
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

HOUR, DAY = 3600, 86_400
NOON = calendar.timegm((2026, 11, 24, 12, 0, 0))
CHANNEL = "culture/professional_phone"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256

HEAD, KEYS = "aval-feed-head+jws", "aval-feed-keys+jws"
LEFT_OUT = object()
"""What leaves a member out."""

Json = dict[str, Any]
Files = dict[str, bytes]


# ---- Keys: TEST KEYS, derived from their names, known to everybody, worth nothing ----


def private(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the test key of a name."""
    seed = hashlib.sha256(f"aval conformance vectors, worthless test key: {name}".encode()).digest()
    return ec.derive_private_key(int.from_bytes(seed, "big") % (ORDER - 1) + 1, ec.SECP256R1())


def encoded(raw: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwk(name: str, use_from: int | None = None, use_until: int | None = None) -> Json:
    """Return the public half of a test key, with the days of its use where it is an operational one."""
    numbers = private(name).public_key().public_numbers()
    x, y = (encoded(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    thumbprint = hashlib.sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest()
    key: Json = {"kid": encoded(thumbprint), "kty": "EC", "crv": "P-256", "x": x, "y": y}
    if use_from is not None and use_until is not None:
        key |= {"use_from": moment(use_from), "use_until": moment(use_until)}
    return key


def moment(seconds: int) -> str:
    """Return a moment in RFC 3339."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def compact(document: Any) -> bytes:
    """Return a document as JSON without spaces."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def signature(name: str, kind: str, payload: bytes, **header: Any) -> Json:
    """Return the signature of a test key over a payload, its header changed as told."""
    protected = encoded(compact({"alg": "ES256", "kid": jwk(name)["kid"], "typ": kind} | header))
    message = f"{protected}.{encoded(payload)}".encode()
    r, s = decode_dss_signature(private(name).sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return {"protected": protected, "signature": encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))}


def jws(payload: bytes, *signatures: Json) -> bytes:
    """Return a JWS in its general JSON serialisation."""
    return compact({"payload": encoded(payload), "signatures": list(signatures)})


def fingerprint(threshold: int, *names: str) -> str:
    """Return the fingerprint of a root."""
    lines = [str(threshold), *sorted(jwk(name)["kid"] for name in names)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def keys(
    version: int = 1,
    *,
    root: tuple[str, ...] = ("root-1",),
    threshold: int = 1,
    by: tuple[str, ...] = ("root-1",),
    operational: tuple[str | Json, ...] = ("signing-1",),
    **changed: Any,
) -> bytes:
    """Return a keys.json as it is signed by some root keys."""
    payload: Json = {
        "schema": "aval-feed-keys/1",
        "version": version,
        "issued_at": moment(NOON - 10 * DAY + version * HOUR),
        "expires_at": moment(NOON + 200 * DAY),
        "epochs": [1],
        "root": {"threshold": threshold, "keys": [jwk(name) for name in root]},
        "operational": [
            one if isinstance(one, dict) else jwk(one, NOON - 10 * DAY, NOON + 80 * DAY) for one in operational
        ],
    }
    payload |= changed
    return jws(compact(payload), *(signature(name, KEYS, compact(payload)) for name in by))


# ---- States of a channel ----


def record(identity: str, rev: int, status: str, **more: Any) -> Json:
    """Return a record."""
    texts = {"fr": "le Premier ministre, à l’époque", "en": "the Prime Minister, at the time"}
    of: Json = {
        "id": identity,
        "rev": rev,
        "status": status,
        "name": {"fr": identity, "en": identity},
        "identifiers": [{"kind": "android_package", "value": f"com.example.{identity.replace('-', '_')}"}],
        "effective_on": "2026-11-20",
        "reason": {"decision": None, "announcement_url": None, "authority": texts},
        "url": f"https://aval.example/a/{identity}?organisation=culture&device=professional_phone",
        "alternatives": [],
    }
    return of | more


def digest(records: list[Json]) -> str:
    """Return the digest of a state."""
    lines = sorted(f"{one['id']} {one['rev']} {one['status']}\n" for one in records)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def state(revision: int, day: int, records: list[Json], **changed: Any) -> Json:
    """Return a state of the channel: what head, full and delta have in common, and its records."""
    number = NOON // DAY + day
    of: Json = {
        "channel": CHANNEL,
        "epoch": 1,
        "seq": revision + number,
        "revision": revision,
        "day": time.strftime("%Y-%m-%d", time.gmtime(number * DAY)),
        "default_rule": "allow",
        "record_count": len(records),
        "state_digest": digest(records),
        "records": records,
    }
    return of | changed


D = NOON // DAY
CHAT, GAME, MAPS = (record(name, D + 1, "approved") for name in ("chat", "game", "maps"))
FIRST = state(1, 0, [CHAT, GAME, MAPS])
BANNED = record("chat", D + 2, "prohibited", comply_by="2026-12-24")
SECOND = state(2, 0, [BANNED, MAPS, record("notes", D + 2, "approved")])
"""A revision later: one is prohibited, one is gone, one is new."""
DATED = record("maps", D + 3, "conditional", conditions={"fr": "à jour", "en": "up to date"})
DATED["identifiers"][0]["min_version"] = "4.2"
THIRD = state(2, 1, [BANNED, DATED, SECOND["records"][2]])
"""A midnight later, without any revision: a minimum version rises on its day."""
GONE = {"game": D + 2}
"""When a record ceased."""


def body(of: Json, schema: str = "aval-feed/1", **changed: Any) -> Json:
    """Return the document of a full."""
    return {"schema": schema} | of | changed


def delta(since: Json, of: Json, **changed: Any) -> Json:
    """Return the document of a delta."""
    after = {name: value for name, value in of.items() if name != "records"}
    changes = {
        "records": [one for one in of["records"] if one["rev"] > since["seq"]],
        "tombstones": [{"id": name, "rev": rev} for name, rev in GONE.items() if since["seq"] < rev <= of["seq"]],
    }
    return {"schema": "aval-feed-delta/1", "base": since["seq"]} | after | changes | changed


def packed(document: Json | bytes) -> bytes:
    """Return a document as a blob."""
    return gzip.compress(document if isinstance(document, bytes) else compact(document), mtime=0)


def named(kind: str, raw: bytes, **changed: Any) -> Json:
    """Return how a head names a blob."""
    found = hashlib.sha256(raw).hexdigest()
    return {"url": f"blobs/{kind}-{found}.json.gz", "sha256": found, "size": len(raw)} | changed


def served(
    of: Json,
    *,
    bases: tuple[Json, ...] = (),
    by: str = "signing-1",
    issued: int = NOON,
    of_keys: bytes | None = None,
    holds: Json | bytes | None = None,
    misled: tuple[Json, ...] = (),
    sign: Callable[[bytes], bytes] | None = None,
    **changed: Any,
) -> Files:
    """Return the files of a channel in a state, as a publisher that makes no mistake but those told writes them.

    `holds` is what the full holds, `misled` are deltas from the first state; what is `changed` is changed in the head.
    """
    blob = packed(body(of) if holds is None else holds)
    whole = named(f"full-{of['seq']}", blob)
    files = {f"{CHANNEL}/{whole['url']}": blob}
    listed = []
    for base, document in [*((base, delta(base, of)) for base in bases), *((FIRST, one) for one in misled)]:
        raw = packed(document)
        name = named(f"delta-{base['seq']}-{of['seq']}", raw)
        files[f"{CHANNEL}/{name['url']}"] = raw
        listed.append({"base": base["seq"], **name})
    head: Json = {
        "schema": "aval-feed-head/1",
        **{name: value for name, value in of.items() if name != "records"},
        "issued_at": moment(issued),
        "expires_at": moment(issued + 72 * HOUR),
        "prev": None,
        "full": whole,
        "deltas": listed,
        "min_poll_s": 3600,
        "keys_version": 1,
    }
    payload = compact({name: value for name, value in (head | changed).items() if value is not LEFT_OUT})
    signed = sign(payload) if sign else jws(payload, signature(by, HEAD, payload))
    latest = of_keys or keys()
    version = json.loads(base64.urlsafe_b64decode(json.loads(latest)["payload"] + "==="))["version"]
    return files | {"keys.json": latest, f"keys/{version}.json": latest, f"{CHANNEL}/head.json": signed}
