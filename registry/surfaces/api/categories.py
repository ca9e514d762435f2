"""Categories: kinds of applications, in a tree."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.catalogue.applications import Category
from registry.catalogue.trees import CategoryTree, category_tree
from registry.surfaces.api.fields import ApiField, CategoryReference, PageField
from registry.surfaces.api.filtering import SlugFilter
from registry.surfaces.api.lists import ReadOnlyViewSet
from registry.surfaces.api.moments import Moment, OnADayFilter
from registry.surfaces.texts import TextsField


class Shelves:
    """The categories as they stand at a moment, read when they are asked for."""

    def __init__(self, moment: Moment) -> None:
        """Note the moment."""
        self.on, self.revision = moment

    @cached_property
    def tree(self) -> CategoryTree:
        """Return the tree. One query."""
        return category_tree(self.revision, applications=())

    @cached_property
    def by_key(self) -> Mapping[int, Category]:
        """Return the categories by their keys. One query."""
        return Category.objects.in_bulk()

    def above(self, category: int) -> Category | None:
        """Return the category below which one stands."""
        return self.by_key.get(self.tree.parents.on(category, self.on))


class CategorySerializer(serializers.ModelSerializer[Category]):
    """A category: a ruling on it covers all below it."""

    name = TextsField("name")
    description = TextsField("description")
    # `parent` is also what DRF calls the serializer around a field; a declared field of that name is a member.
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Below which it stands on the day; null at the top."
    )
    changed_in = serializers.IntegerField(source="changed_in_id", help_text="The revision of its last change of text.")
    url = PageField("category")
    api_url = ApiField("category")

    class Meta:
        model = Category
        fields = ("slug", "name", "description", "parent", "changed_in", "url", "api_url")

    @extend_schema_field(CategoryReference(allow_null=True))
    def get_parent(self, category: Category) -> dict[str, Any] | None:
        """Return the category above."""
        parent = self.context["shelves"].above(category.pk)
        return CategoryReference(parent, context=self.context).data if parent else None


class CategoryFilter(OnADayFilter):
    """What narrows the list of categories."""

    parent = SlugFilter(
        queryset=Category.objects.all(), method="right_below", help_text="Those right below one, on the day."
    )

    @cached_property
    def shelves(self) -> Shelves:
        """Return the categories as they stand at the moment."""
        return Shelves(self.moment)

    def known(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the categories that were known."""
        revision = self.moment.revision
        return queryset.filter(placements__revision__lte=revision).distinct() if revision else queryset

    def right_below(self, categories: QuerySet[Any], name: str, value: Category) -> QuerySet[Any]:
        """Keep those that stand right below a category."""
        parents = self.shelves.tree.parents
        return categories.filter(pk__in=[one for one in parents if parents.on(one, self.moment.on) == value.pk])


class CategoryViewSet(ReadOnlyViewSet[Category]):
    """The categories of applications."""

    queryset = Category.objects.order_by("slug")
    serializer_class = CategorySerializer
    filterset_class = CategoryFilter
    moment_of_one = ("on", "revision")

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what the payload is written with: where the categories stand."""
        return {**super().get_serializer_context(), "shelves": getattr(self.asked, "shelves", None)}
