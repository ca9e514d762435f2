"""The one address by which a page is known outside, whatever else stood in the address that was asked for."""

from urllib.parse import urlencode

from django.http import HttpRequest

from registry.surfaces.addresses import public_origin

MEANT = (
    "organisation",
    "device",
    "mode",
    "since",
    "on",
    "revision",
    "q",
    "status",
    "category",
    "platform",
    "publisher",
    "application",
    "jurisdiction",
    "kind",
    "outcome",
    "sort",
    "page",
)
"""What an address can mean, in the order in which a canonical one says it; anything else changes no page."""

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""The languages as the Open Graph protocol names them."""


def canonical(request: HttpRequest, code: str = "") -> str:
    """Return the address of the page at hand in a language; without one, that which leads to the reader's own."""
    rest = request.path.split("/", 2)[2]  # after the prefix of its language
    given = [(name, value) for name in MEANT for value in request.GET.getlist(name) if value]
    meant = [pair for pair in given if pair != ("page", "1")]
    path = "/".join(["", *([code] if code else []), rest])
    return f"{public_origin(request)}{path}{'?' * bool(meant)}{urlencode(meant)}"
