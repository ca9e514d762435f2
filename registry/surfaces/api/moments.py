"""The moment that a list is asked about: a day, and the revision at which the registry is asked."""

from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from registry.revisions.models import Revision, today
from registry.surfaces.api.filtering import DayFilter, WholeNumberFilter

REVISION_HELP = "A revision: what was known then; what is known now where none is given."
ON_HELP = "A day, in ISO 8601; today where none is given, or the day of the revision."


class Moment(NamedTuple):
    """A day, and a revision, None for what is known now."""

    on: date
    revision: int | None


class AsKnownFilter(django_filters.FilterSet):
    """Filters of things as they were known at a revision."""

    revision = WholeNumberFilter(method="at_the_moment", help_text=REVISION_HELP)

    @cached_property
    def moment(self) -> Moment:
        """Return the moment that is asked about; raise a problem where there is no such revision."""
        given = self.form.cleaned_data
        revision, on = given["revision"], given.get("on")
        if revision is None:
            return Moment(on or today(), None)
        day = Revision.objects.filter(number=revision).values_list("day", flat=True).first()
        if day is None:
            words = {"revision": revision, "last": Revision.objects.latest_number()}
            sentence = _("There is no revision %(revision)s yet: the last one is %(last)s.") % words
            raise ValidationError({"revision": [sentence]})
        return Moment(on or day, revision)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what is found among what was known."""
        found: QuerySet[Any] = super().filter_queryset(self.known(queryset))
        return found

    def known(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what was known at the moment; each list says how."""
        raise NotImplementedError

    def at_the_moment(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Leave what is found as it is: the moment is taken into account before anything is filtered."""
        return queryset


class OnADayFilter(AsKnownFilter):
    """The same of things that stand somewhere on a day."""

    on = DayFilter(method="at_the_moment", help_text=ON_HELP)
