"""The payload of a verdict: every answer explains itself."""

from typing import Any

from rest_framework import serializers

from registry.announcements.models import AnnouncedApplication
from registry.decisions.models import Decision
from registry.surfaces.api.fields import (
    AnnouncementReference,
    ApiField,
    ApplicationReference,
    ConditionsField,
    DecisionReference,
    MinimumVersionSerializer,
    OrganisationReference,
    TargetSerializer,
)
from registry.surfaces.api.verdicts.rows import rows
from registry.surfaces.texts import TextsField, TextsSerializer
from registry.terms import UNLISTED, DeviceClass, Fate, Outcome

STATUSES = (*Outcome.choices, (UNLISTED, "Not listed"))


class NamedSerializer(serializers.ModelSerializer[AnnouncedApplication]):
    """How the registry knows that a notice concerns the application, and what the notice says of it."""

    class Meta:
        model = AnnouncedApplication
        fields = ("provenance", "stance")


class RulingSerializer(serializers.ModelSerializer[Decision]):
    """A ruling, as far as it explains an answer."""

    organisation = OrganisationReference()
    authority = TextsField("name", source="organisation", help_text="The name of who decided, as the feed gives it.")
    target = TargetSerializer(source="*")
    conditions = ConditionsField("conditions", allow_null=True)
    rationale = TextsField("rationale")
    announcement = AnnouncementReference(source="basis", allow_null=True)
    api_url = ApiField("decision", by="uid")

    class Meta:
        model = Decision
        fields = (
            "uid",
            "organisation",
            "authority",
            "target",
            "outcome",
            "conditions",
            "effective_on",
            "comply_by",
            "rationale",
            "announcement",
            "api_url",
        )


class ReasonSerializer(serializers.Serializer[Any]):
    """A ruling that was a candidate, and what became of it."""

    fate = serializers.ChoiceField(choices=Fate.choices)
    decision = RulingSerializer()
    by = DecisionReference(allow_null=True, help_text="The ruling that caused it; null for those that hold.")
    named = NamedSerializer(
        allow_null=True, help_text="How its notice concerns the application; null where the registry has no link."
    )


class VerdictRows(serializers.ListSerializer[Any]):
    """The rows of a page, which are explained together."""

    def to_representation(self, data: Any) -> list[Any]:
        """Return the rows with all that explains them."""
        return super().to_representation(rows(data, self.context["asked"]))


class VerdictSerializer(serializers.Serializer[Any]):
    """What holds for an application and a device class at an organisation, since when, and why."""

    application = ApplicationReference()
    organisation = OrganisationReference(help_text="The organisation asked about.")
    device = serializers.ChoiceField(choices=DeviceClass.choices)
    status = serializers.ChoiceField(choices=STATUSES)
    since = serializers.DateField(
        allow_null=True, help_text="The first day of the unbroken run of this status; null for since always."
    )
    until = serializers.DateField(
        allow_null=True, help_text="The first day of another status; null where no end is known."
    )
    comply_by = serializers.DateField(allow_null=True, help_text="The last day by which devices must comply.")
    conditions = TextsSerializer(allow_null=True, help_text="The conditions of all rulings that hold, together.")
    minimum_versions = MinimumVersionSerializer(many=True)
    decided_by = OrganisationReference(
        allow_null=True, help_text="The nearest organisation with a say; null where the application is unlisted."
    )
    inherited = serializers.BooleanField(help_text="Whether that is an organisation above the one asked about.")
    decision = RulingSerializer(allow_null=True, help_text="The ruling that is cited; null where unlisted.")
    reasons = ReasonSerializer(many=True, help_text="Every ruling that was a candidate, those that hold first.")

    class Meta:
        list_serializer_class = VerdictRows
