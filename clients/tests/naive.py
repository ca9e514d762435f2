"""A client as it is written in an afternoon: it verifies a signature, and takes what it is given.

It stands for what the vectors are there to find: it trusts the keys beside the head, believes the header of a
signature, takes whatever is newest by its own account, and merges without looking.
"""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from aval_client import state_digest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "===")


def _key(of: dict[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_unbase64(of[name]), "big") for name in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


class NaiveClient:
    """Keeps a copy of a channel, somehow."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.seq = 0
        self.records: dict[str, Any] | None = None

    def sync(self, source: Path) -> str:
        """Return whether the copy was updated, or what went wrong."""
        try:
            return self._sync(source)
        except FileNotFoundError:
            return "unreachable"
        except (ValueError, LookupError, TypeError, OSError, EOFError, InvalidSignature):
            return "refused"

    def _sync(self, source: Path) -> str:
        ring = {
            key["kid"]: _key(key)
            for key in json.loads(_unbase64(json.loads((source / "keys.json").read_bytes())["payload"]))["operational"]
        }
        signed = json.loads((source / self.channel / "head.json").read_bytes())
        one = signed["signatures"][0]
        header = json.loads(_unbase64(one["protected"]))
        if header["alg"] != "none":
            raw = _unbase64(one["signature"])
            r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
            key = _key(header["jwk"]) if "jwk" in header else ring[header["kid"]]
            message = f"{one['protected']}.{signed['payload']}".encode()
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        head = json.loads(_unbase64(signed["payload"]))
        if head["seq"] == self.seq:
            return "unchanged"
        bases = [one for one in head["deltas"] if self.records is not None and one["base"] <= self.seq]
        blob = max(bases, key=lambda one: one["base"]) if bases else head["full"]
        raw = (source / self.channel / blob["url"]).read_bytes()
        if hashlib.sha256(raw).hexdigest() != blob["sha256"]:
            return "refused"
        document = json.loads(gzip.decompress(raw))
        merged = dict(self.records or {}) if bases else {}
        merged |= {record["id"]: record for record in document["records"]}
        for tombstone in document.get("tombstones", ()):
            merged.pop(tombstone["id"], None)
        self.seq, self.records = head["seq"], merged
        return "updated"

    @property
    def state(self) -> dict[str, Any] | None:
        """Return what the vectors ask of a copy."""
        if self.records is None:
            return None
        return {"seq": self.seq, "state_digest": state_digest(self.records.values())}
