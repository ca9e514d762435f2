"""How many rows a form may have beneath a thing."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    Inline = admin.options.InlineModelAdmin[Any, Any]
else:
    Inline = object

MOST_ROWS = 100


class FewRows(Inline):
    """An inline that draws no more rows than a person fills in: a forged count of them costs nothing."""

    max_num = MOST_ROWS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset's class, with the bound of its rows."""
        return super().get_formset(request, obj, **{"absolute_max": MOST_ROWS} | kwargs)
