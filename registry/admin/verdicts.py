"""Verdicts: what holds, where, and why; read only, since they are derived."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.admin.facts import public_address
from registry.admin.few_rows import FewRows
from registry.admin.read_only import ReadOnly
from registry.languages import in_words
from registry.models import Verdict, VerdictReason
from registry.verdicts.reading import FOR_EVER

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Verdict]
    TabularInline = admin.TabularInline[VerdictReason, Verdict]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline

NOT_YET = "—"
"""What stands for the revision that will replace a verdict."""


class KnownFilter(admin.SimpleListFilter):
    """Verdicts that are known now, or that a later publication replaced."""

    title = _("known")
    parameter_name = "known"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two states."""
        return (("now", _("Known now")), ("before", _("Replaced")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Verdict]) -> QuerySet[Verdict] | None:
        """Return the verdicts in a state."""
        match self.value():
            case "now":
                return queryset.filter(revision_to=FOR_EVER)
            case "before":
                return queryset.exclude(revision_to=FOR_EVER)
        return None


class ReasonInline(ReadOnly, FewRows, TabularInline):
    """The rulings that led to a verdict, and what became of each."""

    model = VerdictReason
    extra = 0
    fields = readonly_fields = ("decision", "fate", "by")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the reasons with what their names are made of."""
        parts = ("organisation", "application", "category")
        return super().get_queryset(request).select_related(*(f"{d}__{p}" for d in ("decision", "by") for p in parts))


@admin.register(Verdict)
class VerdictAdmin(ReadOnly, ModelAdmin):
    """Verdicts: only an organisation that has a say has its own; those below inherit the nearest."""

    list_display = (
        "application",
        "organisation",
        "device_class",
        "outcome",
        "since",
        "until",
        "known_from",
        "known_to",
    )
    list_filter = (
        KnownFilter,
        "outcome",
        "device_class",
        ("organisation", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("application", "organisation")
    search_fields = ("application__name__unaccent__icontains", "application__slug")
    ordering = ("application__sort_key", "organisation", "device_class", "-revision_from", "valid", "id")
    fields = (
        "application",
        "organisation",
        "device_class",
        "outcome",
        "since",
        "until",
        "known_from",
        "known_to",
        "decision",
    )
    readonly_fields = ("since", "until", "known_from", "known_to")
    inlines = (ReasonInline,)

    @admin.display(description=_("from"), ordering="valid")
    def since(self, verdict: Verdict) -> Any:
        """Return the first day on which it holds."""
        return in_words(verdict.valid.lower) if verdict.valid.lower else _("since always")

    @admin.display(description=_("until before"))
    def until(self, verdict: Verdict) -> Any:
        """Return the first day on which it no longer holds."""
        return in_words(verdict.valid.upper) if verdict.valid.upper else _("no end")

    @admin.display(description=_("known from revision"), ordering="revision_from")
    def known_from(self, verdict: Verdict) -> int:
        """Return the revision that made it known."""
        return verdict.revision_from

    @admin.display(description=_("known until revision"), ordering="revision_to")
    def known_to(self, verdict: Verdict) -> int | str:
        """Return the revision that replaced it."""
        return NOT_YET if verdict.revision_to == FOR_EVER else verdict.revision_to

    def view_on_site(self, obj: Verdict) -> str:
        """Return the page of the application."""
        return public_address("application", obj.application)
