"""The list of verdicts: what holds at an organisation on a day, as known at a revision."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from registry.catalogue.applications import Application, Category
from registry.catalogue.organisations import Organisation
from registry.surfaces.api.filtering import CodeFilter, DayFilter, SlugFilter, WholeNumberFilter
from registry.surfaces.api.lists import ListViewSet
from registry.surfaces.api.pagination import Pages
from registry.surfaces.api.verdicts.asked import Asked, ask
from registry.surfaces.api.verdicts.payload import STATUSES, VerdictSerializer
from registry.terms import DeviceClass, Rule
from registry.verdicts.models import Verdict


class VerdictFilter(django_filters.FilterSet):
    """What the verdicts can be asked."""

    organisation = SlugFilter(
        queryset=Organisation.objects.all(),
        help_text="The slug of who is asked about; the root where none is given.",
    )
    device = CodeFilter(choices=DeviceClass.choices, help_text="A device class; each where none is given.")
    status = CodeFilter(
        choices=STATUSES,
        help_text="What holds. Applications on which nothing does are listed for `unlisted`, and then alone.",
    )
    application = SlugFilter(queryset=Application.objects.all(), help_text="The slug of an application.")
    category = SlugFilter(
        queryset=Category.objects.all(), help_text="A category: it and all below it, on the day asked about."
    )
    on = DayFilter(help_text="A day, in ISO 8601; today where none is given, or the day of the revision.")
    revision = WholeNumberFilter(help_text="A revision: what holds as it was known then; the last where none is given.")

    asked: Asked

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that answer."""
        self.asked = ask(self.form.cleaned_data)
        return self.asked.rows()


class VerdictPages(Pages):
    """The pages of an answer, which say for what day, as known when and what unlisted means; links hold on to both."""

    asked: Asked

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        """Return the rows of the page that is asked for."""
        self.asked = view.asked.asked
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page."""
        asked = {
            "on": self.asked.on.isoformat(),
            "revision": self.asked.revision,
            "default_rule": self.asked.default_rule,
        }
        return Response({**asked, **super().get_paginated_response(data).data})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """Return the shape of a page."""
        page = super().get_paginated_response_schema(schema)
        asked: dict[str, Any] = {
            "on": {"type": "string", "format": "date"},
            "revision": {"type": "integer"},
            "default_rule": {
                "type": "string",
                "enum": Rule.values,
                "description": "What unlisted means at the organisation asked about, on that day.",
            },
        }
        return page | {"required": [*asked, *page["required"]], "properties": asked | page["properties"]}

    def get_next_link(self) -> str | None:
        """Return the address of the page after this one, of the same day as known at the same revision."""
        return self._pinned(super().get_next_link())

    def get_previous_link(self) -> str | None:
        """Return the address of the page before this one, likewise."""
        return self._pinned(super().get_previous_link())

    def _pinned(self, link: str | None) -> str | None:
        if link is None:
            return None
        return replace_query_param(
            replace_query_param(link, "on", self.asked.on.isoformat()), "revision", self.asked.revision
        )


class VerdictViewSet(ListViewSet[Verdict]):
    """What holds, application by application and device class by device class, and why."""

    queryset = Verdict.objects.all()
    serializer_class = VerdictSerializer
    filterset_class = VerdictFilter
    pagination_class = VerdictPages
    problems = (410,)

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what the payload is written with: what was asked."""
        return {**super().get_serializer_context(), "asked": getattr(self.asked, "asked", None)}
