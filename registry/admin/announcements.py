"""Announcements: drafts that nobody sees, then publications."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from registry.admin.audit import TrailHistory
from registry.admin.autocomplete import AutocompleteFields
from registry.admin.facts import public_address
from registry.admin.few_rows import FewRows
from registry.admin.publishing import ADDRESSES_ARE_SECURE, PublishingAdmin
from registry.admin.publishing_form import PublishingForm
from registry.admin.rights import SpokenForByRoot, chosen_for, desk_of
from registry.models import AnnouncedApplication, Announcement, Quote, Source
from registry.proposals.changes import Change, Removal

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    StackedInline = admin.StackedInline[Any, Any]
else:
    TabularInline = admin.TabularInline
    StackedInline = admin.StackedInline

DRAFT = "_draft"
"""The button that keeps a draft."""

PARTS = ("quotes", "sources", "announced_applications")


class AnnouncementForm(PublishingForm):
    """A notice; a draft of one needs no reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask why only where something is published."""
        super().__init__(*args, **kwargs)
        if DRAFT in self.data and self.instance.published_in_id is None:
            self.fields["why"].required = False


class PartInline(SpokenForByRoot, FewRows):
    """A part of a notice, which is taken out of it by whoever may change it."""

    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those take it out who speak for the root."""
        return desk_of(request).speaks_for_root


class QuoteInline(PartInline, StackedInline):
    """The words of the notice."""

    model = Quote
    fields = ("text", ("language", "fidelity", "place"), ("note_fr", "note_en"))


class SourceInline(PartInline, TabularInline):
    """Where it was read."""

    model = Source
    formfield_overrides = ADDRESSES_ARE_SECURE
    fields = ("title", "url", "published_on", "place")


class AnnouncedApplicationInline(PartInline, AutocompleteFields, TabularInline):
    """The applications that it concerns."""

    model = AnnouncedApplication
    fields = ("application", "provenance", "stance")
    autocomplete_fields = ("application",)


class PublishedFilter(admin.SimpleListFilter):
    """Announcements that are published, or drafts."""

    title = gettext_lazy("published")
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two states."""
        return (("yes", gettext_lazy("Published")), ("no", gettext_lazy("Drafts")))

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any] | None:
        """Return the announcements in a state."""
        match self.value():
            case "yes":
                return queryset.filter(published_in__isnull=False)
            case "no":
                return queryset.filter(published_in__isnull=True)
        return None


@admin.register(Announcement)
class AnnouncementAdmin(TrailHistory, PublishingAdmin):
    """Announcements, with their quotes, their sources and the applications that they concern."""

    form = AnnouncementForm
    inlines = (QuoteInline, SourceInline, AnnouncedApplicationInline)
    fieldsets = (
        (None, {"fields": ("title_fr", "title_en", "slug", "kind", "jurisdiction")}),
        (
            gettext_lazy("Issuer"),
            {"fields": (("issuer_fr", "issuer_en"), "speaker", ("speaker_role_fr", "speaker_role_en"))},
        ),
        (gettext_lazy("Days"), {"fields": (("date", "date_precision"), ("effective_on", "comply_by"))}),
        (
            gettext_lazy("Contents"),
            {"fields": ("summary_fr", "summary_en", "scope_fr", "scope_en", "mark_fr", "mark_en")},
        ),
    )
    prepopulated_fields = {"slug": ("title_en",)}
    list_display = ("title", "kind", "jurisdiction", "date", "published_in", "changed_in")
    ordering = ("-date", "-id")
    list_filter = (PublishedFilter, "kind", "jurisdiction")
    list_select_related = ("published_in", "changed_in")
    date_hierarchy = "date"
    search_fields = (
        "title_fr__unaccent__icontains",
        "title_en__unaccent__icontains",
        "issuer_fr__unaccent__icontains",
        "speaker__unaccent__icontains",
        "quotes__text__unaccent__icontains",
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Announcement]:
        """Return the notices that this user may see: drafts are those of the root, and of auditors."""
        desk = desk_of(request)
        notices = super().get_queryset(request)
        return notices if desk.speaks_for_root or desk.audits else notices.filter(published_in__isnull=False)

    @admin.display(description=gettext_lazy("title"))
    def title(self, announcement: Announcement) -> str:
        """Return the title in the language being spoken."""
        return announcement.title

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return what is found; a decision rests on what is published."""
        if chosen_for(request):
            queryset = queryset.published()
        return super().get_search_results(request, queryset, search_term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is only read: an address never changes."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is filled in while a title is typed."""
        return {} if obj else self.prepopulated_fields

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Return the form's page, with the button that keeps a draft."""
        obj = kwargs.get("obj")
        context["draft_button"] = DRAFT if obj is None or obj.published_in_id is None else None
        return super().render_change_form(request, context, *args, **kwargs)

    def keeps_draft(self, request: HttpRequest, obj: Announcement) -> bool:
        """Tell whether a draft was asked for, of what is not published yet."""
        return DRAFT in request.POST and obj.published_in_id is None

    def changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any], *, change: bool) -> list[Change]:
        """Return the announcement where something of it changes, what is taken out, then its parts."""
        announcement = form.instance
        if announcement.published_in_id is None:
            return self._kept_as_typed(request, form, formsets, change=change)
        removed = [part for formset in formsets for part in formset.deleted_objects]
        parts = [part for formset in formsets for part, _fields in formset.changed_objects]
        parts += [part for formset in formsets for part in formset.new_objects]
        if not (parts or removed or set(form.changed_data) - {"why"}):
            return []
        for part in (*removed, *parts):
            part.announcement = announcement
        return [announcement, *map(Removal, removed), *parts]

    def _kept_as_typed(self, request: HttpRequest, form: Any, formsets: Any, *, change: bool) -> list[Change]:
        """Keep what is typed as the draft of the notice, and return all of it, to be published as one.

        So a draft outlives a proposal that is rejected; a preview takes it back.
        """
        super(PublishingAdmin, self).save_model(request, form.instance, form, change)
        super(PublishingAdmin, self).save_related(request, form, formsets, change)
        return [form.instance, *(part for name in PARTS for part in getattr(form.instance, name).all())]

    def has_delete_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        """Let a draft be deleted; what was published is not."""
        if obj is None or obj.published_in_id is not None:
            return False
        return desk_of(request).speaks_for_root

    def view_on_site(self, obj: Announcement) -> str | None:
        """Return the page of the notice, none for a draft."""
        return public_address("announcement", obj) if obj.published_in_id else None
