"""Organisations: who rules, below whom they stand, and what they say of what is not listed."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.catalogue.organisations import Organisation
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.surfaces import addresses
from registry.surfaces.api.fields import (
    AddressOrNullField,
    ApiField,
    OrganisationReference,
    PageField,
    TextOrNullField,
)
from registry.surfaces.api.filtering import SlugFilter, YesOrNoFilter
from registry.surfaces.api.lists import ReadOnlyViewSet
from registry.surfaces.api.moments import Moment, OnADayFilter
from registry.surfaces.texts import TextsField
from registry.terms import DeviceClass, Rule


class Seats:
    """The organisations as they are seated at a moment, read when they are asked for."""

    def __init__(self, moment: Moment) -> None:
        """Note the moment."""
        self.on, self.revision = moment

    @cached_property
    def tree(self) -> OrganisationTree:
        """Return the tree. Three queries."""
        return organisation_tree(self.revision)

    @cached_property
    def by_key(self) -> Mapping[int, Organisation]:
        """Return the organisations by their keys. One query."""
        return Organisation.objects.in_bulk()

    def above(self, organisation: int) -> Organisation | None:
        """Return the organisation below which one is seated."""
        return self.by_key.get(self.tree.parents.on(organisation, self.on))

    def successor(self, organisation: int) -> Organisation | None:
        """Return who takes over from an organisation that ends."""
        _ends_on, successor = self.tree.ends.get(organisation, (None, None))
        return self.by_key[successor] if successor else None


class FeedAddress(serializers.Serializer[Any]):
    """The address of a feed."""

    device = serializers.ChoiceField(choices=DeviceClass.choices)
    api_url = serializers.URLField()


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation."""

    name = TextsField("name")
    note = TextsField("note")
    website = AddressOrNullField()
    siren = TextOrNullField()
    siren_evidence = TextsField("siren_evidence")
    # `parent` is also what DRF calls the serializer around a field; a declared field of that name is a member.
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Below which it is seated on the day; null for the root."
    )
    default_rule = serializers.SerializerMethodField(
        help_text="What unlisted means at it on the day, inherited or its own."
    )
    ends_on = serializers.SerializerMethodField(help_text="The first day without it, null where no end is known.")
    successor = serializers.SerializerMethodField(help_text="Who takes over then, null where nobody is named.")
    feeds = serializers.SerializerMethodField()
    exports = serializers.SerializerMethodField(help_text="Where the files for device management are listed.")
    changed_in = serializers.IntegerField(source="changed_in_id", help_text="The revision of its last change of text.")
    url = PageField("organisation")
    api_url = ApiField("organisation")

    class Meta:
        model = Organisation
        fields = (
            "slug",
            "name",
            "note",
            "website",
            "siren",
            "siren_evidence",
            "parent",
            "default_rule",
            "ends_on",
            "successor",
            "feeds",
            "exports",
            "changed_in",
            "url",
            "api_url",
        )

    @property
    def seats(self) -> Seats:
        """Return the seats of the day."""
        seats: Seats = self.context["seats"]
        return seats

    @extend_schema_field(OrganisationReference(allow_null=True))
    def get_parent(self, organisation: Organisation) -> dict[str, Any] | None:
        """Return the organisation above."""
        return self._reference(self.seats.above(organisation.pk))

    @extend_schema_field(serializers.ChoiceField(choices=Rule.choices))
    def get_default_rule(self, organisation: Organisation) -> str:
        """Return what unlisted means."""
        return self.seats.tree.default_rule(organisation.pk, self.seats.on).value

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_ends_on(self, organisation: Organisation) -> str | None:
        """Return the day of its end."""
        ends_on, _successor = self.seats.tree.ends.get(organisation.pk, (None, None))
        return ends_on.isoformat() if ends_on else None

    @extend_schema_field(OrganisationReference(allow_null=True))
    def get_successor(self, organisation: Organisation) -> dict[str, Any] | None:
        """Return the successor."""
        return self._reference(self.seats.successor(organisation.pk))

    @extend_schema_field(FeedAddress(many=True))
    def get_feeds(self, organisation: Organisation) -> list[dict[str, str]]:
        """Return the addresses of its feeds."""
        origin = addresses.origin(self.context["request"])
        return [
            {"device": device, "api_url": addresses.feed(origin, organisation.slug, device)}
            for device in DeviceClass.values
        ]

    @extend_schema_field(serializers.URLField())
    def get_exports(self, organisation: Organisation) -> str:
        """Return the address of the list of files for device management."""
        return addresses.exports(addresses.origin(self.context["request"]), organisation.slug)

    def _reference(self, organisation: Organisation | None) -> dict[str, Any] | None:
        return OrganisationReference(organisation, context=self.context).data if organisation else None


class OrganisationFilter(OnADayFilter):
    """What narrows the list of organisations."""

    parent = SlugFilter(
        queryset=Organisation.objects.all(),
        method="seated_below",
        help_text="Those seated right below one, on the day.",
    )
    ended = YesOrNoFilter(method="that_ended", help_text="Those that have ended by the day, or not.")

    @cached_property
    def seats(self) -> Seats:
        """Return the organisations as they are seated at the moment."""
        return Seats(self.moment)

    def known(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the organisations that were known."""
        revision = self.moment.revision
        return queryset.filter(placements__revision__lte=revision).distinct() if revision else queryset

    def seated_below(self, organisations: QuerySet[Any], name: str, value: Organisation) -> QuerySet[Any]:
        """Keep those seated below an organisation."""
        return organisations.filter(pk__in=self.seats.tree.seated_below(value.pk, self.moment.on))

    def that_ended(self, organisations: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:  # noqa: FBT001  (django-filter calls it so)
        """Keep those that have ended, or those that have not."""
        tree = self.seats.tree
        ended = [key for key in tree.ends if tree.ended(key, self.moment.on)]
        return organisations.filter(pk__in=ended) if value else organisations.exclude(pk__in=ended)


class OrganisationViewSet(ReadOnlyViewSet[Organisation]):
    """The organisations that rule, from the interministerial root down."""

    queryset = Organisation.objects.order_by("slug")
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    moment_of_one = ("on", "revision")

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what the payload is written with: the seats of the day."""
        return {**super().get_serializer_context(), "seats": getattr(self.asked, "seats", None)}
