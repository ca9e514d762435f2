"""Members and proposals: who may do what where, and what was proposed."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.http import HttpRequest

from registry.admin.autocomplete import AutocompleteFields
from registry.admin.read_only import ReadOnly
from registry.models import Comment, Membership, Proposal
from registry.proposals.models import ProposalQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    MembershipOptions = admin.ModelAdmin[Membership]
    ProposalOptions = admin.ModelAdmin[Proposal]
    CommentOptions = admin.TabularInline[Comment, Proposal]
else:
    MembershipOptions = ProposalOptions = admin.ModelAdmin
    CommentOptions = admin.TabularInline


@admin.register(Membership)
class MembershipAdmin(AutocompleteFields, MembershipOptions):
    """Memberships: given and taken by those who run the installation, who rule on nothing by that alone."""

    list_display = ("user", "role", "organisation")
    list_filter = ("role", ("organisation", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "organisation")
    search_fields = ("user__username", "organisation__slug")
    autocomplete_fields = ("user", "organisation")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return nothing: no address fills this form in."""
        return {}


class Comments(ReadOnly, CommentOptions):
    """What was remarked on a proposal."""

    model = Comment
    fields = ("by", "at", "text")


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, ProposalOptions):
    """Proposals, to be looked at."""

    list_display = ("__str__", "organisation", "state", "author", "edited_at")
    list_filter = ("state", ("organisation", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organisation", "author")
    search_fields = ("why",)
    inlines = (Comments,)

    def get_queryset(self, request: HttpRequest) -> ProposalQuerySet:
        """Return the proposals that this user may see."""
        return Proposal.objects.visible_to(cast("User", request.user))
