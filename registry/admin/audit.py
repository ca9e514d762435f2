"""The audit trail: beside each thing, as its history; and as a list of everything, for auditors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.read_only import ReadOnly
from registry.admin.rights import desk_of
from registry.audit.models import KINDS, Operation, Trail
from registry.audit.reading import Told, told

if TYPE_CHECKING:
    AnyOptions = admin.ModelAdmin[Any]
    TrailOptions = admin.ModelAdmin[Trail]
else:
    AnyOptions = object
    TrailOptions = admin.ModelAdmin

TRACES_A_PAGE = 50
LONGEST_SHOWN = 100
"""The characters of a name that a list shows."""


def sees_the_trail(request: HttpRequest) -> bool:
    """Tell whether somebody sees the whole trail: auditors, and those who run the installation."""
    return bool(desk_of(request).audits or cast("User", request.user).is_superuser)


class TrailHistory(AnyOptions):
    """For the admin of a thing that is recorded: its history is what the trail tells of it and of its parts."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answer the history, of a thing that is no more too."""
        thing = self.get_object(request, unquote(object_id))
        may_see = self.has_view_or_change_permission(request, thing) if thing else False
        if not (may_see or sees_the_trail(request)):
            raise PermissionDenied if thing else Http404
        key = thing.pk if thing else self._key(unquote(object_id))
        trail = Trail.objects.of(self.model, key).newest_first()
        page = self.get_paginator(request, trail, TRACES_A_PAGE).get_page(request.GET.get(PAGE_VAR))
        if thing is None and not page.paginator.count:
            raise Http404
        traces = told(page.object_list)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(name)s") % {"name": thing or self._last_name(traces)},
            "subtitle": None,
            "traces": traces,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": thing,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/registry/history.html", context)

    def _key(self, object_id: str) -> int:
        try:
            key = int(self.model._meta.pk.to_python(object_id))
        except ValidationError as error:
            raise Http404 from error
        if not 0 < key < 2**63:
            raise Http404
        return key

    def _last_name(self, traces: Sequence[Told]) -> str:
        """Return the name of a thing that is no more; on a later page, that of its kind."""
        own = [one.name for one in traces if one.trace.kind == self.model._meta.model_name]
        return own[0] if own else str(capfirst(self.opts.verbose_name))


class KindFilter(admin.SimpleListFilter):
    """Traces of things of a kind."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the kinds, each thing before its parts."""
        return [(name, capfirst(kind.model._meta.verbose_name_plural)) for name, kind in KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Trail]) -> QuerySet[Trail] | None:
        """Return the traces of a kind."""
        return queryset.filter(kind=self.value()) if self.value() else None


class TrailList(ChangeList):
    """A page of the list, whose traces are told at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and what its traces name."""
        super().get_results(request)
        rows = list(self.result_list)
        for row, one in zip(rows, told(rows), strict=True):
            row.told = one
        self.result_list = rows


@admin.register(Trail)
class TrailAdmin(ReadOnly, TrailOptions):
    """Everything that was recorded, the last first: what was removed is found here."""

    list_display = ("at", "who", "operation", "kind_of_thing", "name", "changed")
    list_filter = (KindFilter, "operation", ("by", admin.RelatedOnlyFieldListFilter))
    date_hierarchy = "at"
    search_fields = ("words__unaccent__icontains",)
    ordering = ("-id",)
    list_per_page = TRACES_A_PAGE
    show_full_result_count = False
    fields = readonly_fields = ("at", "who", "operation", "kind_of_thing", "name", "role", "changes")
    view_on_site = False

    class Media:
        css = {"all": ("aval/trail.css",)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Let those find it who see it."""
        return sees_the_trail(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let auditors see everything, and those who run the installation."""
        return sees_the_trail(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer the list, under its own name."""
        return super().changelist_view(
            request, {"title": capfirst(self.opts.verbose_name_plural)} | (extra_context or {})
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that tells its traces at once."""
        return TrailList

    @admin.display(description=gettext_lazy("who"))
    def who(self, trace: Trail) -> str:
        """Return who did it."""
        return self._told(trace).who

    @admin.display(description=gettext_lazy("kind"))
    def kind_of_thing(self, trace: Trail) -> str:
        """Return the kind of the thing."""
        return trace.kind_name

    @admin.display(description=gettext_lazy("name"))
    def name(self, trace: Trail) -> str | SafeString:
        """Return the thing, with the way to its history where it has a page."""
        name = self._told(trace).name
        shown = name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1]}…"
        address = _history_of(trace)
        return format_html('<a href="{}">{}</a>', address, shown) if address else shown

    @admin.display(description=gettext_lazy("fields"))
    def changed(self, trace: Trail) -> str:
        """Return which fields changed; an addition and a removal are of all."""
        return self._told(trace).fields if trace.operation == Operation.CHANGED else ""

    @admin.display(description=gettext_lazy("from what to what"))
    def changes(self, trace: Trail) -> SafeString:
        """Return each field, from what to what."""
        return render_to_string("admin/registry/changes.html", {"trace": self._told(trace)})

    def _told(self, trace: Any) -> Told:
        if not hasattr(trace, "told"):
            (trace.told,) = told([trace])
        return cast("Told", trace.told)


def _history_of(trace: Trail) -> str | None:
    """Return the address of the history on which a trace stands: that of the thing, or of what it is a part of."""
    kind, key = trace.kind, trace.object_id
    if trace.part_of_kind and trace.part_of_id:
        kind, key = trace.part_of_kind, trace.part_of_id
    model = KINDS[kind].model._meta.concrete_model
    if model is None or not admin.site.is_registered(model):
        return None
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[key])
