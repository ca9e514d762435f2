"""The root of the API: what there is."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from registry.surfaces import addresses
from registry.surfaces.parameters import KnowsItsParameters

NAMES = {
    "applications": "application-list",
    "organisations": "organisation-list",
    "categories": "category-list",
    "announcements": "announcement-list",
    "decisions": "decision-list",
    "verdicts": "verdict-list",
    "revisions": "revision-list",
    "schema": "schema",
    "docs": "docs",
}
FEED = "/api/v1/organisations/{organisation}/feed/{?device,since}"
CHECK = "/api/v1/organisations/{organisation}/check/"


class RootSerializer(serializers.Serializer[Any]):
    """The addresses of the API; those of the feed and of the check are URI templates (RFC 6570)."""

    applications = serializers.URLField()
    organisations = serializers.URLField()
    categories = serializers.URLField()
    announcements = serializers.URLField()
    decisions = serializers.URLField()
    verdicts = serializers.URLField()
    revisions = serializers.URLField()
    schema = serializers.URLField()
    docs = serializers.URLField()
    feed = serializers.CharField()
    check = serializers.CharField()


class RootView(KnowsItsParameters):
    """Lists what there is."""

    @extend_schema(operation_id="root", summary="What there is", responses=RootSerializer, tags=["root"])
    def get(self, request: Request) -> Response:
        """Return the addresses of the API."""
        lists = {name: reverse(f"api:{route}", request=request) for name, route in NAMES.items()}
        origin = addresses.origin(request)
        return Response({**lists, "feed": origin + FEED, "check": origin + CHECK})
