"""Choosing a row by typing its name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper, get_select2_language
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    Options = BaseModelAdmin[Any]
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    Options = object
    ModelChoiceField = forms.ModelChoiceField


class TolerantAutocomplete(AutocompleteSelect):
    """A select by name that shows an empty choice for a forged key, where Django's own fails."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        """Return the chosen row, if the key is one."""
        return super().optgroups(name, [key for key in value if self._is_a_key(key)], attrs)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Return a copy for a form, which speaks the language of its request."""
        copied: Any = super().__deepcopy__(memo)
        copied.i18n_name = get_select2_language()
        return copied

    def _is_a_key(self, key: str) -> bool:
        try:
            self.field.target_field.to_python(key)
        except ValidationError:
            return False
        return True


class AutocompleteFields(Options):
    """For an admin or an inline: its autocomplete fields are tolerant of forged keys."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Return the form's field for a foreign key."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", TolerantAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form's field, without a window to add or edit what it chooses: that is a proposal of its own."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_delete_related = False
        return field


def chosen_by_name(model: type[models.Model], column: str, *, required: bool = True) -> ModelChoiceField:
    """Return a form's field that chooses, by name, what a column of another model points at."""
    reference: Any = model._meta.get_field(column)
    return ModelChoiceField(
        label=capfirst(reference.verbose_name),
        queryset=reference.related_model._default_manager.all(),
        required=required,
        widget=TolerantAutocomplete(reference, admin.site),
    )
