"""The shapes of the list of files and of a report, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.listing import SCHEMA as LISTING_SCHEMA
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.report import SCHEMA as REPORT_SCHEMA
from registry.surfaces.feed.payload import FeedIdentifierSerializer
from registry.surfaces.openapi import ProblemSerializer
from registry.surfaces.texts import TextsSerializer
from registry.terms import UNLISTED, BaselineRole, DeviceClass, Outcome

NAMES = [(name, name) for name in FORMATS]


class CoverageSerializer(serializers.Serializer[Any]):
    """How many applications are prohibited, and how many of these a file names."""

    prohibited = serializers.IntegerField()
    recognised = serializers.IntegerField()


class OfferedFileSerializer(serializers.Serializer[Any]):
    """A file on offer."""

    device = serializers.ChoiceField(choices=DeviceClass.choices)
    mode = serializers.ChoiceField(choices=Mode.choices)
    by_default = serializers.BooleanField(help_text="Whether the organisation's default rule asks for this mode.")
    coverage = CoverageSerializer()
    refused = serializers.CharField(allow_null=True, help_text="Why it is not given; null where it is.")
    url = serializers.URLField()
    report_url = serializers.URLField(help_text="What it could not express, and why.")


class OfferedFormatSerializer(serializers.Serializer[Any]):
    """A format, with the files in it."""

    format = serializers.ChoiceField(choices=NAMES)
    title = TextsSerializer()
    description = TextsSerializer()
    media_type = serializers.CharField()
    needs_since = serializers.BooleanField(help_text="Whether it tells what changed since a state: give `since`.")
    files = OfferedFileSerializer(many=True)


class ExportsSerializer(serializers.Serializer[Any]):
    """The files on offer to an organisation."""

    schema = serializers.ChoiceField(choices=[LISTING_SCHEMA])
    organisation = serializers.SlugField()
    revision = serializers.IntegerField()
    day = serializers.DateField()
    formats = OfferedFormatSerializer(many=True)


class MissingRoleSerializer(serializers.Serializer[Any]):
    """A role of the baseline for which a format knows no identifier."""

    role = serializers.ChoiceField(choices=BaselineRole.choices)
    applications = serializers.ListField(
        child=serializers.SlugField(), help_text="Those that the baseline lists under it."
    )


class RefusedFileSerializer(ProblemSerializer):
    """Problem details of a file that is refused: a baseline that lacks something, or a limit."""

    missing = MissingRoleSerializer(many=True, required=False)
    count = serializers.IntegerField(required=False)
    most = serializers.IntegerField(required=False)


class ExportsEndedSerializer(ProblemSerializer):
    """Problem details of an organisation that has ended, with where the files for its devices are now."""

    ended_on = serializers.DateField()
    successor = serializers.SlugField(allow_null=True)
    successor_exports = serializers.URLField(allow_null=True)


class RefusedSerializer(serializers.Serializer[Any]):
    """Why a file is refused, in a report."""

    type = serializers.CharField()
    detail = TextsSerializer()
    missing = MissingRoleSerializer(many=True, required=False)
    count = serializers.IntegerField(required=False)
    most = serializers.IntegerField(required=False)


class DeadlineSerializer(serializers.Serializer[Any]):
    """A deadline that is still ahead: the file enforces the ruling already."""

    application = serializers.SlugField()
    comply_by = serializers.DateField()
    url = serializers.URLField()


class NotExpressedSerializer(serializers.Serializer[Any]):
    """What a file does not say of an application, or of one of its identifiers."""

    application = serializers.SlugField()
    name = TextsSerializer()
    status = serializers.ChoiceField(choices=[*Outcome.choices, (UNLISTED, UNLISTED)])
    cause = serializers.CharField(help_text="A code that never changes.")
    identifier = FeedIdentifierSerializer(required=False)
    detail = TextsSerializer()
    advice = TextsSerializer(help_text="What to do about it.")
    url = serializers.CharField(help_text="The page that answers; empty where the baseline alone speaks of it.")


class ReportSerializer(serializers.Serializer[Any]):
    """The report on a file."""

    schema = serializers.ChoiceField(choices=[REPORT_SCHEMA])
    format = serializers.ChoiceField(choices=NAMES)
    channel = serializers.CharField(help_text="<organisation>/<device class>")
    mode = serializers.ChoiceField(choices=Mode.choices)
    state = serializers.CharField(help_text="The state, for `since` of a later file.")
    seq = serializers.IntegerField()
    revision = serializers.IntegerField()
    day = serializers.DateField()
    digest = serializers.CharField(help_text="The digest of the last publication that it knows.")
    file = serializers.URLField()
    refused = RefusedSerializer(allow_null=True)
    coverage = CoverageSerializer()
    notes = TextsSerializer(many=True, help_text="What the file does on devices beside what was ruled.")
    deadlines = DeadlineSerializer(many=True)
    not_expressed = NotExpressedSerializer(many=True)
