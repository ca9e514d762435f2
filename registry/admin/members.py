"""Members: who may do what where."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from registry.admin.audit import TrailHistory
from registry.admin.autocomplete import AutocompleteFields
from registry.admin.rights import desk_of
from registry.models import Membership

if TYPE_CHECKING:
    MembershipOptions = admin.ModelAdmin[Membership]
else:
    MembershipOptions = admin.ModelAdmin


@admin.register(Membership)
class MembershipAdmin(TrailHistory, AutocompleteFields, MembershipOptions):
    """Memberships: given and taken by those who run the installation, who rule on nothing by that alone."""

    list_display = ("user", "role", "organisation")
    list_filter = ("role", ("organisation", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "organisation")
    search_fields = ("user__username", "organisation__slug")
    autocomplete_fields = ("user", "organisation")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Let auditors find them too."""
        return desk_of(request).audits or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let auditors see who may do what."""
        return desk_of(request).audits or super().has_view_permission(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return nothing: no address fills this form in."""
        return {}
