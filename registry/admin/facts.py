"""Facts that are added by a form of their own, and never edited: places, ends, rules, withdrawals."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.publishing import PublishingAdmin
from registry.admin.publishing_form import PublishingForm
from registry.revisions.models import today


class FactAdmin(PublishingAdmin):
    """A fact: whoever may add one may publish it, and nobody may change it."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a fact is never edited, another one is published."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the facts, the last published first."""
        return super().get_queryset(request).order_by("-revision_id", "-place", "-id")


class FactOfAThingAdmin(FactAdmin):
    """A fact that is reached from its thing, and so stands in no menu."""

    about: ClassVar[str]
    """The field that names the thing."""
    list_select_related: ClassVar[Any] = True
    asks: ClassVar[Any]
    """What the form does, as its title."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Answer the form, under a title that says what it does."""
        return super().add_view(request, form_url, {"title": self.asks} | (extra_context or {}))

    def thing(self, obj: Any) -> Any:
        """Return the thing that the fact is about."""
        return getattr(obj, self.about)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leave it out of the index: one comes here from the thing."""
        return False


class PlacementForm(PublishingForm):
    """A move from a day, or a correction that holds since always."""

    effective_on = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=AdminDateWidget,
        help_text=gettext_lazy("The day from which it holds."),
    )
    since_always = forms.BooleanField(
        label=gettext_lazy("Since always"),
        required=False,
        help_text=gettext_lazy("A correction: it should have been so from the first. Leave the day empty then."),
    )

    def clean(self) -> dict[str, Any]:
        """Return what is typed; insist on a day or on a correction, so that neither comes by oversight."""
        cleaned = super().clean()
        if "effective_on" not in self.errors and bool(cleaned.get("effective_on")) == bool(cleaned.get("since_always")):
            raise ValidationError({"effective_on": _("Give a day, or say that it holds since always: one of the two.")})
        return cleaned


class PlacementAdmin(FactOfAThingAdmin):
    """What places a thing: the form behind “Move…”."""

    form = PlacementForm

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the address fills in, and today."""
        return {"effective_on": today()} | super().get_changeform_initial_data(request)


def public_address(page: str, thing: Any) -> str:
    """Return the address of the public page of a thing, in the language being spoken."""
    return reverse(f"pages:{page}", args=[thing.slug])
