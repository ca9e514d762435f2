"""Publishers, categories and applications, and what places an application in a category."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from registry.catalogue.meaning import meant, nearest
from registry.catalogue.sorting import sort_key, spellings
from registry.catalogue.wanted import Wanted
from registry.languages import Localised, spoken
from registry.revisions.models import Entry, Placement


class Publisher(Entry):
    """One who publishes applications."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2, e.g. FR."))
    website = models.URLField(_("website"), blank=True)
    sort_key = sort_key("name")

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ("sort_key", "id")
        constraints = (
            models.CheckConstraint(
                name="publisher_country_is_two_letters",
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message=_("A country is given by its two capital letters."),
            ),
        )
        indexes = (
            GinIndex(OpClass(Func("name", function="aval_squeezed"), "gin_trgm_ops"), name="publisher_by_likeness"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CategoryQuerySet(models.QuerySet["Category"]):
    """The words by which categories are read."""

    def by_name(self) -> Self:
        """Return the categories in the order of their names in the language being spoken."""
        return self.order_by(f"sort_key_{spoken()}", "id")

    def meant_by(self, text: str) -> Self:
        """Return the categories that a text names, whole or in part: "jeux vidéo", "reseau social"."""
        names = Func(Value(Wanted.of(text).text), "name_fr", "name_en", function="aval_names_a_category")
        return self.filter(Func(names, template="%(expressions)s", output_field=models.BooleanField()))


class Category(Entry):
    """A kind of application, in a tree: a ruling on a category covers all below it."""

    name_fr = models.CharField(_("name (French)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    sort_key_fr = sort_key("name_fr")
    sort_key_en = sort_key("name_en")

    name = Localised("name")
    description = Localised("description")
    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        """Return the name in the language being spoken."""
        return self.name


class CategoryPlacement(Placement):
    """The parent of a category; a category at the top has none."""

    places = "category"

    category = models.ForeignKey(Category, models.PROTECT, related_name="placements", verbose_name=_("category"))
    parent = models.ForeignKey(
        Category, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("below")
    )

    class Meta:
        verbose_name = _("place of a category")
        verbose_name_plural = _("places of categories")
        constraints = (
            models.CheckConstraint(
                name="category_is_not_below_itself",
                condition=Q(parent=None) | ~Q(parent=models.F("category")),
                violation_error_message=_("A category cannot stand below itself."),
            ),
        )

    def __str__(self) -> str:
        """Return what stands below what."""
        return f"{self.category} → {self.parent or '∅'}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    """The words by which applications are read."""

    def by_name(self) -> Self:
        """Return the applications in the order of their names."""
        return self.order_by("sort_key", "id")

    def placed(self, *, on: date, revision: int | None = None) -> QuerySet[Any]:
        """Return the applications known at a revision, by default now, each with its category on a day.

        `category_id` is the key of the category.
        """
        placements = ApplicationPlacement.objects.filter(application=OuterRef("pk"))
        if revision is not None:
            placements = placements.filter(revision__lte=revision)
        # Of several the last to take effect stands, then the last entered. (Ordered by "-revision" it would be the
        # first: Django orders by a related model as that one is ordered by itself, which here is the last one first.)
        standing = placements.filter(Q(effective_on=None) | Q(effective_on__lte=on)).order_by(
            F("effective_on").desc(nulls_last=True), "-revision_id", "-place"
        )
        return self.filter(Exists(placements)).annotate(category_id=Subquery(standing.values("category")[:1]))

    def meant_by(self, text: str, *, revision: int | None = None, within: Collection[int] = ()) -> Self:
        """Return the applications that a person means by a text, the one most likely meant first.

        The text is a name, however it is spelt, a publisher, an identifier or a pasted address of a store.
        Identifiers count as they were known at `revision`, by default now. `within` holds the keys of the
        categories that the text names and of those below them (`trees.categories_meant`): applications
        `placed` in these come after those that are meant by name. Each application is annotated with its
        `nearness`. Three queries at most: whether an identifier was meant, whether any name was to the letter, and
        those that come near where none was.
        """
        return meant(self, Wanted.of(text), revision=revision, within=within)

    def nearest_to(self, text: str) -> Self:
        """Return the applications whose names come near to a text at all, the nearest first."""
        return nearest(self, Wanted.of(text))


class Application(Entry):
    """An application about which the registry can be asked; its name is a brand, the same in both languages."""

    name = models.CharField(_("name"), max_length=200)
    aliases = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("Separated by commas."),
    )
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="applications", verbose_name=_("publisher"))
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    website = models.URLField(_("website"), blank=True)
    sort_key = sort_key("name")
    spellings = spellings("name", "aliases")

    description = Localised("description")
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = (
            models.Index(name="application_by_name", fields=("sort_key", "id")),
            GinIndex(name="application_by_likeness", fields=("sort_key",), opclasses=("gin_trgm_ops",)),
            GinIndex(name="application_by_spelling", fields=("spellings",), opclasses=("gin_trgm_ops",)),
            GinIndex(Func("spellings", function="aval_sounds"), name="application_by_sound"),
            GinIndex(Func("spellings", "spellings", function="aval_words"), name="application_by_words"),
            GinIndex(
                Func("description_fr", "description_en", function="aval_words"), name="application_by_description"
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ApplicationPlacementQuerySet(models.QuerySet["ApplicationPlacement"]):
    """The words by which the places of applications are read."""

    def in_effect(self, *, on: date, revision: int | None = None) -> Self:
        """Return the places that had taken effect by a day, as known at a revision, by default now.

        Where an application has several, the last by `TAKING_EFFECT` stands.
        """
        known = self if revision is None else self.filter(revision__lte=revision)
        return known.filter(Q(effective_on=None) | Q(effective_on__lte=on))


TAKING_EFFECT = (F("effective_on").asc(nulls_first=True), "revision_id", "place")
"""The order in which places take effect, and then in which they were entered."""


class ApplicationPlacement(Placement):
    """The category of an application: exactly one on any day."""

    places = "application"

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="placements", verbose_name=_("application")
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))

    objects = ApplicationPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of an application")
        verbose_name_plural = _("places of applications")

    def __str__(self) -> str:
        """Return what stands in which category."""
        return f"{self.application} → {self.category}"
