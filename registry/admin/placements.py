"""Moves: where an application, a category, an organisation stands; when one ends; what unlisted means there."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.facts import FactOfAThingAdmin, PlacementAdmin, public_address
from registry.admin.publishing_form import PublishingForm
from registry.admin.rights import SpokenForBySeats
from registry.models import ApplicationPlacement, CategoryPlacement, DefaultRule, OrganisationEnd, OrganisationPlacement


@admin.register(ApplicationPlacement)
class ApplicationPlacementAdmin(PlacementAdmin):
    """To which category an application is moved."""

    about = "application"
    asks = gettext_lazy("Move an application")
    fields = ("application", "category", "effective_on", "since_always")
    autocomplete_fields = ("application", "category")
    list_display = ("application", "category", "effective_on", "revision")

    def view_on_site(self, obj: ApplicationPlacement) -> str:
        """Return the page of the application."""
        return public_address("application", obj.application)


@admin.register(CategoryPlacement)
class CategoryPlacementAdmin(PlacementAdmin):
    """Below which category another is moved."""

    about = "category"
    asks = gettext_lazy("Move a category")
    fields = ("category", "parent", "effective_on", "since_always")
    autocomplete_fields = ("category", "parent")
    list_display = ("category", "parent", "effective_on", "revision")
    list_select_related = ("category", "parent", "revision")

    def view_on_site(self, obj: CategoryPlacement) -> str:
        """Return the page of the category."""
        return public_address("category", obj.category)


@admin.register(OrganisationPlacement)
class OrganisationPlacementAdmin(PlacementAdmin):
    """Below which organisation another is moved."""

    about = "organisation"
    asks = gettext_lazy("Move an organisation")
    fields = ("organisation", "parent", "effective_on", "since_always")
    autocomplete_fields = ("organisation", "parent")
    list_display = ("organisation", "parent", "effective_on", "revision")
    list_select_related = ("organisation", "parent", "revision")

    def view_on_site(self, obj: OrganisationPlacement) -> str:
        """Return the page of the organisation."""
        return public_address("organisation", obj.organisation)


@admin.register(DefaultRule)
class DefaultRuleAdmin(SpokenForBySeats, PlacementAdmin):
    """What unlisted means at an organisation from a day on."""

    about = "organisation"
    asks = gettext_lazy("Change what unlisted means")
    fields = ("organisation", "rule", "effective_on", "since_always")
    autocomplete_fields = ("organisation",)
    list_display = ("organisation", "rule", "effective_on", "revision")

    def view_on_site(self, obj: DefaultRule) -> str:
        """Return the page of the organisation."""
        return public_address("organisation", obj.organisation)


class OrganisationEndForm(PublishingForm):
    """The end of an organisation; without a day it takes an end back, where there is one."""

    def clean(self) -> dict[str, Any]:
        """Return what is typed; refuse to take back an end that there is not."""
        cleaned = super().clean()
        organisation = cleaned.get("organisation")
        if organisation and "ends_on" in cleaned and not cleaned["ends_on"]:
            last = organisation.ends.order_by("revision_id", "place").last()
            if last is None or last.ends_on is None:
                raise ValidationError({"ends_on": _("Give the day: this organisation has no end to take back.")})
        return cleaned


@admin.register(OrganisationEnd)
class OrganisationEndAdmin(FactOfAThingAdmin):
    """When an organisation ends, and who follows."""

    about = "organisation"
    asks = gettext_lazy("End an organisation, or take its end back")
    form = OrganisationEndForm
    fields = ("organisation", "ends_on", "successor")
    autocomplete_fields = ("organisation", "successor")
    list_display = ("organisation", "ends_on", "successor", "revision")
    list_select_related = ("organisation", "successor", "revision")

    def view_on_site(self, obj: OrganisationEnd) -> str:
        """Return the page of the organisation."""
        return public_address("organisation", obj.organisation)
