"""For what is only looked at: facts beside their thing, revisions, verdicts."""

from typing import Any

from django.http import HttpRequest

from registry.admin.rights import Looks


class ReadOnly(Looks):
    """An admin or an inline that neither adds, changes nor deletes."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: it is published by another form, or derived."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was published is never edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was published is never deleted."""
        return False
