"""Revisions: the publications, each with its reason and the digest that covers it and the one before.

Who published is not told: the name of an account is of no use to a reader, and personal.
"""

from typing import Any

import django_filters
from rest_framework import serializers

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
    api_url = ApiField("revision", by="number")

    class Meta:
        model = Revision
        fields = ("number", "day", "published_at", "seq", "why", "previous_digest", "digest", "api_url")


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

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """Return the payload: what was published is told of one publication at a time."""
        return RevisionSerializer if self.action == "list" else WholeRevisionSerializer
