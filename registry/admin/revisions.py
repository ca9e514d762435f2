"""Revisions: what was published, when, by whom and why; read only."""

import json
from typing import TYPE_CHECKING

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.read_only import ReadOnly
from registry.admin.turns import table_of_turns
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
        (_("Signatures"), {"fields": ("authored_by", "published_by", "signed", "proposed", "effect")}),
        (_("Turned"), {"fields": ("turned",)}),
        (_("Contents"), {"fields": ("published", "digest", "previous_digest")}),
    )
    readonly_fields = ("signed", "proposed", "turned", "published")
    view_on_site = False

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

    @admin.display(description=_("verdicts that turned"))
    def turned(self, revision: Revision) -> SafeString:
        """Return what it turned, as a table."""
        return table_of_turns(turns_in(revision.number))

    @admin.display(description=_("contents"))
    def published(self, revision: Revision) -> SafeString:
        """Return what it published, by public ids, as the digest covers it."""
        return format_html("<pre>{}</pre>", json.dumps(revision.contents, indent=2, ensure_ascii=False))
