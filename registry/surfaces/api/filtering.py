"""Filters: what every filter of the API has in common, and the kinds of values that they take."""

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from drf_spectacular.drainage import set_override
from rest_framework.views import APIView

from registry.surfaces.parameters import shown


class AskedFilterBackend(DjangoFilterBackend):
    """Filters as django-filter does, and leaves what was asked with the view, for what it shows of it."""

    def get_filterset(self, request: HttpRequest, queryset: QuerySet[Any], view: APIView) -> FilterSet | None:
        """Return the filters as they were asked for."""
        filterset: FilterSet | None = super().get_filterset(request, queryset, view)
        view.asked = filterset  # type: ignore[attr-defined]  # read by `get_serializer_context` of whoever needs it
        return filterset


class DayFormField(forms.DateField):
    """A day in ISO 8601, whatever the language; Django's own field takes those of each country."""

    def to_python(self, value: Any) -> date | None:
        """Return the day, None where none is given."""
        if not value:
            return None
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError(_("Write a day as year-month-day: 2023-03-24."))


class YesOrNoFormField(forms.NullBooleanField):
    """True or false; Django's own field takes what is neither for nothing."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]  # as Django's own does
        """Return what is said, None where nothing is."""
        if value not in (None, "", "true", "false"):
            raise ValidationError(_("Say true or false."))
        return value == "true" if value else None


class SlugFormField(forms.CharField):
    """The slug of something that there is."""

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        """Look for it among these."""
        self.queryset = queryset
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Model | None:
        """Return what the slug names, None where none is given."""
        slug = super().clean(value)
        if not slug:
            return None
        found: Model | None = self.queryset.filter(slug=slug).first()
        if found is None:
            raise ValidationError(_("Nothing of this kind is called “%(slug)s”."), params={"slug": shown(slug)})
        return found


class WholeNumberFormField(forms.IntegerField):
    """A whole number from one up that the database can hold."""

    def __init__(self, **kwargs: Any) -> None:
        """Say what a number looks like."""
        kwargs |= {"min_value": 1, "max_value": 2_147_483_647, "localize": False}
        super().__init__(**kwargs)


class ChoiceFormField(django_filters.fields.ChoiceField):
    """A choice among codes; a wrong one is told which there are."""

    def validate(self, value: Any) -> None:
        """Refuse what is none of them."""
        ProhibitNullCharactersValidator()(value)
        if value and not self.valid_value(value):
            codes = ", ".join(code for code, _label in self.widget.choices if code)
            raise ValidationError(
                _("“%(value)s” is none of: %(codes)s."), params={"value": shown(value), "codes": codes}
            )


class DayFilter(django_filters.DateFilter):
    """A day in ISO 8601."""

    field_class = DayFormField


class SlugFilter(django_filters.CharFilter):
    """The slug of something that there is."""

    field_class = SlugFormField


class WholeNumberFilter(django_filters.Filter):
    """A whole number from one up."""

    field_class = WholeNumberFormField

    def __init__(self, *, help_text: str, **kwargs: Any) -> None:
        """Describe it as the integer that it is, which the OpenAPI document could not tell."""
        super().__init__(help_text=help_text, **kwargs)
        set_override(self, "field", {"type": "integer", "minimum": 1, "description": help_text})


class YesOrNoFilter(django_filters.BooleanFilter):
    """True or false."""

    field_class = YesOrNoFormField


class CodeFilter(django_filters.ChoiceFilter):
    """One of the codes of the registry."""

    field_class = ChoiceFormField
