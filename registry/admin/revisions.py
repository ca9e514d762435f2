"""Revisions: what was published, when, by whom and why; read only."""

import json
from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.held import shown_held
from registry.admin.read_only import ReadOnly
from registry.admin.turns import table_of_turns
from registry.channels.expiry import expiry
from registry.channels.held import held_channels
from registry.languages import in_words
from registry.models import Proposal, Revision
from registry.verdicts.turns import turns_in

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Revision]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Revision)
class RevisionAdmin(ReadOnly, ModelAdmin):
    """Revisions, with what each one turned."""

    ordering = ("-number",)
    list_display = ("number", "day", "why", "authored_by", "published_by", "signed")
    list_filter = (("published_by", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("published_by", "authored_by")
    date_hierarchy = "day"
    search_fields = ("why__unaccent__icontains", "digest")
    fieldsets = (
        (None, {"fields": ("number", "day", "published_at", "why", "why_language")}),
        (_("Signatures"), {"fields": ("authored_by", "published_by", "signed", "proposed", "confirmed", "effect")}),
        (_("Turned"), {"fields": ("turned",)}),
        (_("Contents"), {"fields": ("published", "digest", "previous_digest")}),
    )
    readonly_fields = ("signed", "proposed", "confirmed", "turned", "published")
    view_on_site = False

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses, with that of the channels which do not follow the last publication."""
        held = path("held/", self.admin_site.admin_view(self.held_view), name="registry_revision_held")
        return [held, *super().get_urls()]

    def held_view(self, request: HttpRequest) -> TemplateResponse:
        """Return the channels that are held, each with why, since when, and what to do about it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Channels that are held"),
            "opts": self.opts,
            "channels": shown_held(held_channels()),
            "keys": expiry(),
        }
        return TemplateResponse(request, "admin/registry/held.html", context)

    @admin.display(description=_("signatures"))
    def signed(self, revision: Revision) -> str:
        """Return whether a second person published it."""
        alone = revision.authored_by_id == revision.published_by_id
        return gettext("published by its author") if alone else gettext("published by a second person")

    @admin.display(description=_("proposal"))
    def proposed(self, revision: Revision) -> str:
        """Return the way to the proposal that it published, with its comments and steps."""
        proposal = Proposal.objects.filter(revision=revision).first()
        if proposal is None:
            return gettext("none: it was published without one")
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:registry_proposal_change", args=[proposal.pk]), proposal
        )

    @admin.display(description=_("confirmed in words"))
    def confirmed(self, revision: Revision) -> SafeString | str:
        """Return how much its publisher confirmed that turns at once, channel by channel."""
        rows = revision.confirmations.select_related("organisation")
        lines = [
            (row.organisation, row.get_device_class_display(), in_words(row.day), row.turned, row.dropped, row.of)
            for row in rows
        ]
        told = gettext("{}, {}, {}: turn: {}; vanish: {}; of {}")
        return format_html_join(SafeString("<br>"), told, lines) or gettext("nothing: little turned at once")

    @admin.display(description=_("verdicts that turned"))
    def turned(self, revision: Revision) -> SafeString:
        """Return what it turned, as a table."""
        return table_of_turns(turns_in(revision.number))

    @admin.display(description=_("contents"))
    def published(self, revision: Revision) -> SafeString:
        """Return what it published, by public ids, as the digest covers it."""
        return format_html("<pre>{}</pre>", json.dumps(revision.contents, indent=2, ensure_ascii=False))
