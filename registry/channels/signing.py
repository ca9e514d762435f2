"""Signatures: JWS in its general JSON serialisation, ES256, by keys whose id is their thumbprint (RFC 7515, 7638)."""

import base64
import json
import time
from collections.abc import Sequence
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

ALGORITHMS = ["ES256"]
HEAD, KEYS = "aval-feed-head+jws", "aval-feed-keys+jws"
"""What a signature is for, in its header: one for heads is none for keys."""

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(document: Any) -> bytes:
    """Return a document as JSON without spaces."""
    return ENCODER.encode(document).encode()


def signed(document: dict[str, Any], kind: str, keys: Sequence[ECKey]) -> bytes:
    """Return a document as it is signed by some keys."""
    ring = {key.thumbprint(): key for key in keys}
    members: list[Any] = [{"protected": {"alg": "ES256", "kid": kid, "typ": kind}} for kid in ring]
    made = jws.serialize_json(members, compact(document), lambda one: ring[one.headers()["kid"]], algorithms=ALGORITHMS)
    return compact(made)


def payload(raw: bytes) -> bytes:
    """Return the payload of what we signed ourselves, as it was signed."""
    text = json.loads(raw)["payload"]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(raw: bytes) -> dict[str, Any]:
    """Return the document of what we signed ourselves."""
    document: dict[str, Any] = json.loads(payload(raw))
    return document


def moment(seconds: float) -> str:
    """Return a moment in RFC 3339, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
