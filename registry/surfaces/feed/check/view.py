"""The address at which identifiers are checked: it reads what is sent, answers, and keeps nothing of it."""

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from registry.surfaces import addresses
from registry.surfaces.feed import asked
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.check import sent
from registry.surfaces.feed.check.answers import Answers
from registry.surfaces.feed.check.matching import in_one_form, matched
from registry.surfaces.feed.check.payload import CheckedSerializer, CheckSentSerializer, UnreadableSerializer
from registry.surfaces.feed.check.prefixes import buckets
from registry.surfaces.feed.payload import OrganisationEndedSerializer
from registry.surfaces.parameters import KnowsItsParameters, refuse_unknown
from registry.surfaces.reading import snapshot


class CheckView(KnowsItsParameters):
    """Answers what holds for the identifiers that it is sent; they are in the body, where no log of addresses is."""

    problems = (410, 411, 413, 415)
    problem_serializers: ClassVar[dict[int, Any]] = {400: UnreadableSerializer, 410: OrganisationEndedSerializer}

    @extend_schema(
        operation_id="organisations_check",
        summary="Check what is installed",
        description=(
            f"What holds for up to {sent.MOST} identifiers on the devices of one class at one organisation, in the"
            " order in which they are sent. Nothing of what is sent is stored or logged."
            "\n\nWhoever would rather not say what is installed sends prefixes of hashes in place of identifiers, and"
            " is told of all identifiers of the registry that share them; or takes the feed, and compares at home."
        ),
        request={"application/json": CheckSentSerializer},
        responses={200: CheckedSerializer},
        tags=["organisations"],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Return what holds for each identifier."""
        refuse_unknown(request, ())
        what = sent.read(request)
        origin = addresses.origin(request)
        # It reads as a GET does, though it is sent something.
        with snapshot(longest_ms=settings.PUBLIC_STATEMENT_TIMEOUT_MS):
            channel = asked.channel(slug, what.device)
            asked.refuse_ended(channel, origin)
            answers = _answers(what, channel, origin)
        return Response(answers, headers={"Cache-Control": "no-store", "Content-Language": "fr, en"})


def _answers(what: sent.Sent, channel: Channel, origin: str) -> dict[str, Any]:
    """Return the answers to what was sent."""
    if what.by_prefix:
        filled = buckets(channel)
        found = [(prefix, filled.get(prefix, [])) for prefix in what.prefixes]
        answers = Answers(channel, {match.application for _prefix, one in found for _hash, match in one}, origin)
        return answers.head() | {"buckets": [answers.of_bucket(prefix, one) for prefix, one in found]}
    read = [in_one_form(kind, value) for kind, value in what.identifiers]
    known = matched(read)
    answers = Answers(channel, {match.application for match in known.values()}, origin)
    return answers.head() | {"results": [answers.of_read(one, known.get((one.kind, one.value))) for one in read]}
