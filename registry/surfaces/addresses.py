"""The addresses that payloads point to, as the contract of addresses has them, below an origin.

A page is named without its language: there it leads on to the one that the reader's browser asks for.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

PAGES = {
    "application": "/applications/{}/",
    "organisation": "/organisations/{}/",
    "category": "/categories/{}/",
    "announcement": "/announcements/{}/",
}


def origin(request: HttpRequest | Request) -> str:
    """Return the origin under which the registry was reached, e.g. https://aval.example."""
    return f"{request.scheme}://{request.get_host()}"


def public_origin(request: HttpRequest) -> str:
    """Return where the site is known to stand: PUBLIC_URL, or else the origin that was asked."""
    return settings.PUBLIC_URL or origin(request)


def page(under: str, kind: str, slug: str) -> str:
    """Return the address of the page of a thing."""
    return under + PAGES[kind].format(slug)


def feed(under: str, organisation: str, device_class: str) -> str:
    """Return the address of a feed."""
    return f"{under}/api/v1/organisations/{organisation}/feed/?device={device_class}"


def feed_since(under: str, organisation: str, device_class: str, cursor: str) -> str:
    """Return the address of what changes in a feed after a cursor."""
    return f"{feed(under, organisation, device_class)}&since={cursor}"


def answer(under: str, application: str, organisation: str, device_class: str) -> str:
    """Return the short address of an answer, for the message of a device that blocks an application."""
    return f"{under}/a/{application}?organisation={organisation}&device={device_class}"


def exports(under: str, organisation: str) -> str:
    """Return the address of the list of files for device management."""
    return f"{under}/api/v1/organisations/{organisation}/exports/"


def export(
    under: str,
    organisation: str,
    format_name: str,
    *,
    device: str,
    mode: str | None = None,
    since: str | None = None,
    report: bool = False,
) -> str:
    """Return the address of a file for device management, or of the report on it."""
    given = {"device": device, "mode": mode, "since": since}
    asked = urlencode({name: value for name, value in given.items() if value is not None})
    return f"{exports(under, organisation)}{format_name}/{'report/' if report else ''}?{asked}"
