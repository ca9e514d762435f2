"""The shape of a feed as its OpenAPI document shows it; what writes it stands in `records` and `document`."""

from typing import Any

from rest_framework import serializers

from registry.surfaces.feed.channel import AS_KNOWN_SCHEMA, SCHEMA
from registry.surfaces.feed.delta import DELTA_SCHEMA
from registry.surfaces.openapi import ProblemSerializer
from registry.surfaces.texts import TextsSerializer
from registry.terms import IdentifierKind, Outcome, Rule


class FeedIdentifierSerializer(serializers.Serializer[Any]):
    """A value by which a device knows the application. An identifier of its publisher is never among them."""

    kind = serializers.ChoiceField(choices=IdentifierKind.choices)
    value = serializers.CharField()
    min_version = serializers.CharField(
        required=False, help_text="The lowest version allowed; numbers with dots, on Android the version code."
    )


class FeedReasonSerializer(serializers.Serializer[Any]):
    """The ruling that is cited."""

    decision = serializers.UUIDField(
        allow_null=True, help_text="The decision, see /api/v1/decisions/; null where the baseline alone allows it."
    )
    announcement_url = serializers.URLField(
        allow_null=True, help_text="The notice on which the decision rests; null where it cites none."
    )
    authority = TextsSerializer(help_text="The name of the organisation that decided.")


class FeedRecordSerializer(serializers.Serializer[Any]):
    """What holds for one application in the channel. Members marked as not required are left out where empty."""

    id = serializers.SlugField(help_text="The slug of the application.")
    rev = serializers.IntegerField(help_text="The seq at which the record last changed.")
    status = serializers.ChoiceField(choices=Outcome.choices)
    name = TextsSerializer()
    identifiers = FeedIdentifierSerializer(many=True)
    conditions = TextsSerializer(required=False)
    effective_on = serializers.DateField(help_text="The first day of the unbroken run of this status.")
    comply_by = serializers.DateField(required=False, help_text="The last day by which devices must comply.")
    until = serializers.DateField(
        required=False,
        help_text="The first day of another status, as known now. For information: act on a newer feed alone.",
    )
    reason = FeedReasonSerializer()
    url = serializers.URLField(help_text="The page that answers for this application, organisation and device.")
    alternatives = serializers.ListField(
        child=serializers.SlugField(),
        help_text="Ids of records that may be used in place of one that may not: up to 8 of the same category.",
    )


class FeedSerializer(serializers.Serializer[Any]):
    """The full feed of a channel in one state."""

    schema = serializers.ChoiceField(
        choices=[SCHEMA, AS_KNOWN_SCHEMA],
        help_text=f"`{AS_KNOWN_SCHEMA}` where `on` or `revision` asked for another state than that of now.",
    )
    as_known = serializers.BooleanField(
        required=False, help_text="True in such a document, which no device may act upon; left out otherwise."
    )
    channel = serializers.CharField(help_text="<organisation>/<device class>")
    epoch = serializers.IntegerField(help_text="Rises where a registry was rebuilt: take the full feed then.")
    seq = serializers.IntegerField(
        help_text="Revision plus days since 1970-01-01: rises by each publication and each midnight in Paris."
    )
    revision = serializers.IntegerField(help_text="The last publication that the document knows.")
    day = serializers.DateField(help_text="The day in Paris for which it answers.")
    default_rule = serializers.ChoiceField(
        choices=Rule.choices, help_text="What holds for an application that is not among the records."
    )
    record_count = serializers.IntegerField()
    state_digest = serializers.CharField(
        help_text="SHA-256, in hexadecimal, over the sorted lines `id rev status`, each ended by a line feed."
    )
    records = FeedRecordSerializer(many=True)
    cursor = serializers.CharField(
        required=False, help_text="To ask with `since` for what changes after this; none where the past was asked for."
    )
    next = serializers.URLField(required=False, help_text="The address that gives what changes after this.")


class TombstoneSerializer(serializers.Serializer[Any]):
    """Says that there is no record of an application any more; whoever has none has nothing to drop."""

    id = serializers.SlugField()
    rev = serializers.IntegerField(help_text="The seq at which it last changed.")


class DeltaSerializer(serializers.Serializer[Any]):
    """What changed in a channel after a base; count and digest are those of the merged state."""

    schema = serializers.ChoiceField(choices=[DELTA_SCHEMA])
    channel = serializers.CharField(help_text="<organisation>/<device class>")
    epoch = serializers.IntegerField()
    base = serializers.IntegerField(help_text="The seq after which everything that changed is here.")
    seq = serializers.IntegerField()
    revision = serializers.IntegerField()
    day = serializers.DateField()
    default_rule = serializers.ChoiceField(choices=Rule.choices)
    record_count = serializers.IntegerField(help_text="The number of records once the delta is merged.")
    state_digest = serializers.CharField(help_text="The digest of the merged state, as in the full feed.")
    records = FeedRecordSerializer(many=True)
    tombstones = TombstoneSerializer(many=True)
    cursor = serializers.CharField()
    next = serializers.URLField()


class OrganisationEndedSerializer(ProblemSerializer):
    """Problem details of an organisation that has ended."""

    ended_on = serializers.DateField()
    successor = serializers.SlugField(allow_null=True)
    successor_feed = serializers.URLField(allow_null=True)


class CursorTooOldSerializer(ProblemSerializer):
    """Problem details of a cursor since which too much has changed."""

    full_feed = serializers.URLField(help_text="The address of the feed to take instead.")


class NoDeltaSerializer(ProblemSerializer):
    """Problem details of a cursor that is not of this channel as it is, or of a channel without a baseline."""

    cause = serializers.ChoiceField(choices=["channel", "epoch", "past"], required=False)
    full_feed = serializers.URLField(
        required=False, help_text="The address of the feed to take instead; none where the channel has none."
    )
