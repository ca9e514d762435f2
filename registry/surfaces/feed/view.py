"""The address of a feed: who asks with the tag of an unchanged one is told so at the price of one query."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.http import HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from registry.languages import in_words
from registry.surfaces import addresses
from registry.surfaces.feed import asked
from registry.surfaces.feed.channel import AS_KNOWN_SCHEMA, Channel, find_channel
from registry.surfaces.feed.document import document
from registry.surfaces.feed.payload import FeedSerializer, OrganisationEndedSerializer
from registry.surfaces.feed.state import State
from registry.surfaces.parameters import MOMENT, KnowsItsParameters, freshness, shown
from registry.surfaces.problems import Problem
from registry.terms import DeviceClass

HEAD_HEADER = "Aval-Revision-Digest"
"""The digest of the last publication that a feed knows: whoever polls can pin the chain by it."""

FRESH = 60
FRESH_WHILE_REVALIDATING = 300
FRESH_ON_ERROR = 86_400

CODINGS = ("-gzip", "-br", "-zstd")
"""What proxies that compress append to a tag (Apache, Caddy): the same document."""


class OrganisationEnded(Problem):
    """The organisation is no more; the problem names its successor."""

    status_code = 410
    kind: ClassVar[str] = "organisation-ended"


class NoBaseline(Problem):
    """Devices would be denied everything, the applications that they cannot do without included."""

    status_code = 409
    kind: ClassVar[str] = "no-baseline"


class FeedView(KnowsItsParameters):
    """Answers with the full feed of a channel."""

    known_parameters = ("device", *MOMENT)
    problems = (409, 410)
    problem_serializers: ClassVar[dict[int, Any]] = {410: OrganisationEndedSerializer}

    @extend_schema(
        operation_id="organisations_feed",
        summary="The device feed of an organisation",
        description=(
            "Everything that holds for the devices of one class at one organisation. Poll it with `If-None-Match`:"
            " an unchanged feed answers 304. It changes with each publication and each midnight in Paris."
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
        responses={200: FeedSerializer, 304: None},
        tags=["organisations"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return the feed, or that it is unchanged, or why there is none."""
        given = request.query_params
        channel = find_channel(
            slug,
            asked.device_class(given.get("device", "")),
            asked.day(given.get("on", "")),
            asked.revision(given.get("revision", "")),
        )
        origin = addresses.origin(request)
        if channel is None:
            raise NotFound(_("There is no organisation “%(slug)s”.") % {"slug": shown(slug)})
        asked.refuse_unknown_state(channel)
        if channel.ends_on is not None and channel.ends_on <= channel.day:
            raise _ended(channel, channel.ends_on, origin)
        tag = channel.etag(origin)
        tags = _tags(request.headers.get("If-None-Match", ""))
        response: HttpResponseBase
        if tag in tags:
            response = HttpResponseNotModified()
        else:
            state = State(channel)
            if state.denies_all:
                raise NoBaseline(
                    _(
                        "%(organisation)s denies what is not listed and has no baseline: its devices would be left"
                        " without the applications that they cannot do without."
                    )
                    % {"organisation": channel.organisation.name}
                )
            response = HttpResponseNotModified() if "*" in tags else Response(document(state, origin))
        response.headers["ETag"] = f'"{tag}"'
        response.headers["Cache-Control"] = (
            freshness(given) if channel.is_past else cache_control(channel, timezone.now())
        )
        response.headers[HEAD_HEADER] = channel.digest
        response.headers["Content-Language"] = "fr, en"
        patch_vary_headers(response, ["Accept-Encoding"])  # whoever compresses it may forget to say so
        return response


def cache_control(channel: Channel, now: datetime) -> str:
    """Return how long a feed may be kept: as fresh never past the midnight that ends its day."""
    midnight = datetime.combine(channel.day + timedelta(days=1), time.min, timezone.get_default_timezone())
    left = max(0, int(midnight.timestamp() - now.timestamp()))
    fresh = min(FRESH, left)
    revalidating = min(FRESH_WHILE_REVALIDATING, left - fresh)
    return f"public, max-age={fresh}, stale-while-revalidate={revalidating}, stale-if-error={FRESH_ON_ERROR}"


def _tags(header: str) -> set[str]:
    """Return the entity tags of a header, compared weakly: unquoted, and without what compression added."""
    tags = set()
    for tag in parse_etags(header):
        opaque = tag.removeprefix("W/").strip('"')
        for coding in CODINGS:
            opaque = opaque.removesuffix(coding)
        tags.add(opaque)
    return tags


def _ended(channel: Channel, ended_on: date, origin: str) -> OrganisationEnded:
    """Return the problem of an organisation that has ended, with where its devices are looked after now."""
    words = {
        "organisation": channel.organisation.name,
        "day": in_words(ended_on),
        "successor": channel.successor,
    }
    sentence = (
        _("%(organisation)s ended on %(day)s. Take the feed of its successor, %(successor)s.")
        if channel.successor
        else _("%(organisation)s ended on %(day)s and has no successor.")
    )
    return OrganisationEnded(
        sentence % words,
        ended_on=ended_on.isoformat(),
        successor=channel.successor,
        successor_feed=channel.successor and addresses.feed(origin, channel.successor, channel.device_class),
    )
