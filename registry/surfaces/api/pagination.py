"""Pages of lists: by number, of a bounded size, in a total order."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.views import APIView

DEFAULT_SIZE = 100
MOST = 500
FARTHEST = 10**9


class Pages(PageNumberPagination):
    """The pages of a list; a number or a size that is none is refused rather than replaced."""

    page_size = DEFAULT_SIZE
    page_size_query_param = "page_size"
    max_page_size = MOST
    last_page_strings = ()

    def get_page_size(self, request: Request) -> int:
        """Return how many rows a page has."""
        return _whole_number(request, "page_size", most=MOST) or DEFAULT_SIZE

    def get_page_number(self, request: Request, paginator: "Paginator[Any]") -> int:
        """Return which page is asked for."""
        number = _whole_number(request, "page", most=FARTHEST) or 1
        if number > paginator.num_pages:
            raise NotFound(_("The list has no page %(number)s: it ends before.") % {"number": number})
        return number

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Return how the parameters that turn pages are described."""
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": description,
                "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": default},
            }
            for name, description, most, default in (
                ("page", "Which page of the list.", FARTHEST, 1),
                ("page_size", "How many rows a page has.", MOST, DEFAULT_SIZE),
            )
        ]

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the shape of a page; the one inherited says `nullable`, which OpenAPI 3.1 no longer knows."""
        address = {"type": ["string", "null"], "format": "uri"}
        properties: dict[str, Any] = {"count": {"type": "integer"}, "next": address, "previous": address}
        properties["results"] = schema
        return {"type": "object", "required": list(properties), "properties": properties}


def _whole_number(request: Request, name: str, *, most: int) -> int | None:
    """Return the number that a parameter gives, None where it is not given."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text) or int(text) > most:
        raise ValidationError({name: [_("Give a whole number from 1 to %(most)s.") % {"most": most}]})
    return int(text)
