"""The choice that a reader's browser remembers: an organisation and a device, in one cookie and nowhere else."""

import re
from datetime import timedelta
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from registry.surfaces.pages.methods import View
from registry.surfaces.pages.moment import moment
from registry.surfaces.pages.seats import Seats, seats
from registry.terms import DeviceClass

CHOSEN = ("organisation", "device")

LASTS = timedelta(days=390)
"""As long as a choice is remembered: thirteen months at most, as the CNIL asks of what needs no consent."""


class Choice(NamedTuple):
    """An organisation and a device, by their codes; as text it is what the cookie holds."""

    organisation: str
    device: str

    def __str__(self) -> str:
        """Return what the cookie holds, e.g. culture:professional_phone."""
        return f"{self.organisation}:{self.device}"


def remembered(request: HttpRequest) -> Choice | None:
    """Return what the cookie holds, None where there is none or it cannot be read."""
    written = re.fullmatch(r"([-\w]{1,100}):(\w+)", request.COOKIES.get(settings.CHOICE_COOKIE_NAME, ""), re.ASCII)
    if written is None or written[2] not in DeviceClass.values:
        return None
    return Choice(written[1], written[2])


def told(request: HttpRequest) -> dict[str, Any]:
    """Return what a reader is told of the cookie, and of what it holds in their browser. No query."""
    choice = remembered(request)
    return {
        "cookie": settings.CHOICE_COOKIE_NAME,
        "remembered": choice,
        "remembered_device": DeviceClass(choice.device).label if choice else "",
    }


def is_asked(request: HttpRequest) -> bool:
    """Tell whether the cookie has a say.

    An address that names an organisation or a device is a whole question and answers alike for everybody:
    whoever shares it shares the answer.
    """
    return not any(request.GET.get(name) for name in CHOSEN)


def answerable(request: HttpRequest, known: Seats) -> Choice | None:
    """Return the remembered choice, None where there is none or its organisation is unknown or has ended."""
    choice = remembered(request)
    organisation = known.named(choice.organisation) if choice else None
    return None if organisation is None or known.ended(organisation) else choice


def has_lapsed(request: HttpRequest, known: Seats) -> bool:
    """Tell whether a page answers for the root because what its reader had chosen can no longer be answered for."""
    has_cookie = settings.CHOICE_COOKIE_NAME in request.COOKIES
    return has_cookie and is_asked(request) and answerable(request, known) is None


def address_with(request: HttpRequest, path: str, choice: Choice) -> str:
    """Return a path with all that was asked and the choice besides."""
    query = request.GET.copy()
    for name, value in choice._asdict().items():
        query[name] = value
    return f"{path}?{query.urlencode()}"


def remembering(view: View) -> View:
    """Return a page that leads whoever has chosen to the address that names the choice, so that it can be shared.

    Where it leads on: four queries, and one more where a revision is named. They come besides the page's
    own where the choice has lapsed.
    """

    @wraps(view)
    def read(request: HttpRequest, **named: str) -> HttpResponse:
        if not is_asked(request):
            return view(request, **named)
        response = _led_on(request) or view(request, **named)
        patch_vary_headers(response, ["Cookie"])
        return response

    return read


def _led_on(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the address that names the choice, None where there is none to name."""
    if remembered(request) is None:
        return None
    at = moment(request)
    choice = answerable(request, seats(at.on, at.revision_number))
    if choice is None:
        return None
    response = redirect(address_with(request, request.path, choice))
    response.headers["Cache-Control"] = "no-store"
    return response
