"""The addresses of exports: what is on offer, each file, and the report on it."""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from registry.surfaces import addresses
from registry.surfaces.caching import Body, SharedResponse, known_tags, takes_gzip, unchanged
from registry.surfaces.exports import asked
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.listing import grounds, listing
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.made import REPRESENTATION, export_of, file_of
from registry.surfaces.exports.payload import (
    ExportsEndedSerializer,
    ExportsSerializer,
    RefusedFileSerializer,
    ReportSerializer,
)
from registry.surfaces.exports.report import report
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.headers import cache_control, say_state
from registry.surfaces.parameters import KnowsItsParameters
from registry.terms import DeviceClass

STATE_HEADER = "Aval-State"
"""The state of a file, for `since` of a later one: most formats have no place for it in the file itself."""

MODES = "default-allow, or default-deny; by default as the organisation's default rule says."

PARAMETERS = [
    OpenApiParameter("format_name", location=OpenApiParameter.PATH, enum=list(FORMATS)),
    OpenApiParameter("device", enum=DeviceClass.values, description="By default the first that the format serves."),
    OpenApiParameter("mode", description=MODES),
    OpenApiParameter(
        "since",
        description="An earlier state as a file or its report names it, for the formats that tell what changed since.",
    ),
]


class WhatIsThere(BaseContentNegotiation):
    """Gives what there is, whatever is accepted: management systems ask for anything, and take the file."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the first renderer, which writes problems."""
        return renderers[0], renderers[0].media_type


class ExportsView(KnowsItsParameters):
    """Answers with the files on offer to an organisation."""

    problems = (410,)
    problem_serializers: ClassVar[dict[int, Any]] = {410: ExportsEndedSerializer}

    @extend_schema(
        operation_id="organisations_exports",
        summary="Files for device management",
        description="The formats on offer, each with its device classes and modes, and what each file covers.",
        responses={200: ExportsSerializer, 304: None},
        tags=["organisations"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return the list, or that it is unchanged."""
        origin = addresses.origin(request)
        found = asked.channel(slug, DeviceClass.PROFESSIONAL_PHONE, origin)
        of = (found.etag(origin), REPRESENTATION, *(one.tagged for one in FORMATS.values()))
        tag = hashlib.sha256("\n".join(map(str, of)).encode()).hexdigest()[:32]
        return _answer(request, found, tag, lambda: JSONRenderer().render(listing(grounds(slug, origin), origin)))


class FileView(KnowsItsParameters):
    """Answers with a file."""

    known_parameters = ("device", "mode", "since")
    content_negotiation_class = WhatIsThere
    problems = (409, 410)
    problem_serializers: ClassVar[dict[int, Any]] = {409: RefusedFileSerializer, 410: ExportsEndedSerializer}

    @extend_schema(
        operation_id="organisations_export",
        summary="A file for device management",
        description=(
            "What holds for the devices of one class at one organisation, as a management system takes it. Poll it"
            " with `If-None-Match`: an unchanged file answers 304. A file that would leave devices without what they"
            " cannot do without, or that names more than the format takes, is refused with 409."
        ),
        parameters=PARAMETERS,
        responses={
            (200, "*/*"): OpenApiResponse(
                OpenApiTypes.BINARY, description="The file, in the media type of its format."
            ),
            304: None,
        },
        tags=["organisations"],
    )
    def get(self, request: Request, slug: str, format_name: str) -> HttpResponseBase:
        """Return the file, or that it is unchanged, or why there is none."""
        order = asked.order(slug, format_name, request.query_params, addresses.origin(request))
        named: list[str] = []

        def make() -> bytes:
            export = export_of(order)
            named.append(order.file_name(export.mode))
            return file_of(order, export)

        response = _answer(request, order.channel, order.tag, make)
        if response.status_code == 200:
            response["Content-Type"] = order.format.media_type
            response["Content-Disposition"] = f'attachment; filename="{named[0]}"'
        return response


class ReportView(KnowsItsParameters):
    """Answers with what a file could not express."""

    known_parameters = ("device", "mode", "since")
    problems = (410,)
    problem_serializers: ClassVar[dict[int, Any]] = {410: ExportsEndedSerializer}

    @extend_schema(
        operation_id="organisations_export_report",
        summary="The report on a file",
        description="What a file covers, what it could not express and why, and what to do about each.",
        parameters=PARAMETERS,
        responses={200: ReportSerializer, 304: None},
        tags=["organisations"],
    )
    def get(self, request: Request, slug: str, format_name: str) -> HttpResponseBase:
        """Return the report, or that it is unchanged."""
        order = asked.order(slug, format_name, request.query_params, addresses.origin(request))
        return _answer(
            request,
            order.channel,
            f"{order.tag}-report",
            lambda: JSONRenderer().render(report(order.format, export_of(order))),
        )


def _answer(request: Request, channel: Channel, tag: str, make: Callable[[], bytes]) -> SharedResponse:
    """Return what is made, or that whoever asks has it: nothing is made then, but where any tag would do.

    Whoever has a tag was given what it names; to whoever names none, what is refused has still to be refused.
    """
    tags = known_tags(request.headers.get("If-None-Match", ""))
    zipped = takes_gzip(request.headers.get("Accept-Encoding", ""))
    made = None if tag in tags else make()
    response = unchanged(tag, zipped=zipped) if made is None or "*" in tags else Body(made).answer(tag, zipped=zipped)
    response["Cache-Control"] = cache_control(channel.day, timezone.now())
    response[STATE_HEADER] = str(Loaded.of(channel))
    say_state(response, channel.digest)
    return response
