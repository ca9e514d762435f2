"""What the registry describes: texts that change under a revision, and facts that stand beside them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.admin.audit import TrailHistory
from registry.admin.autocomplete import AutocompleteFields
from registry.admin.few_rows import FewRows
from registry.admin.publishing import PublishingAdmin
from registry.admin.publishing_form import ModelForm
from registry.admin.read_only import ReadOnly
from registry.admin.rights import SpokenForByRoot
from registry.languages import in_words
from registry.proposals.changes import Change, Retirement
from registry.revisions.models import Fact, KnownFact

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    StackedInline = admin.StackedInline[Any, Any]
else:
    TabularInline = admin.TabularInline
    StackedInline = admin.StackedInline


class EntryAdmin(TrailHistory, PublishingAdmin):
    """A thing with a slug that never changes, texts that do, and a first place that is given when it is added."""

    add_only_fields: Sequence[str] = ()
    """The fields of its first placements, which are moved by a form of their own afterwards."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields, with those of the first place where the thing is added."""
        return [*(self.fields or ()), *(() if obj else self.add_only_fields)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is only read: an address never changes."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is filled in while a name is typed."""
        return {} if obj else self.prepopulated_fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the inlines; of a new thing nothing is known yet."""
        return [one for one in super().get_inlines(request, obj) if obj or not issubclass(one, KnownInline)]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Return what a formset is made of: the rows to be added are named apart from those that are known."""
        if isinstance(inline, NewInline):
            prefix = f"new_{prefix.partition('-')[0]}"
        return super().get_formset_kwargs(request, obj, inline, prefix)

    def first_places(self, form: Any) -> list[Fact]:
        """Return the facts that give a new thing its place."""
        return []

    def changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any], *, change: bool) -> list[Change]:
        """Return the thing where it is new or its texts change, its place, what is retired, then what is added."""
        entry = [form.instance] if not change or set(form.changed_data) - {"why"} else []
        places = [] if change else self.first_places(form)
        retired = [Retirement(fact) for formset in formsets for fact, _fields in formset.changed_objects]
        added = [fact for formset in formsets for fact in formset.new_objects]
        return [*entry, *places, *retired, *added]


class RetiringForm(ModelForm):
    """A fact that is known: it is only retired."""

    retire = forms.BooleanField(
        label=_("Retire"), required=False, help_text=_("It is no longer known from this publication on.")
    )

    def _post_clean(self) -> None:
        """Check nothing: the fact was checked when it was added, and what it says is not edited."""


class KnownInline(SpokenForByRoot, FewRows, TabularInline):
    """Facts that are known of a thing: one that is no longer true is retired by a tick."""

    model: type[KnownFact]
    form = RetiringForm
    verbose_name_plural = _("Known")
    extra = 0
    can_delete = False
    says: Sequence[str]
    """What each row says."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what each row says, and the tick."""
        return (*self.says, "retire")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what each row says: it is not edited."""
        return self.says

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return what is still known."""
        return super().get_queryset(request).filter(known_until=None).order_by("id")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: new facts have rows of their own."""
        return False


class NewInline(SpokenForByRoot, FewRows, AutocompleteFields, StackedInline):
    """Facts that are added to a thing."""

    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return nothing: what is known stands apart."""
        return super().get_queryset(request).none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: there is nothing to see for one who adds nothing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was published is never edited."""
        return False


class HistoryInline(ReadOnly, FewRows, TabularInline):
    """Facts that say what became of a thing, read only: the last ones first."""

    extra = 0
    ordering = ("-revision_id", "-place")
    pointing_at: Sequence[str] = ("revision",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the facts with what they point at."""
        return super().get_queryset(request).select_related(*self.pointing_at)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return everything: it is read only."""
        return self.fields

    @admin.display(description=_("from"))
    def since(self, fact: Any) -> Any:
        """Return the day from which a placement holds."""
        return in_words(fact.effective_on) if fact.effective_on else _("since always")
