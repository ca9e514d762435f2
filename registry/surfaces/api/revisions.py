"""Revisions: the publications, each with its reason and the digest that covers it and the one before.

Who published is not told: the name of an account is of no use to a reader, and personal.
"""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from registry.revisions.models import Revision
from registry.surfaces.api.fields import ApiField
from registry.surfaces.api.filtering import DayFilter
from registry.surfaces.api.lists import ReadOnlyViewSet


class WhySerializer(serializers.ModelSerializer[Revision]):
    """The reason for a publication, in the language in which it was given."""

    text = serializers.CharField(source="why")
    language = serializers.CharField(source="why_language")

    class Meta:
        model = Revision
        fields = ("text", "language")


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    """A publication."""

    why = WhySerializer(source="*")
    seq = serializers.IntegerField(help_text="The clock of the feed at the moment of the publication.")
    published_by_its_author = serializers.SerializerMethodField(
        help_text="Whether whoever published it had written it too: no second person signed."
    )
    api_url = ApiField("revision", by="number")

    class Meta:
        model = Revision
        fields = (
            "number",
            "day",
            "published_at",
            "seq",
            "why",
            "published_by_its_author",
            "effect",
            "previous_digest",
            "digest",
            "api_url",
        )

    def get_published_by_its_author(self, revision: Revision) -> bool:
        """Return whether nobody else signed."""
        return revision.published_by_its_author


class WholeRevisionSerializer(RevisionSerializer):
    """A publication with all that it published, by public ids."""

    contents = serializers.ListField(child=serializers.DictField())

    class Meta(RevisionSerializer.Meta):
        fields = (*RevisionSerializer.Meta.fields[:-1], "contents", "api_url")  # type: ignore[assignment]


class RevisionFilter(django_filters.FilterSet):
    """What narrows the list of revisions."""

    day_from = DayFilter(field_name="day", lookup_expr="gte", help_text="The first day.")
    day_to = DayFilter(field_name="day", lookup_expr="lte", help_text="The last day.")


class RevisionViewSet(ReadOnlyViewSet[Revision]):
    """The publications, the last one first; one by one with all that they published."""

    queryset = Revision.objects.newest_first()
    filterset_class = RevisionFilter
    lookup_field = "number"
    lookup_value_regex = "[1-9][0-9]{0,8}"

    def get_queryset(self) -> QuerySet[Revision]:
        """Return the publications; what was published is read of one at a time."""
        found = super().get_queryset()
        return found if self.action == "retrieve" else found.defer("contents")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """Return the payload: what was published is told of one publication at a time."""
        return WholeRevisionSerializer if self.action == "retrieve" else RevisionSerializer

    @extend_schema(
        summary="The last publication, the head of the chain of digests",
        description=(
            "Note its `digest`: `manage.py verify_chain --head <digest>` says whether the chain still goes through it."
        ),
        responses=RevisionSerializer,
    )
    # Its method is not called `head`, since views answer by that name to the method of HTTP.
    @action(detail=False, url_path="head", filterset_class=None, pagination_class=None)
    def last(self, request: Request) -> Response:
        """Return the last publication."""
        last = self.get_queryset().first()
        if last is None:
            raise NotFound(_("The registry has published nothing yet."))
        return Response(self.get_serializer(last).data)
