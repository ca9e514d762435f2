"""What surrounds every page: the way to show one, with the languages in which it can be read."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info

from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.outside.canonical import LOCALES, canonical
from registry.surfaces.parameters import freshness


class Reading(NamedTuple):
    """A language in which the page at hand can be read, and where."""

    code: str
    name: str
    url: str


class Known(NamedTuple):
    """A language in which a page is known outside, as the Open Graph protocol names it too, and by which address."""

    code: str
    locale: str
    url: str


class Step(NamedTuple):
    """A step of the breadcrumb; the last one, the page itself, has no address."""

    name: str
    url: str = ""


class Way(NamedTuple):
    """A way on from here: what it is called and where it leads."""

    name: str
    url: str


def readings(request: HttpRequest) -> list[Reading]:
    """Return the languages of the site, each with the address of this same page in it."""
    codes = [code for code, _name in settings.LANGUAGES]
    address = request.get_full_path()
    for code in codes:
        if address.startswith(f"/{code}/"):
            rest = address.removeprefix(f"/{code}/")
            break
    else:
        rest = ""
    return [Reading(code, get_language_info(code)["name_local"].capitalize(), f"/{code}/{rest}") for code in codes]


def known(request: HttpRequest) -> dict[str, Any]:
    """Return the addresses by which the page at hand is known, its own and its other languages’, and its card."""
    editions = [Known(code, LOCALES[code], canonical(request, code)) for code, _name in settings.LANGUAGES]
    own = next((one for one in editions if request.path.startswith(f"/{one.code}/")), None)
    if own is None:
        return {}
    return {
        "known": own,
        "editions": editions,
        "any_language": canonical(request),
        "origin": public_origin(request),
        "card": f"aval/card-{own.code}.png",
    }


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page, with the furniture that every page carries."""
    # An error is known by no address; one of them is that a host is not ours, which then cannot be asked for.
    furniture = {"languages": readings(request)} | (known(request) if status == HTTPStatus.OK else {})
    response = render(request, template, {**furniture, **context}, status=status)
    response.headers["Cache-Control"] = freshness(request.GET) if status == HTTPStatus.OK else "no-store"
    return response
