"""The address of a feed: all of it, what changed after a cursor, or why there is neither."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from registry.surfaces import addresses
from registry.surfaces.caching import known_tags, takes_gzip, unchanged
from registry.surfaces.feed import asked
from registry.surfaces.feed.bodies import body_of
from registry.surfaces.feed.channel import AS_KNOWN_SCHEMA
from registry.surfaces.feed.cursor import Cursor
from registry.surfaces.feed.delta import refuse_foreign
from registry.surfaces.feed.headers import HEAD_HEADER, cache_control, say_state
from registry.surfaces.feed.payload import (
    CursorTooOldSerializer,
    DeltaSerializer,
    FeedSerializer,
    NoDeltaSerializer,
    OrganisationEndedSerializer,
)
from registry.surfaces.feed.unchanged import note
from registry.surfaces.parameters import MOMENT, KnowsItsParameters, freshness
from registry.terms import DeviceClass


class FeedView(KnowsItsParameters):
    """Answers with the feed of a channel: all of it, or what changed after a cursor."""

    known_parameters = ("device", "since", *MOMENT)
    problems = (409, 410, 503)
    problem_serializers: ClassVar[dict[int, Any]] = {
        409: NoDeltaSerializer,
        410: PolymorphicProxySerializer(
            "GoneProblem", [OrganisationEndedSerializer, CursorTooOldSerializer], resource_type_field_name=None
        ),
    }

    @extend_schema(
        operation_id="organisations_feed",
        summary="The device feed of an organisation",
        description=(
            "Everything that holds for the devices of one class at one organisation. Poll it with `If-None-Match`:"
            " an unchanged feed answers 304. It changes with each publication and each midnight in Paris."
            "\n\nWith `since` it answers with what changed after a cursor: whole records and tombstones. Put the"
            " records in place of those with the same `id`, drop those of the tombstones, and hold what you have"
            " against `record_count` and `state_digest`. Each answer holds the `cursor` for the next question, and"
            " its address, `next`. 409 and 410 name the full feed to take instead; after 503 keep what you have and"
            " ask again."
            "\n\nWith `on` or `revision` it answers as was known then, for whoever looks into the past: its `schema` is"
            f" then `{AS_KNOWN_SCHEMA}`, it is not to be kept, and a device must neither ask for it nor act upon it."
            " Names and texts read as they do now."
        ),
        parameters=[
            OpenApiParameter(
                "device",
                enum=DeviceClass.values,
                default=DeviceClass.PROFESSIONAL_PHONE.value,
                description="The device class.",
            ),
            OpenApiParameter("since", description="A cursor, as an earlier answer gave it: what changed after it."),
            OpenApiParameter("on", OpenApiTypes.DATE, description="A day; by default that of the revision, or today."),
            OpenApiParameter(
                "revision", OpenApiTypes.INT, description="A revision: what was known then; by default the last one."
            ),
            OpenApiParameter(
                HEAD_HEADER,
                location=OpenApiParameter.HEADER,
                response=[200, 304],
                description="The digest of `revision` in the chain of digests, see /api/v1/revisions/head/.",
            ),
        ],
        responses={
            200: PolymorphicProxySerializer(
                "FeedOrDelta", [FeedSerializer, DeltaSerializer], resource_type_field_name=None
            ),
            304: None,
        },
        tags=["organisations"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return the feed, or that it is unchanged, or why there is none."""
        given = request.query_params
        since = given.get("since", "")
        cursor = Cursor.read(since) if since else None
        if cursor and any(given.get(name) for name in MOMENT):
            raise ValidationError({"since": [_("A delta leads to the present: leave on and revision out.")]})
        channel = asked.channel(
            slug,
            asked.device_class(given.get("device", "")),
            asked.day(given.get("on", "")),
            asked.revision(given.get("revision", "")),
        )
        origin = addresses.origin(request)
        asked.refuse_unknown_state(channel)
        asked.refuse_ended(channel, origin)
        if cursor:
            refuse_foreign(cursor, channel, addresses.feed(origin, slug, channel.device_class))
        tag = channel.etag(origin, since)
        tags = known_tags(request.headers.get("If-None-Match", ""))
        zipped = takes_gzip(request.headers.get("Accept-Encoding", ""))
        if tag in tags:
            response = unchanged(tag, zipped=zipped)
        else:
            body = body_of(channel, cursor, origin, tag)
            response = unchanged(tag, zipped=zipped) if "*" in tags else body.answer(tag, zipped=zipped)
        if channel.is_past:
            response["Cache-Control"] = freshness(given)
        else:
            response["Cache-Control"] = cache_control(channel.day, timezone.now())
            note(request._request, channel, tag)
        say_state(response, channel.digest)
        return response
