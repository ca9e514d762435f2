"""The catalogue: publishers, categories and applications."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.autocomplete import chosen_by_name
from registry.admin.entries import EntryAdmin, HistoryInline, KnownInline, NewInline
from registry.admin.facts import public_address
from registry.admin.publishing_form import PublishingForm
from registry.languages import spoken
from registry.models import (
    Application,
    ApplicationPlacement,
    Category,
    CategoryPlacement,
    Decision,
    Identifier,
    Publisher,
    PublisherIdentifier,
)
from registry.revisions.models import Fact


class KnownPublisherIdentifiers(KnownInline):
    """How devices know a publisher."""

    model = PublisherIdentifier
    verbose_name_plural = gettext_lazy("known identifiers")
    says = ("kind", "value", "evidence_fr", "evidence_en", "verified_on")


class NewPublisherIdentifiers(NewInline):
    """How devices know a publisher, as from this publication."""

    model = PublisherIdentifier
    verbose_name_plural = gettext_lazy("new identifiers")
    fields = (("kind", "value"), ("evidence_fr", "evidence_en"), "verified_on")


@admin.register(Publisher)
class PublisherAdmin(EntryAdmin):
    """Publishers, with their identifiers."""

    fields = ("name", "slug", "country", "website")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (KnownPublisherIdentifiers, NewPublisherIdentifiers)
    list_display = ("by_name", "slug", "country", "website")
    list_filter = ("country",)
    search_fields = ("name__unaccent__icontains", "slug", "identifiers__value")
    view_on_site = False

    @admin.display(description=gettext_lazy("name"), ordering="sort_key")
    def by_name(self, publisher: Publisher) -> str:
        """Return the name, which sorts without accents."""
        return publisher.name


class CategoryAddForm(PublishingForm):
    """A new category, with its first place."""

    parent = chosen_by_name(CategoryPlacement, "parent", required=False)


class CategoryHistory(HistoryInline):
    """Where a category stood and stands."""

    model = CategoryPlacement
    fk_name = "category"
    fields = ("parent", "since", "revision")
    pointing_at = ("revision", "parent", "category")


@admin.register(Category)
class CategoryAdmin(EntryAdmin):
    """Categories, in their tree."""

    fields = ("name_fr", "name_en", "slug", "description_fr", "description_en")
    add_form = CategoryAddForm
    add_only_fields = ("parent",)
    prepopulated_fields = {"slug": ("name_en",)}
    history_inlines = (CategoryHistory,)
    list_display = ("french_name", "english_name", "slug")
    search_fields = ("name_fr__unaccent__icontains", "name_en__unaccent__icontains", "slug")

    @admin.display(description=gettext_lazy("name (French)"), ordering="sort_key_fr")
    def french_name(self, category: Category) -> str:
        """Return the French name, which sorts without accents."""
        return category.name_fr

    @admin.display(description=gettext_lazy("name (English)"), ordering="sort_key_en")
    def english_name(self, category: Category) -> str:
        """Return the English name."""
        return category.name_en

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the order of names in the language being spoken."""
        return (f"sort_key_{spoken()}", "id")

    def first_places(self, form: Any) -> list[Fact]:
        """Return the category's place."""
        return [CategoryPlacement(category=form.instance, parent=form.cleaned_data["parent"])]

    def ways(self, request: HttpRequest, obj: Category) -> list[tuple[str, str]]:
        """Return the ways to move it and to decide on it."""
        return [
            *self.way(request, CategoryPlacement, _("Move…"), category=obj.pk),
            *self.way(request, Decision, _("Add a decision…"), category=obj.pk),
        ]

    def view_on_site(self, obj: Category) -> str:
        """Return the page of the category."""
        return public_address("category", obj)


class KnownIdentifiers(KnownInline):
    """How devices know an application."""

    model = Identifier
    verbose_name_plural = gettext_lazy("known identifiers")
    says = ("kind", "value", "signer", "evidence_fr", "evidence_en", "verified_on")


class NewIdentifiers(NewInline):
    """How devices know an application, as from this publication."""

    model = Identifier
    verbose_name_plural = gettext_lazy("new identifiers")
    fields = (("kind", "value"), ("evidence_fr", "evidence_en"), ("verified_on", "signer"))
    autocomplete_fields = ("signer",)


class ApplicationAddForm(PublishingForm):
    """A new application, with its first category."""

    category = chosen_by_name(ApplicationPlacement, "category")


class ApplicationHistory(HistoryInline):
    """In which categories an application stood and stands."""

    model = ApplicationPlacement
    fields = ("category", "since", "revision")
    pointing_at = ("revision", "category", "application")


@admin.register(Application)
class ApplicationAdmin(EntryAdmin):
    """Applications: whoever adds one to a category publishes what is ruled on that category."""

    fields = ("name", "slug", "publisher", "aliases", "website", "description_fr", "description_en")
    add_form = ApplicationAddForm
    add_only_fields = ("category",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("publisher",)
    inlines = (KnownIdentifiers, NewIdentifiers)
    history_inlines = (ApplicationHistory,)
    list_display = ("by_name", "publisher", "slug", "website")
    ordering = ("sort_key", "id")
    list_filter = ("publisher",)
    list_select_related = ("publisher",)
    search_fields = ("name__unaccent__icontains", "slug", "publisher__name__unaccent__icontains", "identifiers__value")

    @admin.display(description=gettext_lazy("name"), ordering="sort_key")
    def by_name(self, application: Application) -> str:
        """Return the name, which sorts without accents."""
        return application.name

    def first_places(self, form: Any) -> list[Fact]:
        """Return the application's category."""
        return [ApplicationPlacement(application=form.instance, category=form.cleaned_data["category"])]

    def ways(self, request: HttpRequest, obj: Application) -> list[tuple[str, str]]:
        """Return the ways to move it and to decide on it."""
        return [
            *self.way(request, ApplicationPlacement, _("Move…"), application=obj.pk),
            *self.way(request, Decision, _("Add a decision…"), application=obj.pk),
        ]

    def view_on_site(self, obj: Application) -> str:
        """Return the page of the application."""
        return public_address("application", obj)
