"""Organisations: their seats, their ends, their rule for what is unlisted, their baseline."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.autocomplete import chosen_by_name
from registry.admin.entries import EntryAdmin, HistoryInline, KnownInline, NewInline
from registry.admin.facts import public_address
from registry.admin.publishing_form import PublishingForm
from registry.admin.rights import chosen_for, desk_of
from registry.languages import spoken
from registry.models import BaselineEntry, Decision, DefaultRule, Organisation, OrganisationEnd, OrganisationPlacement
from registry.revisions.models import Fact
from registry.terms import Rule


class OrganisationAddForm(PublishingForm):
    """A new organisation, with its first seat and its own rule for what is unlisted."""

    parent = chosen_by_name(OrganisationPlacement, "parent", required=False)
    rule = forms.ChoiceField(
        label=gettext_lazy("Rule for unlisted applications"),
        choices=(("", gettext_lazy("That of the organisation above")), *Rule.choices),
        required=False,
    )


class OfItsSeats:
    """For an inline of what an organisation speaks for itself."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those propose it who may propose for the organisation."""
        return obj is None or obj.pk in desk_of(request).seats

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those propose it who may propose for the organisation."""
        return obj is None or obj.pk in desk_of(request).seats


class KnownBaseline(OfItsSeats, KnownInline):
    """The applications that the organisation's devices cannot do without."""

    model = BaselineEntry
    verbose_name_plural = gettext_lazy("baseline applications")
    says = ("application", "role")


class NewBaseline(OfItsSeats, NewInline):
    """The applications that its devices cannot do without, as from this publication."""

    model = BaselineEntry
    verbose_name_plural = gettext_lazy("new baseline applications")
    fields = (("application", "role"),)
    autocomplete_fields = ("application",)


class SeatHistory(HistoryInline):
    """Below which others the organisation was and is seated."""

    model = OrganisationPlacement
    fk_name = "organisation"
    fields = ("parent", "since", "revision")
    pointing_at = ("revision", "parent", "organisation")


class EndHistory(HistoryInline):
    """The ends that were published; the last one stands."""

    model = OrganisationEnd
    fk_name = "organisation"
    fields = ("ends_on", "successor", "revision")
    pointing_at = ("revision", "successor", "organisation")


class DefaultRuleHistory(HistoryInline):
    """What unlisted meant and means there."""

    model = DefaultRule
    fields = ("rule", "since", "revision")
    pointing_at = ("revision", "organisation")


@admin.register(Organisation)
class OrganisationAdmin(EntryAdmin):
    """Organisations, in their tree."""

    fields = (
        "name_fr",
        "name_en",
        "slug",
        "website",
        "siren",
        "siren_evidence_fr",
        "siren_evidence_en",
        "note_fr",
        "note_en",
    )
    add_form = OrganisationAddForm
    add_only_fields = ("parent", "rule")
    prepopulated_fields = {"slug": ("name_fr",)}
    inlines = (KnownBaseline, NewBaseline)
    history_inlines = (SeatHistory, DefaultRuleHistory, EndHistory)
    list_display = ("french_name", "english_name", "slug", "siren")
    search_fields = ("name_fr__unaccent__icontains", "name_en__unaccent__icontains", "slug", "siren")

    @admin.display(description=gettext_lazy("name (French)"), ordering="sort_key_fr")
    def french_name(self, organisation: Organisation) -> str:
        """Return the French name, which sorts without accents."""
        return organisation.name_fr

    @admin.display(description=gettext_lazy("name (English)"), ordering="sort_key_en")
    def english_name(self, organisation: Organisation) -> str:
        """Return the English name."""
        return organisation.name_en

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the order of names in the language being spoken."""
        return (f"sort_key_{spoken()}", "id")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those propose who speak for the root, and those of an organisation what it says itself."""
        desk = desk_of(request)
        return desk.speaks_for_root or (obj is not None and obj.pk in desk.seats)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is only read: the texts, for whoever does not speak for the root."""
        if obj is None or desk_of(request).speaks_for_root:
            return super().get_readonly_fields(request, obj)
        return self.fields

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return what is found; somebody rules only for the organisations for which they propose."""
        if chosen_for(request) in ("decision.organisation", "defaultrule.organisation"):
            queryset = queryset.filter(pk__in=desk_of(request).seats)
        return super().get_search_results(request, queryset, search_term)

    def first_places(self, form: Any) -> list[Fact]:
        """Return the organisation's seat, and its rule where it has one of its own."""
        seat = OrganisationPlacement(organisation=form.instance, parent=form.cleaned_data["parent"])
        rule = form.cleaned_data["rule"]
        return [seat, *([DefaultRule(organisation=form.instance, rule=rule)] if rule else ())]

    def ways(self, request: HttpRequest, obj: Organisation) -> list[tuple[str, str]]:
        """Return the ways to move it, to end it or take its end back, to change its rule, to decide, to its files."""
        known: dict[str, Any] = {"organisation": obj.pk}
        own = obj.pk in desk_of(request).seats
        last = obj.ends.order_by("revision_id", "place").last()
        has_end = last is not None and last.ends_on is not None
        return [
            *self.way(request, OrganisationPlacement, _("Move…"), **known),
            *(self.way(request, DefaultRule, _("Change the default rule…"), **known) if own else ()),
            *self.way(request, OrganisationEnd, _("Change or take back the end…") if has_end else _("End…"), **known),
            *(self.way(request, Decision, _("Add a decision…"), **known) if own else ()),
            (public_address("exports", obj), _("Files for device management")),
        ]

    def view_on_site(self, obj: Organisation) -> str:
        """Return the page of the organisation."""
        return public_address("organisation", obj)
