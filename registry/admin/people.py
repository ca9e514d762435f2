"""Those who publish: Django's own users, whose names the digests of their revisions cover."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import User
from django.http import HttpRequest

from registry.models import Revision

if TYPE_CHECKING:
    UserAdmin = auth_admin.UserAdmin[User]
else:
    UserAdmin = auth_admin.UserAdmin

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Users; one who has published keeps the name, and is made inactive rather than deleted."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is only read: renaming who published would break the chain of digests."""
        read_only = super().get_readonly_fields(request, obj)
        return (*read_only, "username") if self._has_published(obj) else read_only

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to delete somebody who has published."""
        return not self._has_published(obj) and super().has_delete_permission(request, obj)

    def _has_published(self, user: User | None) -> bool:
        return user is not None and Revision.objects.filter(published_by=user).exists()
