"""The list of applications as an address narrows it, before it is shown in one form or another."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from registry.catalogue.applications import Application, Category
from registry.catalogue.trees import category_tree
from registry.surfaces.pages.asking import asked
from registry.surfaces.pages.lists.filters import ApplicationFilters
from registry.surfaces.pages.lists.found import Found, find


@dataclass
class Narrowed:
    """What is asked of the list, and what is found."""

    filters: ApplicationFilters
    found: Found

    @cached_property
    def categories(self) -> dict[int, Category]:
        """Return the categories by their keys."""
        return {one.pk: one for one in self.filters.categories}

    def applications(self) -> list[Any]:
        """Return the applications asked for, in order, each with the key of its category on the day. One query."""
        shown = Application.objects.select_related("publisher").only(
            "slug", "name", "publisher__slug", "publisher__name"
        )
        known: dict[int, Any] = shown.in_bulk(self.found.keys)
        for key, one in known.items():
            one.category_id = self.found.shelves[key]
        return [known[key] for key in self.found.keys]


def narrow(request: HttpRequest, *, offset: int, limit: int) -> Narrowed:
    """Return what the filters of an address leave, from `offset` on and as many as `limit`.

    Seven queries: four for the question, the categories and their tree, the state of the registry; five more where
    what is counted is not kept, three where what a text means is not, and one where a publisher is named. Raises
    `Unanswerable` where the address asks what cannot be.
    """
    question = asked(request)
    categories = list(Category.objects.by_name())
    filters = ApplicationFilters(question, categories, category_tree(question.revision_number, []))
    return Narrowed(filters, find(filters, offset=offset, limit=limit))
