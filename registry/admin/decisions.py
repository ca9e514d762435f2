"""Decisions: added and withdrawn, never edited."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.autocomplete import AutocompleteFields
from registry.admin.decision_filters import DerogationFilter, DeviceFilter, StandingFilter
from registry.admin.drafting import Drafting
from registry.admin.entries import HistoryInline
from registry.admin.facts import FactAdmin, FactOfAThingAdmin, public_address
from registry.admin.few_rows import FewRows
from registry.admin.publishing_form import PublishingForm
from registry.admin.rights import Looks, SpokenForBySeats, chosen_for, desk_of
from registry.decisions.models import DecisionQuerySet
from registry.models import Announcement, Decision, Identifier, MinimumVersion, Withdrawal
from registry.proposals.changes import Change
from registry.revisions.models import today
from registry.terms import DeviceClass

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[MinimumVersion, Decision]
else:
    TabularInline = admin.TabularInline


class DecisionForm(PublishingForm):
    """A new decision."""

    device_classes = forms.MultipleChoiceField(
        label=gettext_lazy("Devices"), choices=DeviceClass.choices, widget=forms.CheckboxSelectMultiple
    )


class NewMinimumVersions(Looks, FewRows, AutocompleteFields, TabularInline):
    """The minimum versions that a new conditional decision sets: whoever may add it may set them."""

    model = MinimumVersion
    fields = ("identifier", "version")
    autocomplete_fields = ("identifier",)
    can_delete = False

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Return how many rows are there at first: those of the decision that is written anew in a draft."""
        drafting = Drafting.of(request)
        return len(drafting.initial_of(MinimumVersion)) if drafting else 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let whoever adds the decision add them."""
        return True

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field, which takes only identifiers that are still known."""
        if db_field.name == "identifier":
            kwargs["queryset"] = Identifier.objects.known()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class MinimumVersions(HistoryInline):
    """The minimum versions that a decision sets."""

    model = MinimumVersion
    fields = ("identifier", "version")
    pointing_at = ("identifier__application", "decision")


class Withdrawals(HistoryInline):
    """The withdrawals of a decision; the earliest end stands."""

    model = Withdrawal
    fields = ("ends_on", "reason_fr", "reason_en", "revision")
    pointing_at = ("revision",)


@admin.register(Decision)
class DecisionAdmin(SpokenForBySeats, FactAdmin):
    """Decisions: who rules what, on which devices, from when, on what basis."""

    form = DecisionForm
    inlines = (NewMinimumVersions,)
    history_inlines = (MinimumVersions, Withdrawals)
    fieldsets = (
        (None, {"fields": ("organisation", "application", "category", "device_classes", "outcome")}),
        (gettext_lazy("Conditions"), {"fields": ("conditions_fr", "conditions_en")}),
        (gettext_lazy("Days"), {"fields": ("effective_on", "expires_on", "comply_by")}),
        (gettext_lazy("Grounds"), {"fields": ("rationale_fr", "rationale_en", "basis", "derogates")}),
    )
    autocomplete_fields = ("organisation", "application", "category", "basis", "derogates")
    list_display = ("target", "ruler", "outcome", "devices", "effective_on", "until", "revision")
    list_filter = (
        "outcome",
        DeviceFilter,
        StandingFilter,
        DerogationFilter,
        ("organisation", admin.RelatedOnlyFieldListFilter),
    )
    date_hierarchy = "effective_on"
    search_fields = (
        "application__name__unaccent__icontains",
        "category__name_fr__unaccent__icontains",
        "category__name_en__unaccent__icontains",
        "organisation__name_fr__unaccent__icontains",
        "organisation__name_en__unaccent__icontains",
    )

    def get_queryset(self, request: HttpRequest) -> DecisionQuerySet:
        """Return the decisions, the last published first, with what a list shows of them."""
        decisions: DecisionQuerySet = super().get_queryset(request)
        return decisions.for_display()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return what is found; somebody withdraws only what is of the organisations for which they propose."""
        if chosen_for(request) == "withdrawal.decision":
            queryset = queryset.filter(organisation__in=desk_of(request).seats)
        return super().get_search_results(request, queryset, search_term)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field; a ruling rests only on a notice that is published."""
        if db_field.name == "basis":
            kwargs["queryset"] = Announcement.objects.published()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the minimum versions to be set, or those that were set with the withdrawals."""
        return self.history_inlines if obj else self.inlines

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the column of devices in words, where a decision is only read."""
        return ("devices",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fieldsets; where a decision is only read, its devices are in words."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        in_words = tuple("devices" if name == "device_classes" else name for name in fieldsets[0][1]["fields"])
        return [(None, {"fields": (*in_words, "revision")}), *fieldsets[1:]]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the address fills in, and today."""
        return {"effective_on": today()} | super().get_changeform_initial_data(request)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Return what a formset is made of, with the minimum versions of the decision that is written anew."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        drafting = Drafting.of(request)
        if drafting and request.method != "POST" and isinstance(inline, NewMinimumVersions):
            kwargs["initial"] = drafting.initial_of(MinimumVersion)
        return kwargs

    def changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any], *, change: bool) -> list[Change]:
        """Return the decision, then its minimum versions."""
        return [form.instance, *(minimum for formset in formsets for minimum in formset.new_objects)]

    def ways(self, request: HttpRequest, obj: Decision) -> list[tuple[str, str]]:
        """Return the ways to withdraw it and, where it derogates, to renew it: from its end on, by a new decision."""
        if obj.organisation_id not in desk_of(request).seats:
            return []
        withdraw = self.way(request, Withdrawal, _("Withdraw…"), decision=obj.pk)
        if not obj.derogates_id:
            return withdraw
        again = {name: getattr(obj, f"{name}_id") for name in ("organisation", "application", "category", "derogates")}
        renewed = {name: key for name, key in again.items() if key} | {
            "device_classes": ",".join(obj.device_classes),
            "outcome": obj.outcome,
            "effective_on": obj.ends_on,
        }
        return [*withdraw, *self.way(request, Decision, _("Renew…"), **renewed)]

    def view_on_site(self, obj: Decision) -> str:
        """Return the page of what it rules on."""
        return public_address("application" if obj.application_id else "category", obj.target)

    @admin.display(description=gettext_lazy("organisation"))
    def ruler(self, decision: Decision) -> str:
        """Return who rules, in a column that may wrap."""
        return str(decision.organisation)

    @admin.display(description=gettext_lazy("devices"))
    def devices(self, decision: Decision) -> str:
        """Return the devices in words."""
        return ", ".join(str(DeviceClass(code).label) for code in decision.device_classes)

    @admin.display(description=gettext_lazy("ends on"))
    def until(self, decision: Decision) -> Any:
        """Return the first day on which it is no longer in force."""
        return decision.ends_on

    @admin.display(description=gettext_lazy("on"))
    def target(self, decision: Decision) -> Any:
        """Return what it rules on."""
        return decision.target


@admin.register(Withdrawal)
class WithdrawalAdmin(SpokenForBySeats, FactOfAThingAdmin):
    """The end of a decision before its time."""

    about = "decision"
    mine = ("decision", "organisation__in")
    asks = gettext_lazy("Withdraw a decision")
    fields = ("decision", "ends_on", "reason_fr", "reason_en")
    autocomplete_fields = ("decision",)
    list_display = ("decision", "ends_on", "revision")
    list_select_related = ("decision__organisation", "decision__application", "decision__category", "revision")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the address fills in, and today."""
        return {"ends_on": today()} | super().get_changeform_initial_data(request)

    def view_on_site(self, obj: Withdrawal) -> str:
        """Return the page of what the decision rules on."""
        kind = "application" if obj.decision.application_id else "category"
        return public_address(kind, obj.decision.target)
