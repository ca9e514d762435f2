"""Those who publish: Django's own users, whose names the digests of their revisions cover."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.admin.audit import TrailHistory
from registry.models import Revision

if TYPE_CHECKING:
    UserAdmin = auth_admin.UserAdmin[User]
else:
    UserAdmin = auth_admin.UserAdmin

admin.site.unregister(User)
admin.site.unregister(Group)  # what somebody may do follows from their memberships


@admin.register(User)
class PersonAdmin(TrailHistory, UserAdmin):
    """Users; one whose name stands under a revision keeps it, and is made inactive rather than deleted."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    list_filter = ("is_staff", "is_superuser", "is_active")
    filter_horizontal = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is only read: renaming who authored or published would break the chain of digests."""
        read_only = super().get_readonly_fields(request, obj)
        return (*read_only, "username") if self._has_signed(obj) else read_only

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to delete somebody who has authored or published a revision."""
        return not self._has_signed(obj) and super().has_delete_permission(request, obj)

    def _has_signed(self, user: User | None) -> bool:
        signed = Q(published_by=user) | Q(authored_by=user)
        return user is not None and Revision.objects.filter(signed).exists()
