"""Announcements: official notices with their quotes and sources, and the applications that they concern."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.catalogue.applications import Application
from registry.decisions.models import Decision
from registry.surfaces.api.fields import (
    AddressOrNullField,
    ApiField,
    ApplicationReference,
    DecisionReference,
    PageField,
    TextOrNullField,
)
from registry.surfaces.api.filtering import CodeFilter, DayFilter, SlugFilter
from registry.surfaces.api.lists import ReadOnlyViewSet
from registry.surfaces.api.moments import AsKnownFilter
from registry.surfaces.texts import TextsField
from registry.terms import Jurisdiction, NoticeKind


class QuoteSerializer(serializers.ModelSerializer[Quote]):
    """Words of the notice, to the letter; `language` is a BCP 47 tag."""

    note = TextsField("note")

    class Meta:
        model = Quote
        fields = ("text", "language", "fidelity", "note")


class SourceSerializer(serializers.ModelSerializer[Source]):
    """Where the notice, or the report of it, was read."""

    url = AddressOrNullField()

    class Meta:
        model = Source
        fields = ("title", "url", "published_on")


class AnnouncedApplicationSerializer(serializers.ModelSerializer[AnnouncedApplication]):
    """An application that the notice concerns: how the registry knows it, and what the notice says of it."""

    application = ApplicationReference()

    class Meta:
        model = AnnouncedApplication
        fields = ("application", "provenance", "stance")


class AnnouncementSerializer(serializers.ModelSerializer[Announcement]):
    """An official measure, circular, advice or statement, or a press report of one."""

    title = TextsField("title")
    issuer = TextsField("issuer")
    speaker = TextOrNullField()
    speaker_role = TextsField("speaker_role")
    scope = TextsField("scope")
    summary = TextsField("summary")
    mark = TextsField("mark", help_text="How far the registry verified it.")
    quotes = QuoteSerializer(many=True)
    sources = SourceSerializer(many=True)
    applications = AnnouncedApplicationSerializer(many=True, source="announced_applications")
    decisions = DecisionReference(many=True, help_text="The decisions that rest on it.")
    published_in = serializers.IntegerField(source="published_in_id", help_text="The revision that published it.")
    changed_in = serializers.IntegerField(source="changed_in_id", help_text="The revision of its last change.")
    url = PageField("announcement")
    api_url = ApiField("announcement")

    class Meta:
        model = Announcement
        fields = (
            "slug",
            "kind",
            "jurisdiction",
            "title",
            "issuer",
            "speaker",
            "speaker_role",
            "date",
            "date_precision",
            "effective_on",
            "comply_by",
            "scope",
            "summary",
            "mark",
            "quotes",
            "sources",
            "applications",
            "decisions",
            "published_in",
            "changed_in",
            "url",
            "api_url",
        )


class AnnouncementFilter(AsKnownFilter):
    """What narrows the list of announcements."""

    kind = CodeFilter(choices=NoticeKind.choices, help_text="The kind of notice.")
    jurisdiction = CodeFilter(choices=Jurisdiction.choices, help_text="Whose notice it is.")
    application = SlugFilter(
        queryset=Application.objects.all(),
        field_name="announced_applications__application",
        help_text="The slug of an application that it concerns.",
    )
    date_from = DayFilter(field_name="date", lookup_expr="gte", help_text="The first day.")
    date_to = DayFilter(field_name="date", lookup_expr="lte", help_text="The last day.")

    def known(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the announcements that were published, with the decisions on them that were known."""
        revision = self.moment.revision
        decisions = Prefetch("decisions", Decision.objects.known(revision).select_related("organisation"))
        published = queryset.filter(published_in__lte=revision) if revision else queryset
        return published.prefetch_related(decisions)


class AnnouncementViewSet(ReadOnlyViewSet[Announcement]):
    """The notices on which decisions rest, and those that only inform; the latest first."""

    queryset = (
        Announcement.objects.published()
        .newest_first()
        .prefetch_related("quotes", "sources", "announced_applications__application")
    )
    serializer_class = AnnouncementSerializer
    filterset_class = AnnouncementFilter
    moment_of_one = ("revision",)
