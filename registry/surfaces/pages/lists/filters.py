"""The filters of the list of applications, as an address gives them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.catalogue.applications import Application, Category, Publisher
from registry.catalogue.trees import CategoryTree, categories_meant
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.parameters import shown
from registry.terms import UNLISTED, Outcome, Platform

Applications = QuerySet[Any]
"""Applications with the key of their category on the day, which the types of Django cannot see."""

LONGEST_TEXT = 500
"""An address of a store comes with parameters that tell where it was copied."""

NO_SUCH_CHOICE = {"invalid_choice": gettext_lazy("“%(value)s” is not one of the choices.")}
STATUSES: list[tuple[str, Any]] = [*Outcome.choices, (UNLISTED, gettext_lazy("Not listed"))]
SORT_CHOICES = [
    ("name", pgettext_lazy("order of a list", "By name, from A")),
    ("-name", pgettext_lazy("order of a list", "By name, from Z")),
    ("publisher", pgettext_lazy("order of a list", "By publisher")),
    ("outcome", pgettext_lazy("order of a list", "By answer, the strictest first")),
    ("-since", pgettext_lazy("order of a list", "By ruling, the latest first")),
]


class ApplicationFilters(forms.Form):
    """What narrows the list of applications, and its order; an empty parameter counts as not given."""

    q = forms.CharField(label=gettext_lazy("The application"), required=False, max_length=LONGEST_TEXT)
    status = forms.ChoiceField(
        label=gettext_lazy("Answer"), required=False, choices=STATUSES, error_messages=NO_SUCH_CHOICE
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False, error_messages=NO_SUCH_CHOICE)
    platform = forms.ChoiceField(
        label=gettext_lazy("Platform"), required=False, choices=Platform.choices, error_messages=NO_SUCH_CHOICE
    )
    publisher = forms.ModelChoiceField(
        label=gettext_lazy("Publisher"),
        required=False,
        queryset=Publisher.objects.all(),
        to_field_name="slug",
        error_messages=NO_SUCH_CHOICE,
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False, choices=SORT_CHOICES, error_messages=NO_SUCH_CHOICE
    )

    def __init__(self, question: Asked, categories: list[Category], tree: CategoryTree) -> None:
        """Read what an address gives. One query where it names a publisher.

        Raises `Unanswerable` at the first value that is wrong.
        """
        super().__init__(question.given)
        self.question = question
        self.categories = categories
        self.tree = tree
        self.fields["category"].choices = [(one.slug, one.slug) for one in categories]  # type: ignore[attr-defined]
        if not self.is_valid():
            name, [error, *_others] = next(iter(self.errors.as_data().items()))
            if error.params:  # what was given is told back, however long or unprintable
                error.params |= {"value": shown(str(error.params.get("value", "")))}
            words = {"field": self.fields[name].label, "problem": error.messages[0]}
            raise Unanswerable(_("In “%(field)s”: %(problem)s") % words)

    def given(self, name: str) -> str:
        """Return what was chosen by a filter, as the address has it; empty where nothing was."""
        value = self.cleaned_data[name]
        return value.slug if isinstance(value, Publisher) else value or ""

    def hits(self) -> Applications:
        """Return the applications that the text means, the one most likely meant first. Two queries."""
        return self.search(applications_known(self.question), self.given("q"))

    def search(self, applications: Applications, text: str) -> Applications:
        """Keep those that a person means by a text, the one most likely meant first. Two queries."""
        within = categories_meant(text, self.tree, self.question.on)
        of_words: Any = applications  # the types of Django see no words of ours
        found: Applications = of_words.meant_by(text, revision=self.question.revision_number, within=within)
        return found


def applications_known(question: Asked) -> Applications:
    """Return the applications known at the revision, each with the key of its category on the day."""
    placed = Application.objects.placed(on=question.on, revision=question.revision_number)
    return placed.select_related("publisher")
