"""The shapes of what is sent to be checked and of what is answered, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers

from registry.surfaces.feed.check.matching import NOTES
from registry.surfaces.feed.check.prefixes import DIGITS
from registry.surfaces.feed.check.sent import LONGEST, MOST
from registry.surfaces.feed.payload import FeedReasonSerializer
from registry.surfaces.openapi import ProblemSerializer
from registry.surfaces.texts import TextsSerializer
from registry.terms import UNLISTED, DeviceClass, IdentifierKind, Outcome, PublisherIdentifierKind, Rule

KINDS = [*IdentifierKind.choices, *PublisherIdentifierKind.choices]
STATUSES = [*Outcome.choices, (UNLISTED, "Not listed")]


class IdentifierSentSerializer(serializers.Serializer[Any]):
    """An identifier that a device knows an application by."""

    kind = serializers.ChoiceField(choices=KINDS)
    value = serializers.CharField(max_length=LONGEST)


class CheckSentSerializer(serializers.Serializer[Any]):
    """What is to be checked: identifiers, or prefixes in their place."""

    device = serializers.ChoiceField(
        choices=DeviceClass.choices, required=False, help_text="The professional phone where none is named."
    )
    identifiers = serializers.ListField(child=IdentifierSentSerializer(), required=False, max_length=MOST)
    prefixes = serializers.ListField(
        child=serializers.RegexField(rf"^[0-9a-f]{{{DIGITS}}}$"),
        required=False,
        max_length=MOST,
        help_text=f"The first {DIGITS} digits of SHA-256, in hexadecimal, over the kind, a line feed and the value.",
    )


class IdentifierVerdictSerializer(serializers.Serializer[Any]):
    """What holds for the application of an identifier. Members marked as not required are left out where empty."""

    kind = serializers.ChoiceField(choices=KINDS)
    value = serializers.CharField(help_text="In the one form in which the registry writes it.")
    note = serializers.ChoiceField(
        choices=NOTES,
        required=False,
        help_text=(
            "Why nothing can match: the value is none of its kind, or it is that of a publisher, which never is a"
            " match by itself."
        ),
    )
    application = serializers.SlugField(allow_null=True, help_text="Null where the registry knows none by it.")
    status = serializers.ChoiceField(choices=STATUSES)
    unlisted_means = serializers.ChoiceField(
        choices=Rule.choices, required=False, help_text="Where the status is `unlisted`: what holds then."
    )
    name = TextsSerializer(required=False)
    conditions = TextsSerializer(required=False)
    min_version = serializers.CharField(required=False, help_text="The lowest version allowed.")
    effective_on = serializers.DateField(required=False)
    comply_by = serializers.DateField(required=False, help_text="The last day by which devices must comply.")
    until = serializers.DateField(required=False, help_text="The first day of another status, as known now.")
    reason = FeedReasonSerializer(required=False)
    url = serializers.URLField(required=False, help_text="The page that answers; none for what is not known.")


class HashedVerdictSerializer(IdentifierVerdictSerializer):
    """What holds for the application of an identifier whose hash begins with the prefix."""

    sha256 = serializers.CharField(help_text="The whole hash, to compare with that of what is installed.")


class BucketSerializer(serializers.Serializer[Any]):
    """Every identifier of the registry whose hash begins with a prefix."""

    prefix = serializers.CharField()
    matches = HashedVerdictSerializer(many=True)


class CheckedSerializer(serializers.Serializer[Any]):
    """An answer to each identifier, or to each prefix, in the order in which they were sent."""

    channel = serializers.CharField(help_text="<organisation>/<device class>")
    seq = serializers.IntegerField()
    revision = serializers.IntegerField()
    day = serializers.DateField(help_text="The day in Paris for which it answers.")
    default_rule = serializers.ChoiceField(choices=Rule.choices, help_text="What unlisted means in the channel.")
    results = IdentifierVerdictSerializer(many=True, required=False)
    buckets = BucketSerializer(many=True, required=False)


class PointedErrorSerializer(serializers.Serializer[Any]):
    """What is wrong at one place of what was sent."""

    detail = serializers.CharField(help_text="A sentence that says what to do, in the language asked for.")
    pointer = serializers.CharField(required=False, help_text="The place, as a JSON pointer in a fragment (RFC 6901).")
    parameter = serializers.CharField(required=False, help_text="The parameter, where one is at fault.")


class UnreadableSerializer(ProblemSerializer):
    """Problem details of what cannot be read, with a pointer to it."""

    errors = PointedErrorSerializer(many=True, required=False)  # type: ignore[assignment]  # a member, not its property
