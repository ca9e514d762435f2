"""The fields that payloads of the API share: addresses, and short references to things with an address."""

from typing import Any

from django.db.models import Model
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, Category, Publisher
from registry.catalogue.organisations import Organisation
from registry.decisions.models import Decision
from registry.revisions.models import Addressed
from registry.surfaces import addresses
from registry.surfaces.texts import Texts, TextsField, texts


@extend_schema_field(OpenApiTypes.URI)
class PageField(serializers.Field[Any, Any, str, Any]):
    """The address of the page of a thing, which leads to the language of whoever follows it."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        """Lead to a page of this kind."""
        self.kind = kind
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Addressed) -> str:
        """Return the address."""
        return addresses.page(addresses.origin(self.context["request"]), self.kind, value.slug)


@extend_schema_field(OpenApiTypes.URI)
class ApiField(serializers.Field[Any, Any, str, Any]):
    """The address of a thing in this API."""

    def __init__(self, kind: str, by: str = "slug", **kwargs: Any) -> None:
        """Lead to a thing of this kind, which its address names by this attribute."""
        self.kind, self.by = kind, by
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Model) -> str:
        """Return the address."""
        name = {self.by: getattr(value, self.by)}
        return reverse(f"api:{self.kind}-detail", kwargs=name, request=self.context["request"])


class TextOrNullField(serializers.CharField):
    """A text, null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        """Say in the OpenAPI document that it may be null."""
        super().__init__(allow_null=True, read_only=True, **kwargs)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        """Return the text."""
        return value or None


class AddressOrNullField(TextOrNullField, serializers.URLField):
    """An address on the web, null where there is none."""


class ApplicationReference(serializers.ModelSerializer[Application]):
    """An application, in short. Its name is a brand, the same in both languages."""

    url = PageField("application")
    api_url = ApiField("application")

    class Meta:
        model = Application
        fields = ("slug", "name", "url", "api_url")


class OrganisationReference(serializers.ModelSerializer[Organisation]):
    """An organisation, in short."""

    name = TextsField("name")
    url = PageField("organisation")
    api_url = ApiField("organisation")

    class Meta:
        model = Organisation
        fields = ("slug", "name", "url", "api_url")


class CategoryReference(serializers.ModelSerializer[Category]):
    """A category, in short."""

    name = TextsField("name")
    url = PageField("category")
    api_url = ApiField("category")

    class Meta:
        model = Category
        fields = ("slug", "name", "url", "api_url")


class PublisherReference(serializers.ModelSerializer[Publisher]):
    """A publisher, in short; it has no address of its own. `country` is an ISO 3166-1 alpha-2 code."""

    country = TextOrNullField()
    website = AddressOrNullField()

    class Meta:
        model = Publisher
        fields = ("slug", "name", "country", "website")


class AnnouncementReference(serializers.ModelSerializer[Announcement]):
    """An announcement, in short."""

    title = TextsField("title")
    url = PageField("announcement")
    api_url = ApiField("announcement")

    class Meta:
        model = Announcement
        fields = ("slug", "kind", "title", "date", "date_precision", "url", "api_url")


class DecisionReference(serializers.ModelSerializer[Decision]):
    """A decision, in short."""

    organisation = OrganisationReference()
    api_url = ApiField("decision", by="uid")

    class Meta:
        model = Decision
        fields = ("uid", "organisation", "outcome", "api_url")


class TargetSerializer(serializers.ModelSerializer[Decision]):
    """What a decision is on: an application, or a category with all below it; the other is null."""

    application = ApplicationReference(allow_null=True)
    category = CategoryReference(allow_null=True)

    class Meta:
        model = Decision
        fields = ("application", "category")


class ConditionsField(TextsField):
    """The conditions of a decision, null where it states none."""

    def to_representation(self, value: Decision) -> Texts | None:  # type: ignore[override]
        """Return both texts."""
        return texts(value, "conditions") if value.conditions_fr else None


class MinimumVersionSerializer(serializers.Serializer[Any]):
    """The lowest version that is allowed, by one identifier."""

    kind = serializers.CharField()
    value = serializers.CharField()
    version = serializers.CharField()
