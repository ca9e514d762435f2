#!/usr/bin/env python3
"""Keep a device's copy of an Aval channel: fetched from any mirror, believed only where it is signed.

One file, Python 3.9 or later, the standard library and `cryptography`. As a command:

    aval_client.py sync   --source https://aval.example/feed/v1 --channel culture/professional_phone --root FINGERPRINT
    aval_client.py status
    aval_client.py check  android_package com.example.app

As a library: `Client(sources, channel, state, pin).sync()`. docs/feed.md describes the protocol, clients/README.md
how to run this; the comments `Rule 1` to `Rule 10` below are the ten rules of the protocol, each where it is kept.

Exit codes:

    0  all is well: the copy is up to date, or the application may be used
    2  the command was not understood
    3  no source could be reached, or it told us to come back later; the copy is kept: try again
    4  nothing newer was signed in time, or what is offered has expired: the publisher or the mirror has stopped
    5  the organisation has ended; the copy is its last state: choose the channel that the message names
    6  what a source gave was refused; the copy is kept: tell whoever looks after the registry
    7  the registry is a demonstration, and its keys are worth nothing: --allow-demo-key takes them all the same
    8  there is no copy yet, or it cannot be read or written
   10  the application may not be used (`check` alone)
"""

from __future__ import annotations

import argparse
import base64
import calendar
import contextlib
import hashlib
import http.client
import io
import json
import os
import platform
import re
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any, Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HEAD, KEYS, FULL, DELTA = "aval-feed-head/1", "aval-feed-keys/1", "aval-feed/1", "aval-feed-delta/1"
HEAD_TYPE, KEYS_TYPE = "aval-feed-head+jws", "aval-feed-keys+jws"
STATUSES = ("approved", "conditional", "prohibited", "under_review")

HOUR, DAY = 3600, 86_400
LIFETIME = 72 * HOUR  # of a head, at most
KEY_LIFETIME = 90 * DAY  # of an operational key, at most
AHEAD = HOUR  # how far the clock of the device may be behind that of the publisher
KEYS_EVERY = DAY  # how often keys.json is looked at even though no head asks for it

MOST_SIGNED = 64 * 1024  # bytes of head.json and of keys.json
MOST_BLOB = 64 * 1024 * 1024  # bytes of a blob as served
MOST_DOCUMENT = 256 * 1024 * 1024  # bytes of a blob once decompressed …
MOST_RATIO, SLACK = 100, 1024 * 1024  # … and no more than this many times its size, and a little
MOST_SIGNATURES = 16
MOST_ROTATIONS = 64  # versions of keys.json that are followed in one sync
MOST_INTEGER = 2**53 - 1
MOST_WAIT = 60  # seconds for which one sync waits at the most before it tries again
ATTEMPTS = 3
TIMEOUT, DEADLINE = 30, 300  # seconds without a byte, and for a whole file

EXITS = {
    "updated": 0,
    "unchanged": 0,
    "mirror_behind": 0,
    "unreachable": 3,
    "expired": 4,
    "moved": 5,
    "bad_head": 6,
    "bad_signature": 6,
    "unknown_key": 6,
    "bad_keys": 6,
    "wrong_channel": 6,
    "wrong_epoch": 6,
    "rollback": 6,
    "equivocation": 6,
    "bad_blob": 6,
    "bad_state": 6,
    "clock": 6,
    "demo_key": 7,
    "no_copy": 8,
}
"""The codes of what may come of a sync, and with what the command then exits."""

Json = dict[str, Any]


class Refused(Exception):
    """Why something was not taken: a code of `EXITS` and a sentence for whoever looks after the device."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Unreachable(Refused):
    """A source did not answer; `again` is after how many seconds it wants to be asked again, where it said so."""

    def __init__(self, message: str, again: float | None = None, *, lasting: bool = False) -> None:
        super().__init__("unreachable", message)
        self.again = again
        self.lasting = lasting


@dataclass(frozen=True)
class Outcome:
    """What came of a sync: a code of `EXITS` and a sentence."""

    code: str
    message: str

    @property
    def exit(self) -> int:
        """Return the exit code."""
        return EXITS[self.code]


@dataclass(frozen=True)
class Key:
    """A public key on P-256, with the days between which it signs where it is an operational one."""

    kid: str
    public: ec.EllipticCurvePublicKey
    use_from: int = 0
    use_until: int = MOST_INTEGER


@dataclass(frozen=True)
class Keys:
    """The verified contents of a keys.json; `payload` is what was signed."""

    payload: bytes
    version: int
    issued_at: int
    expires_at: int
    epochs: tuple[int, ...]
    threshold: int
    root: Mapping[str, Key]
    operational: Mapping[str, Key]
    demo: bool

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint by which an administrator pins the root."""
        return fingerprint(self.threshold, self.root)


@dataclass
class State:
    """The copy: the last head that was believed, the records it describes, and what is trusted since."""

    head: Json = field(default_factory=dict)
    records: dict[str, Json] = field(default_factory=dict)
    keys: Keys | None = None
    pin: str = ""
    etag: str = ""
    etag_source: str = ""
    keys_checked_at: int = 0

    @property
    def digest(self) -> str:
        """Return the digest of the records."""
        return state_digest(self.records.values())


# ---- Reading what others wrote: nothing is taken for granted ---------------------------------------------------------


def state_digest(records: Iterable[Json]) -> str:
    """Return SHA-256 in hexadecimal over the sorted lines `id rev status`, each with its line feed."""
    lines = sorted("{id} {rev} {status}\n".format_map(record) for record in records)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def fingerprint(threshold: int, kids: Iterable[str]) -> str:
    """Return the fingerprint of a root: SHA-256 over its threshold and its sorted key ids, a line each."""
    return hashlib.sha256("".join(f"{one}\n" for one in [threshold, *sorted(kids)]).encode()).hexdigest()


def _members(pairs: list[tuple[str, Any]]) -> Json:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is there twice")
    return members


def _no_fraction(text: str) -> Any:
    raise ValueError(f"{text[:20]} is not a whole number")


def _parse(raw: bytes, code: str, what: str) -> Json:
    """Return the object that some bytes hold; a member twice, a fraction and what is no object are refused."""
    try:
        found = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_members, parse_float=_no_fraction, parse_constant=_no_fraction
        )
    except (ValueError, RecursionError) as error:
        raise Refused(code, f"{what} cannot be read: {error}.") from error
    if not isinstance(found, dict):
        raise Refused(code, f"{what} is not a JSON object.")
    return found


class _Reader:
    """Takes members out of an object, each checked; whatever is wrong is refused with one code."""

    def __init__(self, of: Any, code: str, what: str) -> None:
        if not isinstance(of, dict):
            raise Refused(code, f"{what} is not a JSON object.")
        self.of, self.code, self.what = of, code, what

    def wrong(self, name: str) -> Refused:
        return Refused(self.code, f"{self.what}: its “{name}” is missing or wrong.")

    def text(self, name: str, pattern: str = r"(?s).{1,2000}") -> str:
        value = self.of.get(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong(name)
        return value

    def number(self, name: str, least: int = 0, most: int = MOST_INTEGER) -> int:
        value = self.of.get(name)
        if type(value) is not int or not least <= value <= most:  # True is an int, and no number
            raise self.wrong(name)
        return value

    def moment(self, name: str) -> int:
        try:
            return _moment(self.text(name, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"))
        except ValueError as error:
            raise self.wrong(name) from error

    def day(self, name: str) -> int:
        try:
            return calendar.timegm(time.strptime(self.text(name, r"\d{4}-\d\d-\d\d"), "%Y-%m-%d")) // DAY
        except ValueError as error:
            raise self.wrong(name) from error

    def sha256(self, name: str) -> str:
        return self.text(name, "[0-9a-f]{64}")

    def many(self, name: str, most: int = MOST_INTEGER) -> list[Any]:
        value = self.of.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(name)
        return value

    def flag(self, name: str) -> bool:
        value = self.of.get(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name)
        return value


def _moment(text: str) -> int:
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def _said(moment: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(moment))


def _unbase64(text: Any) -> bytes:
    """Return what base64url without padding encodes, in its one canonical way. Raises ValueError."""
    if not isinstance(text, str) or not re.fullmatch(r"[-_A-Za-z0-9]*", text):
        raise ValueError("not base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise ValueError("not canonical base64url")
    return raw


# ---- Signatures ------------------------------------------------------------------------------------------------------


def _key(of: Any) -> Key:
    """Return a key; its id is the thumbprint of RFC 7638, so that no other key can go by its name."""
    read = _Reader(of, "bad_keys", "A key")
    x, y = (read.text(name, "[-_A-Za-z0-9]{43}") for name in "xy")
    if (of.get("kty"), of.get("crv")) != ("EC", "P-256") or "d" in of:
        raise Refused("bad_keys", "A key is not a public key on P-256.")
    thumbprint = hashlib.sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest()
    kid = base64.urlsafe_b64encode(thumbprint).decode().rstrip("=")
    if of.get("kid") != kid:
        raise Refused("bad_keys", "A key goes by the name of another.")
    try:
        numbers = [int.from_bytes(_unbase64(one), "big") for one in (x, y)]
        public = ec.EllipticCurvePublicNumbers(numbers[0], numbers[1], ec.SECP256R1()).public_key()
    except ValueError as error:
        raise Refused("bad_keys", "A key is not a point of P-256.") from error
    if "use_from" not in of and "use_until" not in of:
        return Key(kid, public)
    return Key(kid, public, read.moment("use_from"), read.moment("use_until"))


def _keyring(of: Sequence[Any]) -> dict[str, Key]:
    ring = {key.kid: key for key in map(_key, of)}
    if len(ring) < len(of):
        raise Refused("bad_keys", "The keys name the same key twice: a threshold would count it twice.")
    return ring


def _signed(raw: bytes, code: str, what: str) -> tuple[bytes, list[Any]]:
    """Return the payload and the signatures of a JWS in its general JSON serialisation; nothing is verified yet."""
    document = _parse(raw, code, what)
    signatures = _Reader(document, code, what).many("signatures", MOST_SIGNATURES)
    try:
        return _unbase64(document.get("payload")), signatures
    except ValueError as error:
        raise Refused(code, f"The payload of {what} is {error}.") from error


def _signers(raw: bytes, kind: str, ring: Mapping[str, Key], code: str, what: str) -> tuple[bytes, list[Key], bool]:
    """Return the payload of a JWS, the keys that verify it, and whether any signature claims to be by one of them."""
    payload, signatures = _signed(raw, code, what)
    claimed, signers = False, {}
    for one in signatures:
        try:
            protected = one["protected"]
            header = _parse(_unbase64(protected), code, "A header")
            signature = _unbase64(one["signature"])
        except (KeyError, TypeError, ValueError, Refused):
            continue
        key = ring.get(header["kid"]) if isinstance(header.get("kid"), str) else None
        if key is None:
            continue
        claimed = True
        # The algorithm is that of the key. A header that names another, or another purpose, is a forgery; `crit`
        # names what we do not know, and an unprotected header is nobody's word.
        if header.get("alg") != "ES256" or header.get("typ") != kind or "crit" in header or "header" in one:
            continue
        if len(signature) != 64:
            continue
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        message = f"{protected}.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}".encode()
        with contextlib.suppress(InvalidSignature):
            key.public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
            signers[key.kid] = key
    return payload, list(signers.values()), claimed


def _read_keys(payload: bytes) -> Keys:
    """Return the contents of the payload of a keys.json; who signed it is another question."""
    read = _Reader(_parse(payload, "bad_keys", "keys.json"), "bad_keys", "keys.json")
    if read.of.get("schema") != KEYS:
        raise Refused("bad_keys", f"keys.json is not {KEYS}: this client is too old for it, or it is none.")
    root = _Reader(read.of.get("root"), "bad_keys", "The root")
    of_root, operational = _keyring(root.many("keys", 16)), _keyring(read.many("operational", 16))
    threshold = root.number("threshold", 1, len(of_root))
    epochs = read.many("epochs")
    if not epochs or any(type(one) is not int or not 1 <= one <= MOST_INTEGER for one in epochs):
        raise read.wrong("epochs")
    if of_root.keys() & operational.keys():
        raise Refused("bad_keys", "A key of the root is an operational one too: it is not kept offline.")
    if any(not 0 < key.use_until - key.use_from <= KEY_LIFETIME for key in operational.values()):
        raise Refused("bad_keys", "An operational key is used for longer than 90 days.")
    issued, expires = read.moment("issued_at"), read.moment("expires_at")
    version, demo = read.number("version", 1), read.flag("demo")
    return Keys(payload, version, issued, expires, tuple(epochs), threshold, of_root, operational, demo)


def _verify_keys(raw: bytes, roots: Sequence[Keys]) -> Keys:
    """Return the contents of a keys.json that every one of some roots signed, its own included."""
    payload, _signatures = _signed(raw, "bad_keys", "keys.json")
    keys = _read_keys(payload)
    for root in (*roots, keys):
        _payload, signers, _claimed = _signers(raw, KEYS_TYPE, root.root, "bad_keys", "keys.json")
        if len(signers) < root.threshold:
            whose = "its own root" if root is keys else f"the root of version {root.version}, which is trusted"
            message = f"keys.json {keys.version} has {len(signers)} of the {root.threshold} signatures of {whose}."
            raise Refused("bad_keys", message)
    return keys


# ---- Sources: a registry, a mirror, a folder -------------------------------------------------------------------------


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections within http and https, and never from the second to the first."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        schemes = [urllib.parse.urlsplit(url).scheme for url in (req.full_url, newurl)]
        if schemes[1] not in ("http", "https") or schemes == ["https", "http"]:
            raise urllib.error.HTTPError(newurl, code, "a redirection that is not followed", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _InTime(io.RawIOBase):
    """Reads a socket for `DEADLINE` at the most: whoever drips a byte now and then never lets a timeout pass."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self.sock, self.raw, self.until = sock, raw, time.monotonic() + DEADLINE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("it answers too slowly")
        self.sock.settimeout(min(TIMEOUT, left))
        read: int | None = self.raw.readinto(buffer)
        return read

    def close(self) -> None:
        self.raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer whose head has to come in time, as its body has."""

    def __init__(self, sock: socket.socket, *more: Any, **named: Any) -> None:
        super().__init__(sock, *more, **named)
        self.fp = io.BufferedReader(_InTime(sock, self.fp.detach()))


def _timed(http_class: Any) -> Any:
    """Return a class of connections whose answers come in time."""
    return type("Timed", (http_class,), {"response_class": _Answer})


class _Http(urllib.request.HTTPHandler):
    def do_open(self, http_class: Any, req: urllib.request.Request, **more: Any) -> http.client.HTTPResponse:
        return super().do_open(_timed(http_class), req, **more)


class _Https(urllib.request.HTTPSHandler):
    def do_open(self, http_class: Any, req: urllib.request.Request, **more: Any) -> http.client.HTTPResponse:
        return super().do_open(_timed(http_class), req, **more)


def fetch(url: str, most: int, etag: str = "") -> tuple[bytes | None, str]:
    """Return at most so many bytes, and one, of an address with its ETag; None where it answers 304.

    An address is http, https, file or the path of a file. Proxies come from the environment (HTTPS_PROXY, NO_PROXY).
    Raises `Unreachable`.
    """
    if not re.match(r"https?://", url):
        try:
            path = urllib.request.url2pathname(urllib.parse.urlsplit(url).path) if url.startswith("file://") else url
            with Path(path).open("rb") as one:
                return one.read(most + 1), ""
        except OSError as error:
            raise Unreachable(f"{url}: {error.strerror or error}.", lasting=True) from error
    headers = {"User-Agent": "aval-client/1", "Accept-Encoding": "identity", "Accept": "application/json, */*;q=0.1"}
    if etag:
        headers["If-None-Match"] = etag
    opener = urllib.request.build_opener(_Redirects(), _Http(), _Https())
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT) as answer:  # noqa: S310  (http or https, see above)
            deadline, body = time.monotonic() + DEADLINE, bytearray()
            while len(body) <= most and (chunk := answer.read1(min(65_536, most + 1 - len(body)))):
                body += chunk
                if time.monotonic() > deadline:
                    raise Unreachable(f"{url} answers too slowly.")
            length = answer.headers.get("Content-Length", "")
            if len(body) <= most and length.isdecimal() and len(body) < int(length):
                raise Unreachable(f"{url} broke off after {len(body)} of {length} bytes.")
            return bytes(body), _tag(answer.headers.get("ETag"))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 304 and etag:
            return None, etag
        lasting = 400 <= error.code < 500 and error.code not in (408, 425, 429)
        again = _seconds(error.headers.get("Retry-After"))
        raise Unreachable(f"{url} answers {error.code} {error.reason}.", again, lasting=lasting) from error
    except (OSError, ValueError) as error:  # no such host, no route, a certificate that is not trusted, half an answer
        raise Unreachable(f"{url} cannot be reached: {getattr(error, 'reason', None) or error}.") from error
    except http.client.HTTPException as error:
        raise Unreachable(f"{url} does not speak HTTP as it should: {error!r}.") from error


def _tag(header: str | None) -> str:
    """Return an entity tag that can be given back; one that no server would take would shut its source out for good."""
    return header if header and re.fullmatch(r'(W/)?"[!#-~]{0,200}"', header) else ""


def _seconds(header: str | None) -> float | None:
    """Return for how many seconds a Retry-After tells to wait, None where there is none that can be read."""
    if header and re.fullmatch(r"\d{1,6}", header.strip()):
        return float(header)
    with contextlib.suppress(TypeError, ValueError, IndexError):
        return max(0.0, parsedate_to_datetime(header or "").timestamp() - time.time())
    return None


def _gunzip(raw: bytes) -> bytes:
    """Return what one gzip member holds; more than a document may hold, an end too soon and a rest are refused."""
    most = min(MOST_DOCUMENT, SLACK + MOST_RATIO * len(raw))
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(raw, most + 1)
    except zlib.error as error:
        raise Refused("bad_blob", f"A blob is no gzip: {error}.") from error
    if len(body) > most:
        raise Refused("bad_blob", f"A blob unpacks to more than {most} bytes: it was not unpacked.")
    if not inflate.eof or inflate.unused_data:
        raise Refused("bad_blob", "A blob ends too soon or goes on after its end.")
    return body


# ---- The client ------------------------------------------------------------------------------------------------------


class Client:
    """A device's copy of a channel.

    `sources` are addresses or folders of mirrors, asked in turn; `channel` is `<organisation>/<device class>`; `state`
    is the file that holds the copy; `pin` is the fingerprint of the root, or the path of a keys.json or of its payload.
    `now` tells the time in seconds since 1970, `sleep` waits.
    """

    def __init__(
        self,
        sources: Sequence[str],
        channel: str,
        state: str | Path,
        pin: str,
        *,
        allow_demo_key: bool = False,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,80}/[a-z_]{1,40}", channel):
            raise ValueError(f"{channel!r} is no channel: write <organisation>/<device class>.")
        self.sources = [source.rstrip("/") for source in sources]
        self.channel, self.allow_demo_key = channel, allow_demo_key
        self.store = Store(state)
        self.pin = pinned(pin)
        self.now, self.sleep = now, sleep
        self.not_before: dict[str, float] = {}  # until when a source wants to be left alone

    def sync(self) -> Outcome:
        """Bring the copy up to date, and return what came of it. Whatever fails, the copy is kept."""
        with self.store.locked():
            try:
                state = self.store.read()
            except Refused as error:
                return Outcome(error.code, str(error))
            outcomes: list[Outcome] = []
            for source in self.sources:
                outcome = self._from(source, state)
                if outcome.code in ("updated", "unchanged", "moved"):
                    refused = [f" Another source was refused: {one.message}" for one in outcomes if one.exit == 6]
                    return Outcome(outcome.code, outcome.message + "".join(refused))
                outcomes.append(outcome)
            # Of what every source gave, an alarm is told before a delay: a mirror that was forged has to be known.
            return max(outcomes, key=lambda one: one.exit if one.exit != 3 else 1)

    def _from(self, source: str, state: State) -> Outcome:
        """Return what came of one source; it is asked again, a few times, where it does not answer."""
        # Rule 1: honour Retry-After, for a day at the most: neither a mirror nor a clock that was put back silences us.
        until = self.not_before.get(source, 0.0)
        if 0 < until - self.now() <= DAY:
            told = f"{source} asks to be left alone until {_said(int(until))}. The copy is kept."
            return self._or_expired(state, Outcome("unreachable", told))
        for attempt in range(ATTEMPTS):
            try:
                return self._sync(source, state)
            except Unreachable as error:  # noqa: PERF203  (a source is asked again, thrice at the most)
                # Rule 1: back off, and come back when the source says; by a later sync if that is later than we wait.
                again = error.again if error.again is not None else 2.0**attempt
                if error.lasting or attempt == ATTEMPTS - 1 or again > MOST_WAIT:
                    if error.again is not None:
                        self.not_before[source] = self.now() + min(again, DAY)
                    when = f" It asks to come back in {again:.0f} seconds." if error.again is not None else ""
                    return self._or_expired(state, Outcome("unreachable", f"{error}{when} The copy is kept."))
                self.sleep(again)
            except Refused as error:
                # Rule 10: whatever fails, the old state is kept.
                return Outcome(error.code, f"{error} The copy is kept.")
        raise AssertionError("every attempt returns")

    def _sync(self, source: str, state: State) -> Outcome:
        now = int(self.now())
        refreshed = None
        keys = self._keys(state)
        if keys is None or now >= keys.expires_at or now - state.keys_checked_at >= KEYS_EVERY:
            keys = refreshed = self._refreshed_keys(source, state)

        # Rule 2: ask whether the head changed. Its tag was kept together with what it stands for, and for this source.
        etag = state.etag if state.head and state.etag_source == source and refreshed is None else ""
        raw, tag = fetch(f"{source}/{self.channel}/head.json", MOST_SIGNED, etag)
        if raw is None:
            return self._or_expired(state, self._fresh(state, "unchanged", "Nothing changed."))

        # Rule 3: no more than 64 KiB, and signed by a key that the root vouches for.
        if len(raw) > MOST_SIGNED:
            raise Refused("bad_head", "The head is larger than 64 KiB.")
        keys, head = self._verified_head(source, state, keys, raw)
        self._refuse_demo(keys, head)

        # Rule 4: the right shape, channel and epoch; not expired; nothing behind what we have.
        behind = self._behind(state, keys, head, now)
        if behind:
            return self._or_expired(state, Outcome("mirror_behind", behind))

        # Rule 5: the same state signed anew, or another state under the same seq?
        renewed = state.head.get("epoch") == head["epoch"] and state.head["seq"] == head["seq"]
        if renewed:
            if any(head[name] != state.head[name] for name in ("state_digest", "revision", "day", "default_rule")):
                raise Refused("equivocation", f"The publisher signed two different states as seq {head['seq']}.")
            records = state.records
        else:
            records = self._merged(source, state, head)

        # Rule 9: state, cursor and tag in one step.
        state.head, state.records, state.keys, state.pin = head, records, keys, self.pin
        state.etag, state.etag_source = tag, source
        if refreshed is not None or state.keys_checked_at == 0:
            state.keys_checked_at = now
        self.store.write(state)
        words = f"{len(records)} records at seq {head['seq']}, revision {head['revision']} of {head['day']}."
        return self._fresh(state, "unchanged" if renewed else "updated", words)

    def _fresh(self, state: State, code: str, message: str) -> Outcome:
        """Return an outcome, or that the organisation has moved."""
        if "moved_to" in state.head:
            successor = state.head["moved_to"]
            device = self.channel.partition("/")[2]
            told = f"follow the channel {successor}/{device}" if successor else "it has no successor"
            return Outcome("moved", f"The organisation of {self.channel} has ended: {told}. {message}")
        held = " A newer state is held back until a person confirms it." if state.head.get("held") else ""
        return Outcome(code, message + held)

    def _or_expired(self, state: State, outcome: Outcome) -> Outcome:
        """Return an outcome that brought nothing newer, or the alert that our own head has expired: never a wipe."""
        if state.head and int(self.now()) >= _moment(state.head["expires_at"]):
            since = _said(_moment(state.head["expires_at"]))
            message = f"Nothing newer was signed in time: the copy expired on {since} and is kept. {outcome.message}"
            return Outcome("expired", message)
        return outcome

    def _keys(self, state: State) -> Keys | None:
        """Return the keys that are trusted: none where the administrator has pinned another root since."""
        return state.keys if state.pin == self.pin else None

    def _refreshed_keys(self, source: str, state: State) -> Keys:
        """Return the keys that a source has now, as far as a chain of signatures leads to them from what is trusted.

        A new version is signed by the threshold of the root before it and by that of its own. Who missed some walks
        through them one by one; who has none yet walks back to the root that is pinned.
        """
        trusted = self._keys(state)

        def version(number: int) -> bytes:
            return self._small(f"{source}/keys/{number}.json")

        last = self._small(f"{source}/keys.json")
        newest = _read_keys(_signed(last, "bad_keys", "keys.json")[0])
        if trusted is None:
            raw, one = last, newest
            for number in range(newest.version - 1, max(-1, newest.version - 1 - MOST_ROTATIONS), -1):
                if one.fingerprint == self.pin or number == 0:
                    break
                raw = version(number)
                one = _read_keys(_signed(raw, "bad_keys", "keys.json")[0])
            if one.fingerprint != self.pin:
                message = f"The root of this registry is {one.fingerprint}, and not the one that is pinned."
                raise Refused("bad_keys", message)
            trusted = _verify_keys(raw, [])
        if newest.version < trusted.version:
            return trusted  # a mirror that is behind; what it cannot verify, it cannot make us believe
        if newest.version - trusted.version > MOST_ROTATIONS:
            raise Refused("bad_keys", "keys.json is too many versions ahead: pin its root anew.")
        for number in range(trusted.version + 1, newest.version + 1):
            following = _verify_keys(last if number == newest.version else version(number), [trusted])
            if following.version != number or following.issued_at < trusted.issued_at:
                raise Refused("bad_keys", f"keys.json {number} does not follow the one before it.")
            if max(following.epochs) < max(trusted.epochs):
                raise Refused("bad_keys", f"keys.json {number} takes an epoch back.")
            trusted = following
        if newest.payload != trusted.payload:
            raise Refused("bad_keys", f"There are two different keys.json of version {newest.version}.")
        if state.keys != trusted or state.pin != self.pin:
            # Kept at once, whatever becomes of the head: a key that was taken back must not return.
            state.keys, state.pin = trusted, self.pin
            self.store.write(state)
        if int(self.now()) >= trusted.expires_at:
            raise Refused("expired", f"keys.json expired on {_said(trusted.expires_at)}: its root has to sign anew.")
        return trusted

    def _small(self, url: str) -> bytes:
        raw, _tag = fetch(url, MOST_SIGNED)
        if raw is None or len(raw) > MOST_SIGNED:
            raise Refused("bad_keys", "keys.json is larger than 64 KiB.")
        return raw

    def _verified_head(self, source: str, state: State, keys: Keys, raw: bytes) -> tuple[Keys, Json]:
        """Return a head with the keys by which it was verified: newer ones where it names newer ones."""
        for last_try in (False, True):
            payload, signers, claimed = _signers(raw, HEAD_TYPE, keys.operational, "bad_head", "The head")
            head = _read_head(payload) if signers else {}
            if signers and head["keys_version"] <= keys.version:
                break
            if last_try:
                if signers:
                    raise Refused("bad_keys", f"The head needs keys.json {head['keys_version']}, which is not there.")
                if claimed:
                    raise Refused("bad_signature", "The signature of the head is wrong: it was forged or damaged.")
                raise Refused("unknown_key", "The head is signed by a key for which the root does not vouch.")
            keys = self._refreshed_keys(source, state)
        issued = _moment(head["issued_at"])
        if not any(key.use_from <= issued < key.use_until for key in signers):
            raise Refused("unknown_key", "The head is signed by a key outside the days on which that may sign.")
        return keys, head

    def _refuse_demo(self, keys: Keys, head: Json) -> None:
        if (keys.demo or head.get("demo")) and not self.allow_demo_key:
            raise Refused("demo_key", "This registry is a demonstration: anybody may have its keys.")

    def _behind(self, state: State, keys: Keys, head: Json, now: int) -> str:
        """Return why a head is older than ours, which is no alarm; refuse one that should not be at all."""
        if head["channel"] != self.channel:
            raise Refused("wrong_channel", f"The head is that of {head['channel']}.")
        if head["epoch"] not in keys.epochs:
            raise Refused("wrong_epoch", f"The root does not list the epoch {head['epoch']} of the head.")
        issued, expires = _moment(head["issued_at"]), _moment(head["expires_at"])
        if not 0 < expires - issued <= LIFETIME:
            raise Refused("bad_head", "The head lives for longer than 72 hours.")
        if issued > now + AHEAD:
            raise Refused("clock", f"The head was issued on {_said(issued)}: the clock of this device is behind.")
        ours = state.head
        if ours:
            older = f"The source has an older head, of seq {head['seq']}; the copy is at seq {ours['seq']}."
            at, ours_at = [(one["epoch"], one["seq"]) for one in (head, ours)]
            if at < ours_at or (at == ours_at and issued < _moment(ours["issued_at"])):
                if issued <= _moment(ours["issued_at"]):
                    return older
                code = "wrong_epoch" if head["epoch"] < ours["epoch"] else "rollback"
                raise Refused(code, f"A head that was signed later goes back to seq {head['seq']}.")
            if head["epoch"] == ours["epoch"] and (head["revision"] < ours["revision"] or head["day"] < ours["day"]):
                raise Refused("rollback", f"The head goes back to revision {head['revision']} of {head['day']}.")
        if now >= expires:
            message = f"The head that this source offers expired on {_said(expires)}: it has stopped, or is held up."
            raise Refused("expired", message)
        return ""

    def _merged(self, source: str, state: State, head: Json) -> dict[str, Json]:
        """Return the records of a head: by a delta from what we have where one serves, else from the full."""
        # Rule 6: the delta with the largest base that we have reached, else the full.
        bases = [one for one in head["deltas"] if state.head and one["base"] <= state.head["seq"]]
        if bases and state.head["epoch"] == head["epoch"]:
            delta = max(bases, key=lambda one: int(one["base"]))
            # Rule 8: where that leads nowhere, once more with the full.
            with contextlib.suppress(Refused):
                return self._checked(head, self._apply(source, head, delta, state.records))
        return self._checked(head, self._apply(source, head, head["full"], None))

    def _apply(self, source: str, head: Json, blob: Json, onto: dict[str, Json] | None) -> dict[str, Json]:
        """Return the records once a blob is merged into a copy of some, or those of a full."""
        document = self._document(source, head, blob)
        read = _Reader(document, "bad_blob", "A blob")
        if document.get("schema") != (FULL if onto is None else DELTA):
            raise read.wrong("schema")
        for name in ("channel", "epoch", "seq", "revision", "day", "default_rule", "record_count", "state_digest"):
            if type(document.get(name)) is not type(head[name]) or document[name] != head[name]:
                raise Refused("bad_blob", f"A blob is another one than the head names: its “{name}” differs.")
        base = -1
        if onto is not None and read.number("base") == blob["base"]:
            base = blob["base"]
        elif onto is not None:
            raise read.wrong("base")
        # Rule 7: copy, upsert, drop.
        merged = dict(onto or {})
        seen = set()
        for record in read.many("records"):
            identity = _read_record(record, base, head["seq"])
            if identity in seen:
                raise Refused("bad_blob", f"A blob has two records of {identity}.")
            seen.add(identity)
            merged[identity] = record
        for tombstone in read.many("tombstones") if onto is not None else ():
            gone = _Reader(tombstone, "bad_blob", "A tombstone")
            gone.number("rev", base + 1, head["seq"])
            identity = gone.text("id", r"[-a-zA-Z0-9_]{1,80}")
            if identity in seen:
                raise Refused("bad_blob", f"A blob has a record and a tombstone of {identity}.")
            seen.add(identity)
            merged.pop(identity, None)
        return merged

    def _document(self, source: str, head: Json, blob: Json) -> Json:
        """Return the document in a blob that is, byte for byte, the one that the head names."""
        raw, _tag = fetch(f"{source}/{self.channel}/{blob['url']}", min(blob["size"], MOST_BLOB))
        if raw is None or len(raw) != blob["size"]:
            raise Refused("bad_blob", f"{blob['url']} is not as long as the head says: {blob['size']} bytes.")
        if hashlib.sha256(raw).hexdigest() != blob["sha256"]:
            raise Refused("bad_blob", f"{blob['url']} is not what the head names: it was swapped or damaged.")
        return _parse(_gunzip(raw), "bad_blob", "A blob")

    def _checked(self, head: Json, records: dict[str, Json]) -> dict[str, Json]:
        # Rule 8: the merged state has to be the one that was signed.
        if len(records) != head["record_count"] or state_digest(records.values()) != head["state_digest"]:
            raise Refused("bad_state", "What the blobs hold is not the state that the head describes.")
        return records

    def next_poll(self, device: str, head: Json) -> float:
        """Return the next moment at which this device polls: every one has a place of its own in the interval."""
        # Rule 1: poll at hash(device) mod min_poll_s.
        interval: int = head.get("min_poll_s", HOUR)
        place = int.from_bytes(hashlib.sha256(device.encode()).digest()[:8], "big") % interval
        turn = (self.now() - place) // interval + 1
        return turn * interval + place


def _read_head(payload: bytes) -> Json:
    """Return a head whose every member is of the right kind."""
    head = _parse(payload, "bad_head", "The head")
    read = _Reader(head, "bad_head", "The head")
    if head.get("schema") != HEAD:
        raise Refused("bad_head", f"The head is not {HEAD}: this client is too old for it, or it is none.")
    read.text("channel", r"[-a-zA-Z0-9_]{1,80}/[a-z_]{1,40}")
    read.text("default_rule", "allow|deny")
    read.number("epoch", 1)
    read.number("keys_version", 1)
    read.number("record_count")
    read.number("min_poll_s", 60, DAY)
    read.sha256("state_digest")
    if head.get("prev", "") is not None:
        read.sha256("prev")
    read.moment("expires_at")
    for name in ("demo", "held"):
        read.flag(name)
    if head.get("moved_to") is not None:
        read.text("moved_to", r"[-a-zA-Z0-9_]{1,80}")
    day = read.day("day")
    if read.number("seq") != read.number("revision") + day or day > read.moment("issued_at") // DAY + 1:
        raise read.wrong("seq")
    for blob in (head.get("full"), *read.many("deltas", 32)):
        one = _Reader(blob, "bad_head", "A blob in the head")
        one.text("url", r"blobs/[a-zA-Z0-9][-a-zA-Z0-9.]{0,199}")
        one.sha256("sha256")
        one.number("size", 1, MOST_BLOB)
        if blob is not head["full"]:
            one.number("base", 0, head["seq"] - 1)
    return head


def _read_record(record: Any, base: int, seq: int) -> str:
    """Return the id of a record whose members, as far as a client acts upon them, are of the right kind."""
    read = _Reader(record, "bad_blob", "A record")
    read.number("rev", base + 1, seq)
    read.text("status", "|".join(STATUSES))
    for identifier in read.many("identifiers"):
        one = _Reader(identifier, "bad_blob", "An identifier")
        one.text("kind", r"[a-z0-9_]{1,40}")
        one.text("value")
        if "min_version" in one.of:
            one.text("min_version", r"(?s).{1,200}")
    return read.text("id", r"[-a-zA-Z0-9_]{1,80}")


def pinned(pin: str) -> str:
    """Return the fingerprint of a root from itself, or from the path of a keys.json. Raises ValueError."""
    plain = pin.replace(":", "").replace(" ", "").lower()
    if re.fullmatch("[0-9a-f]{64}", plain):
        return plain
    try:
        raw = Path(pin).read_bytes()
        document = _parse(raw[: MOST_SIGNED + 1], "bad_keys", pin)
        payload = _signed(raw, "bad_keys", pin)[0] if "payload" in document else raw
        return _read_keys(payload).fingerprint
    except (OSError, Refused) as error:
        raise ValueError(f"{pin} is neither the fingerprint of a root (64 digits) nor a keys.json: {error}") from error


# ---- The copy on disk ------------------------------------------------------------------------------------------------


class Store:
    """The file that holds the copy: written beside its place, then moved there in one step."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until no other process of this device writes the copy."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Whoever may write in the folder must not have us open another file in the place of the lock.
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        with os.fdopen(os.open(str(self.path) + ".lock", flags, 0o644), "a+b") as lock:
            if sys.platform == "win32":
                import msvcrt

                lock.seek(0)
                msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            yield  # closing the file gives the lock back, however we leave

    def read(self) -> State:
        """Return the copy; an empty one where there is none. Raises `Refused` where it cannot be read."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return State()
        except OSError as error:
            raise Refused("no_copy", f"{self.path} cannot be read: {error.strerror}.") from error
        try:
            kept = _parse(raw, "no_copy", "the file")
            read = _Reader(kept, "no_copy", "the file")
            # Whoever may write the file may make it say anything: it is read as what a mirror gives.
            head = _read_head(json.dumps(kept["head"]).encode()) if kept["head"] != {} else {}
            records = {_read_record(record, 0, MOST_INTEGER): record for record in read.many("records")}
            keys = _read_keys(kept["keys"].encode()) if kept["keys"] else None
            pin, etag, source = (read.text(name, "(?s).*") for name in ("pin", "etag", "etag_source"))
            state = State(head, records, keys, pin, etag, source, read.number("keys_checked_at"))
            if head and (state.digest != head["state_digest"] or kept["version"] != 1):
                raise ValueError("its records are not those of its head")
            return state
        except (ValueError, KeyError, TypeError, AttributeError, Refused) as error:
            message = f"{self.path} is damaged ({error}): move it away, and the next sync fetches everything anew."
            raise Refused("no_copy", message) from error

    def write(self, state: State) -> None:
        """Put a copy in the place of the last one: whoever looks, whenever the power fails, finds one of the two.

        A link is refused: what it leads to would stay as it is, and might be somebody else's.
        """
        if self.path.is_symlink():
            raise Refused("no_copy", f"{self.path} is a symbolic link: name the file that it leads to.")
        kept = {
            "version": 1,
            "pin": state.pin,
            "keys": state.keys.payload.decode() if state.keys else "",
            "keys_checked_at": state.keys_checked_at,
            "etag": state.etag,
            "etag_source": state.etag_source,
            "head": state.head,
            "records": [state.records[one] for one in sorted(state.records)],
        }
        try:
            number, beside = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    json.dump(kept, file, separators=(",", ":"))
                    file.flush()
                    os.fsync(file.fileno())
                Path(beside).chmod(0o644)  # whoever enforces it may read it; it holds nothing that is not public
                Path(beside).replace(self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(beside).unlink()
                raise
            if os.name == "posix":
                folder = os.open(self.path.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)
        except OSError as error:
            raise Refused("no_copy", f"{self.path} cannot be written: {error.strerror}.") from error


# ---- What the copy says ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What the copy says of an application: whether it may be used, its status, and its record where there is one."""

    may_use: bool
    status: str
    record: Json | None = None
    min_version: str = ""


def answer(state: State, kind: str, value: str, version: str = "") -> Answer:
    """Return what a copy says of the application that a device knows by an identifier, in a version where it is given.

    Of several records that claim the identifier the strictest speaks.
    """
    found = []
    for record in state.records.values():
        for identifier in record["identifiers"]:
            if (identifier["kind"], identifier["value"]) == (kind, value):
                least = str(identifier.get("min_version", ""))
                usable = record["status"] in ("approved", "conditional")
                enough = not (version and least) or _version(version) >= _version(least)
                found.append(Answer(usable and enough, record["status"], record, least))
    order = {status: place for place, status in enumerate(("prohibited", "under_review", "conditional", "approved"))}
    if found:
        return min(found, key=lambda one: (one.may_use, order[one.status]))
    return Answer(state.head["default_rule"] == "allow", "unlisted")


def _version(text: str) -> tuple[tuple[int, str], ...]:
    """Return the numbers of a version, without the noughts at its end: 1.0 is 1.

    A number stands as its length and its digits, which compare as it does, however many they are: Python converts
    no more than 4,300 of them.
    """
    digits = [one.lstrip("0") for one in re.findall("[0-9]+", text)]
    while digits and not digits[-1]:
        digits.pop()
    return tuple((len(one), one) for one in digits)


# ---- The command -----------------------------------------------------------------------------------------------------


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--state", default=os.environ.get("AVAL_STATE") or "aval-state.json", help="file of the copy")
    commands = parser.add_subparsers(dest="command", required=True)
    sync = commands.add_parser("sync", help="bring the copy up to date")
    sync.add_argument("--source", action="append", required=True, help="address or folder of a feed/v1; repeatable")
    sync.add_argument("--channel", required=True, help="<organisation>/<device class>")
    sync.add_argument("--root", required=True, help="fingerprint of the root key, or a keys.json that is trusted")
    sync.add_argument("--allow-demo-key", action="store_true", help="believe a demonstration")
    sync.add_argument("--watch", action="store_true", help="stay, and poll as often as the head says")
    sync.add_argument("--device-id", default=platform.node(), help="what gives this device its place in the interval")
    commands.add_parser("status", help="say what the copy is and whether it is fresh")
    check = commands.add_parser("check", help="say whether an application may be used")
    check.add_argument("kind", help="kind of identifier, such as android_package")
    check.add_argument("value")
    check.add_argument("--version", default="", help="version that is installed")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code."""
    parser = _arguments()
    given = parser.parse_args(argv)
    if given.command == "sync":
        try:
            client = Client(given.source, given.channel, given.state, given.root, allow_demo_key=given.allow_demo_key)
        except ValueError as error:
            parser.error(str(error))
        return _run_sync(client, watch=given.watch, device=given.device_id)
    try:
        state = Store(given.state).read()
    except Refused as error:
        return _say(Outcome(error.code, str(error)))
    if not state.head:
        return _say(Outcome("no_copy", f"There is no copy at {given.state} yet: run sync first."))
    return _show_status(state) if given.command == "status" else _show_answer(state, given)


def _run_sync(client: Client, *, watch: bool, device: str) -> int:
    while True:
        try:
            outcome = client.sync()
        except OSError as error:
            outcome = Outcome("no_copy", f"{client.store.path} cannot be used: {error.strerror}.")
        except Refused as error:
            outcome = Outcome(error.code, str(error))
        code = _say(outcome)
        if not watch:
            return code
        with contextlib.suppress(Refused):
            client.sleep(max(1.0, client.next_poll(device, client.store.read().head) - client.now()))
            continue
        return code


def _say(outcome: Outcome) -> int:
    print(f"{outcome.code}: {outcome.message}", file=sys.stdout if outcome.exit == 0 else sys.stderr, flush=True)
    return outcome.exit


def _show_status(state: State) -> int:
    head = state.head
    expires = _moment(head["expires_at"])
    for name in ("channel", "epoch", "seq", "revision", "day", "default_rule", "record_count", "state_digest"):
        print(f"{name}: {head[name]}")
    print(f"signed: {head['issued_at']}\nexpires: {head['expires_at']}\nroot: {state.pin}")
    if time.time() >= expires:
        return _say(Outcome("expired", f"The copy expired on {_said(expires)}: it is kept, and may be out of date."))
    if "moved_to" in head:
        return _say(Outcome("moved", f"The organisation has ended; its successor: {head['moved_to'] or 'none'}."))
    return 0


def _show_answer(state: State, given: argparse.Namespace) -> int:
    found = answer(state, given.kind, given.value, given.version)
    record = found.record or {}
    shown: Json = {
        "may_use": found.may_use,
        "status": found.status,
        **({"min_version": found.min_version} if found.min_version else {}),
        **{name: record[name] for name in ("id", "conditions", "effective_on", "comply_by", "url") if name in record},
    }
    print(json.dumps(shown, ensure_ascii=False, indent=2))
    if time.time() >= _moment(state.head["expires_at"]):
        print("The copy has expired: this may be out of date.", file=sys.stderr)
    return 0 if found.may_use else 10


if __name__ == "__main__":
    sys.exit(main())
