"""What is sent to be checked: read within bounds, never kept, and refused with a pointer to what is wrong."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from registry.catalogue.identifiers import KINDS
from registry.surfaces.feed.asked import no_device
from registry.surfaces.feed.check.prefixes import DIGITS
from registry.surfaces.parameters import shown
from registry.surfaces.problems import Problem
from registry.terms import DeviceClass

MOST_BYTES = 256 * 1024
MOST = 1000
LONGEST = 250
"""As long as a value in the catalogue can be."""

PREFIX = re.compile(rf"[0-9a-f]{{{DIGITS}}}", re.ASCII)
MEMBERS = ("device", "identifiers", "prefixes")


class Unreadable(Problem):
    """The body is not what can be checked; each error points to its place in it (RFC 6901)."""

    status_code = 400
    kind: ClassVar[str] = "invalid-body"


class TooLarge(Problem):
    """The body is longer than what is read."""

    status_code = 413
    kind: ClassVar[str] = "body-too-large"


class LengthRequired(Problem):
    """The body does not say how long it is, so that nobody knows whether it ends."""

    status_code = 411
    kind: ClassVar[str] = "length-required"


@dataclass(frozen=True)
class Sent:
    """What is to be checked: identifiers, by kind and value as they were sent, or prefixes in their place."""

    device: DeviceClass
    identifiers: Sequence[tuple[str, str]]
    prefixes: Sequence[str]
    by_prefix: bool


def read(request: Request) -> Sent:
    """Return what is sent. Raises a problem where it cannot be read."""
    sent = _json(_body(request))
    if not isinstance(sent, dict):
        _refuse("", _("Send an object: {“identifiers”: [{“kind”: …, “value”: …}]}."))
    for name in sent:
        if name not in MEMBERS:
            words = {"name": shown(name), "known": ", ".join(MEMBERS)}
            _refuse("", _("There is no member “%(name)s” here. This address knows: %(known)s.") % words)
    if ("identifiers" in sent) == ("prefixes" in sent):
        _refuse("", _("Send either identifiers or prefixes."))
    return Sent(
        device=_device(sent.get("device", DeviceClass.PROFESSIONAL_PHONE.value)),
        identifiers=[_identifier(at, one) for at, one in enumerate(_list(sent, "identifiers"))],
        prefixes=[_prefix(at, one) for at, one in enumerate(_list(sent, "prefixes"))],
        by_prefix="prefixes" in sent,
    )


def _body(request: Request) -> bytes:
    """Return the bytes that were sent, of which no more are read than are taken."""
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(shown(request.content_type))
    length = request.headers.get("content-length") or ""
    if not length.isdecimal() and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise LengthRequired(_("Say how long what you send is, by the header Content-Length."))
    if length.isdecimal() and (len(length) > 9 or int(length) > MOST_BYTES):
        _refuse_length()
    body: bytes = request._request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        _refuse_length()
    return body


def _refuse_length() -> NoReturn:
    raise TooLarge(_("Send 256 KiB at most: check the rest in another request."), most_bytes=MOST_BYTES)


def _json(body: bytes) -> Any:
    """Return the JSON of a body (RFC 8259, in UTF-8)."""

    def refuse_constant(name: str) -> NoReturn:
        raise ValueError(name)

    try:
        return json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):  # no JSON, not in UTF-8, a number without end, nested without end
        _refuse("", _("Send JSON in UTF-8."))


def _list(sent: dict[str, Any], name: str) -> list[Any]:
    """Return a list that was sent, an empty one where it was not."""
    given = sent.get(name, [])
    if not isinstance(given, list):
        _refuse(f"/{name}", _("Send a list."))
    if len(given) > MOST:
        sentence = ngettext("Send %(most)s entry at most.", "Send %(most)s entries at most.", MOST)
        _refuse(f"/{name}/{MOST}", sentence % {"most": MOST})
    return given


def _device(given: Any) -> DeviceClass:
    if given not in DeviceClass.values:
        _refuse("/device", no_device(str(given)))
    return DeviceClass(given)


def _identifier(at: int, given: Any) -> tuple[str, str]:
    """Return the kind and value of an identifier."""
    place = f"/identifiers/{at}"
    if not isinstance(given, dict) or given.keys() != {"kind", "value"}:
        _refuse(place, _("An identifier has a kind and a value, and nothing else."))
    kind, value = given["kind"], given["value"]
    if not isinstance(kind, str) or kind not in KINDS:
        _refuse(f"{place}/kind", _("There is no such kind. It is one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        _refuse(f"{place}/value", _("A value is a text of 1 to %(longest)s characters.") % {"longest": LONGEST})
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
        _refuse(f"{place}/value", _("A value is a text: there is half a character in it, or a character of value 0."))
    return kind, value


def _prefix(at: int, given: Any) -> str:
    if not isinstance(given, str) or not PREFIX.fullmatch(given):
        sentence = _("A prefix is the first %(digits)s digits of a SHA-256 in hexadecimal, lower case.")
        _refuse(f"/prefixes/{at}", sentence % {"digits": DIGITS})
    return given


def _refuse(pointer: str, detail: str) -> NoReturn:
    """Raise a problem at a place of what was sent, whose value it does not repeat."""
    raise Unreadable(detail, errors=[{"detail": detail, "pointer": f"#{pointer}"}])
