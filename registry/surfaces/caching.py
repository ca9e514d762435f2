"""What a shared cache is told: bodies that are the same for everybody, compressed once, and what tells them apart."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import parse_etags

CODINGS = ("-gzip", "-br", "-zstd")
"""What compression appends to a tag, ours or that of a proxy (Apache, Caddy): the same document."""

LEVEL = 6


class SharedResponse(HttpResponse):
    """An answer that is the same whoever asks, from whatever page and in whatever language; only its coding differs."""

    varies_by = "Accept-Encoding"

    def __init__(self, body: bytes = b"", *, status: int = 200) -> None:
        """Open the answer to every origin, so that it need not be kept for each.

        Its coding is said even where it is none: whoever compresses on the way out then lets it be.
        """
        super().__init__(body, status=status, content_type="application/json")
        self["Content-Encoding"] = "identity"
        self["Access-Control-Allow-Origin"] = "*"


class SharedCacheMiddleware:
    """Lets `Vary` of a shared answer name what it varies by and no more, and takes the name of no coding off.

    On their way out others add the language and the origin, by which a cache would keep the same bytes many
    times over; it stands before them, and before whoever compresses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer."""
        response = self.get_response(request)
        if isinstance(response, SharedResponse):
            response["Vary"] = response.varies_by
            if response["Content-Encoding"] == "identity":
                del response["Content-Encoding"]
        return response


@dataclass(frozen=True)
class Body:
    """The bytes of an answer, compressed once however often they are sent."""

    plain: bytes = field(repr=False)

    @cached_property
    def compressed(self) -> bytes:
        """Return the same in gzip, always in the same bytes."""
        return gzip.compress(self.plain, LEVEL, mtime=0)

    def answer(self, tag: str, *, zipped: bool) -> SharedResponse:
        """Return it as an answer: each coding is a representation of its own, with a strong tag of its own."""
        response = SharedResponse(self.compressed if zipped else self.plain)
        if zipped:
            response["Content-Encoding"] = "gzip"
        response["ETag"] = coded(tag, zipped=zipped)
        return response


def unchanged(tag: str, *, zipped: bool) -> SharedResponse:
    """Return that whoever asks has it already."""
    response = SharedResponse(status=304)
    del response["Content-Type"]
    response["ETag"] = coded(tag, zipped=zipped)
    return response


def tagged(request: HttpRequest, raw: bytes, tag: str, *, content_type: str, kept: str) -> SharedResponse:
    """Return bytes that are sent as they are, or that whoever asks has them; `kept` is how caches keep them."""
    given = known_tags(request.headers.get("If-None-Match", ""))
    if tag in given or "*" in given:
        response = unchanged(tag, zipped=False)
    else:
        response = SharedResponse(raw)
        response["Content-Type"] = content_type
        response["ETag"] = coded(tag, zipped=False)
    response["Cache-Control"] = kept
    return response


def coded(tag: str, *, zipped: bool) -> str:
    """Return the entity tag of a coding."""
    return f'"{tag}-gzip"' if zipped else f'"{tag}"'


def known_tags(header: str) -> set[str]:
    """Return the entity tags of If-None-Match, compared weakly: unquoted, and without what compression added."""
    tags = set()
    for tag in parse_etags(header):
        opaque = tag.removeprefix("W/").strip('"')
        for coding in CODINGS:
            opaque = opaque.removesuffix(coding)
        if opaque != "*" or tag == "*":  # in quotes it is a tag as any other, and none of ours
            tags.add(opaque)
    return tags


def takes_gzip(header: str) -> bool:
    """Tell whether Accept-Encoding takes gzip (RFC 9110, 12.5.3): named, or by the asterisk, and not with weight 0."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if match := re.fullmatch(r"q\s*=\s*([01](?:\.\d{0,3})?)", parameter, re.ASCII):
                weight = float(match[1])
        weights[coding] = weight
    named = weights.get("gzip", weights.get("x-gzip"))
    return (weights.get("*", 0.0) if named is None else named) > 0
