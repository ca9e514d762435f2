"""Identifiers, to be found and chosen: they are added and retired with their owner."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from registry.admin.read_only import ReadOnly
from registry.admin.rights import chosen_for
from registry.models import Identifier, PublisherIdentifier

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class IdentifierLookup(ReadOnly, ModelAdmin):
    """What was ever known of a kind of owner; only what is still known can be chosen."""

    list_filter = ("kind",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leave it out of the index: one finds them with their owner."""
        return False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return what is found; only what is still known can be chosen."""
        if chosen_for(request):
            queryset = queryset.filter(known_until=None)
        return super().get_search_results(request, queryset, search_term)


@admin.register(Identifier)
class IdentifierAdmin(IdentifierLookup):
    """Identifiers of applications."""

    fields = (
        "application",
        "kind",
        "value",
        "signer",
        "evidence_fr",
        "evidence_en",
        "verified_on",
        "revision",
        "known_until",
    )
    list_display = ("value", "kind", "application", "revision", "known_until")
    list_select_related = ("application", "revision", "known_until")
    search_fields = ("value", "application__name__unaccent__icontains")
    ordering = ("kind", "value", "id")


@admin.register(PublisherIdentifier)
class PublisherIdentifierAdmin(IdentifierLookup):
    """Identifiers of publishers."""

    fields = ("publisher", "kind", "value", "evidence_fr", "evidence_en", "verified_on", "revision", "known_until")
    list_display = ("value", "kind", "publisher", "revision", "known_until")
    list_select_related = ("publisher", "revision", "known_until")
    search_fields = ("value", "publisher__name__unaccent__icontains")
    ordering = ("kind", "value", "id")
