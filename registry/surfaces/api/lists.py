"""What every list of the API is: read only, filtered, in pages, and sure of what it can be asked."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Model
from rest_framework import mixins, viewsets

from registry.surfaces.api.filtering import AskedFilterBackend
from registry.surfaces.api.pagination import Pages
from registry.surfaces.parameters import KnowsItsParameters

SLUG = "[-a-zA-Z0-9_]+"

Shown = TypeVar("Shown", bound=Model)


class ListViewSet(KnowsItsParameters, mixins.ListModelMixin, viewsets.GenericViewSet[Shown]):
    """A list that is read, a page at a time."""

    filter_backends = (AskedFilterBackend,)
    pagination_class: type[Pages] = Pages
    asked: Any = None

    def get_known_parameters(self) -> Collection[str]:
        """Return the filters and what turns pages, for a list; nothing for a single thing."""
        if self.action != "list":
            return ()
        filters = getattr(self, "filterset_class", None)
        return (*(filters.base_filters if filters else ()), Pages.page_query_param, Pages.page_size_query_param)


class ReadOnlyViewSet(mixins.RetrieveModelMixin, ListViewSet[Shown]):
    """A list that is read, and each thing in it by its slug."""

    moment_of_one: tuple[str, ...] = ()
    """By which parameters a single thing, too, is asked about as it was known."""

    def get_known_parameters(self) -> Collection[str]:
        """Return what a list can be asked, and what a single thing."""
        return self.moment_of_one if self.action == "retrieve" else super().get_known_parameters()

    lookup_field = "slug"
    lookup_value_regex = SLUG
