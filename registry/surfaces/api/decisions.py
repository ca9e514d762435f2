"""Decisions: who ruled what on which application or category, from when, and on what basis."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, Category
from registry.catalogue.organisations import Organisation
from registry.decisions.models import Decision, DecisionQuerySet, MinimumVersion, Withdrawal
from registry.surfaces.api.fields import (
    AnnouncementReference,
    ApiField,
    ConditionsField,
    DecisionReference,
    MinimumVersionSerializer,
    OrganisationReference,
    TargetSerializer,
)
from registry.surfaces.api.filtering import CodeFilter, DayFilter, SlugFilter, WholeNumberFilter, YesOrNoFilter
from registry.surfaces.api.lists import ReadOnlyViewSet
from registry.surfaces.api.moments import AsKnownFilter
from registry.surfaces.texts import TextsField
from registry.terms import DeviceClass, Outcome


class StatedVersionSerializer(MinimumVersionSerializer, serializers.ModelSerializer[MinimumVersion]):
    """The lowest version that the decision accepts, by one identifier."""

    kind = serializers.CharField(source="identifier.kind")
    value = serializers.CharField(source="identifier.value")

    class Meta:
        model = MinimumVersion
        fields = ("kind", "value", "version")


class WithdrawalSerializer(serializers.ModelSerializer[Withdrawal]):
    """The end of the decision before its time."""

    reason = TextsField("reason")
    revision = serializers.IntegerField(source="revision_id")

    class Meta:
        model = Withdrawal
        fields = ("uid", "ends_on", "reason", "revision")


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """A ruling of an organisation."""

    organisation = OrganisationReference()
    target = TargetSerializer(source="*")
    device_classes = serializers.ListField(child=serializers.ChoiceField(choices=DeviceClass.choices))
    conditions = ConditionsField("conditions", allow_null=True)
    minimum_versions = StatedVersionSerializer(many=True)
    rationale = TextsField("rationale")
    announcement = AnnouncementReference(source="basis", allow_null=True, help_text="The notice on which it rests.")
    derogates = DecisionReference(allow_null=True, help_text="The decision from which it derogates.")
    withdrawals = WithdrawalSerializer(many=True)
    ends_on = serializers.DateField(
        allow_null=True, help_text="The first day on which it is no longer in force, by expiry or by withdrawal."
    )
    lapses_on = serializers.DateField(
        allow_null=True,
        help_text="The same, or the day on which the decision from which it derogates lapses, or whoever made it ends.",
    )
    revision = serializers.IntegerField(source="revision_id", help_text="The revision that published it.")
    api_url = ApiField("decision", by="uid")

    class Meta:
        model = Decision
        fields = (
            "uid",
            "organisation",
            "target",
            "device_classes",
            "outcome",
            "conditions",
            "minimum_versions",
            "effective_on",
            "expires_on",
            "comply_by",
            "rationale",
            "announcement",
            "derogates",
            "withdrawals",
            "ends_on",
            "lapses_on",
            "revision",
            "api_url",
        )


class DecisionFilter(AsKnownFilter):
    """What narrows the list of decisions."""

    organisation = SlugFilter(queryset=Organisation.objects.all(), help_text="The slug of who decided.")
    application = SlugFilter(
        queryset=Application.objects.all(), help_text="The slug of an application that the decision itself names."
    )
    category = SlugFilter(
        queryset=Category.objects.all(), help_text="The slug of a category that the decision itself names."
    )
    device = CodeFilter(choices=DeviceClass.choices, method="covering", help_text="A device class that it covers.")
    outcome = CodeFilter(choices=Outcome.choices, help_text="What it says.")
    announcement = SlugFilter(
        queryset=Announcement.objects.published(),
        field_name="basis",
        help_text="The slug of the notice it rests on.",
    )
    derogation = YesOrNoFilter(
        field_name="derogates", lookup_expr="isnull", exclude=True, help_text="Derogations alone, or without them."
    )
    on = DayFilter(method="in_force", help_text="A day, in ISO 8601: those in force then.")
    ends_within = WholeNumberFilter(
        method="ending",
        help_text="Derogations in force that lapse within so many days of `on`, by default of today or of the day of"
        " the revision; the first to lapse first.",
    )
    published_in = WholeNumberFilter(field_name="revision", help_text="The revision that published it.")

    def known(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the decisions that were known, each with the withdrawals that were, and the day on which it lapses."""
        revision = self.moment.revision
        decisions = Decision.objects.known(revision).with_lapse(revision).for_display()
        if revision is None:
            return decisions.newest_first()
        then = Prefetch("withdrawals", Withdrawal.objects.filter(revision__lte=revision))
        return decisions.prefetch_related(None).prefetch_related(then, "minimum_versions__identifier").newest_first()

    def in_force(self, decisions: DecisionQuerySet, name: str, value: date) -> QuerySet[Any]:
        """Keep those that are in force on a day."""
        return decisions.in_force(value, self.moment.revision)

    def ending(self, decisions: DecisionQuerySet, name: str, value: int) -> QuerySet[Any]:
        """Keep the derogations that lapse soon."""
        return decisions.ending_within(value, *self.moment)

    def covering(self, decisions: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those that cover a device class."""
        return decisions.filter(device_classes__contains=[value])


class DecisionViewSet(ReadOnlyViewSet[Decision]):
    """The rulings of the organisations, the last published first; none is ever edited or deleted."""

    queryset = Decision.objects.all()
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    moment_of_one = ("revision",)
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
