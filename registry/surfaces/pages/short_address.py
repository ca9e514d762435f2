"""The short address of an answer, for block messages and posters, and the code by which a phone reads it."""

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from registry.catalogue.applications import Application
from registry.revisions.models import today
from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.asking import Asked, asked
from registry.surfaces.pages.methods import only_read
from registry.surfaces.pages.remembered import address_with, answerable, is_asked, remembered
from registry.surfaces.pages.seats import seats

QUIET_ZONE = 4
"""How many modules stay white around the code (ISO/IEC 18004)."""


@only_read
def short_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the answer on an application, in the language that the browser asks for.

    What the address asks goes along; where it names neither an organisation nor a device, the reader's choice does.
    """
    application = get_object_or_404(Application.objects.only("slug"), slug=slug)
    address = reverse("pages:application", args=[application.slug])
    query = request.META.get("QUERY_STRING", "")
    choice = answerable(request, seats(today())) if is_asked(request) and remembered(request) else None
    if choice:
        response = redirect(address_with(request, address, choice))
        response.headers["Cache-Control"] = "no-store"
    else:
        response = redirect(f"{address}?{query}" if query else address)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])  # of the administration, which keeps a language in one
    return response


@only_read
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the short address of an answer as a QR code (ISO/IEC 18004), an SVG. Five queries."""
    application = get_object_or_404(Application.objects.only("slug"), slug=slug)
    drawn = BytesIO()
    segno.make(printed_address(request, application, asked(request)), error="m", micro=False).save(
        drawn, kind="svg", border=QUIET_ZONE, light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def printed_address(request: HttpRequest, application: Application, question: Asked) -> str:
    """Return the short address of an answer, for the same organisation and device, and for whatever day it is read."""
    return public_origin(request) + reverse("short_address", args=[application.slug]) + _lasting(question)


def code_url(application: Application, question: Asked) -> str:
    """Return the address of the code of that address."""
    return reverse("short_address_code", args=[application.slug]) + _lasting(question)


def _lasting(question: Asked) -> str:
    return question.tail_with(on="", revision="")
