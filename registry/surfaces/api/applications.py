"""Applications: what they are, who publishes them, and how devices know them."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.catalogue.applications import Application, Category, Publisher
from registry.catalogue.identifiers import PLATFORMS, Identifier
from registry.catalogue.trees import categories_meant, category_tree
from registry.surfaces.api.fields import AddressOrNullField, ApiField, CategoryReference, PageField, PublisherReference
from registry.surfaces.api.filtering import CodeFilter, SlugFilter
from registry.surfaces.api.lists import ReadOnlyViewSet
from registry.surfaces.api.moments import OnADayFilter
from registry.surfaces.api.placing import applications_on, at_or_below
from registry.surfaces.texts import TextsField
from registry.terms import Platform


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    """How devices know an application, with the evidence for it."""

    platform = serializers.ChoiceField(choices=Platform.choices)
    evidence = TextsField("evidence")

    class Meta:
        model = Identifier
        fields = ("uid", "kind", "value", "platform", "evidence", "verified_on")


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application. Its name and other names are brands, the same in both languages."""

    publisher = PublisherReference()
    category = serializers.SerializerMethodField(help_text="Its category on the day.")
    description = TextsField("description")
    website = AddressOrNullField()
    identifiers = IdentifierSerializer(many=True)
    changed_in = serializers.IntegerField(source="changed_in_id", help_text="The revision of its last change of text.")
    url = PageField("application")
    api_url = ApiField("application")

    class Meta:
        model = Application
        fields = (
            "slug",
            "name",
            "aliases",
            "publisher",
            "category",
            "description",
            "website",
            "identifiers",
            "changed_in",
            "url",
            "api_url",
        )

    @extend_schema_field(CategoryReference)
    def get_category(self, application: Any) -> dict[str, Any]:
        """Return the category of the day, which the list has read along."""
        return CategoryReference(Category(**application.category), context=self.context).data


class ApplicationFilter(OnADayFilter):
    """What narrows the list of applications."""

    q = django_filters.CharFilter(
        method="meant",
        max_length=500,
        help_text=(
            "What a person means: a name, even misspelt or in part, its publisher, its category, an identifier or a"
            " pasted address of a store. The one most likely meant comes first."
        ),
    )
    category = SlugFilter(
        queryset=Category.objects.all(), method="within", help_text="A category: it and all below it, on the day."
    )
    publisher = SlugFilter(queryset=Publisher.objects.all(), help_text="The slug of a publisher.")
    platform = CodeFilter(
        choices=Platform.choices, method="known_on", help_text="A platform on which some identifier is known."
    )
    identifier = django_filters.CharFilter(
        method="identified_by", max_length=250, help_text="An identifier, to the letter."
    )

    def known(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the applications with their categories of the day and their identifiers, by name."""
        on, revision = self.moment
        identifiers = Prefetch("identifiers", Identifier.objects.known(revision).order_by("kind", "value"))
        placed = applications_on(on, revision).select_related("publisher").prefetch_related(identifiers)
        return placed.order_by("sort_key", "id")

    def meant(self, applications: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those that a person means by a text, the one most likely meant first."""
        on, revision = self.moment
        tree = category_tree(revision, applications=())
        within = categories_meant(value, tree, on)
        of_words: Any = applications  # the types of Django see no words of ours
        found: QuerySet[Any] = of_words.meant_by(value, revision=revision, within=within)
        return found

    def within(self, applications: QuerySet[Any], name: str, value: Category) -> QuerySet[Any]:
        """Keep those in a category or below it."""
        return applications.filter(category_id__in=at_or_below(value, *self.moment))

    def known_on(self, applications: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those that devices of a platform know."""
        kinds = [kind for kind, platform in PLATFORMS.items() if platform == value]
        return applications.filter(Exists(self._identifiers().filter(kind__in=kinds)))

    def identified_by(self, applications: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the one that has an identifier."""
        return applications.filter(Exists(self._identifiers().filter(value=value)))

    def _identifiers(self) -> QuerySet[Identifier]:
        """Return the identifiers of an application that were known."""
        found: QuerySet[Identifier] = Identifier.objects.known(self.moment.revision).filter(application=OuterRef("pk"))
        return found


class ApplicationViewSet(ReadOnlyViewSet[Application]):
    """The applications about which the registry can be asked."""

    queryset = Application.objects.by_name()
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    moment_of_one = ("on", "revision")
