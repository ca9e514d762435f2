"""The filters of the list of applications."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.catalogue.applications import Application, Category, Publisher
from registry.catalogue.identifiers import PLATFORMS, Identifier
from registry.catalogue.trees import CategoryTree
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.parameters import shown
from registry.terms import UNLISTED, Outcome, Platform
from registry.verdicts.models import Verdict

Applications = QuerySet[Any]
"""Applications with the key of their category on the day, which the types of Django cannot see."""

LONGEST_TEXT = 500
"""An address of a store comes with parameters that tell where it was copied."""

NO_SUCH_CHOICE = {"invalid_choice": gettext_lazy("“%(value)s” is not one of the choices.")}
SORTS = {
    "name": ("sort_key", "pk"),
    "-name": ("-sort_key", "-pk"),
    "publisher": ("publisher__sort_key", "sort_key", "pk"),
}
SORT_CHOICES = [
    ("name", pgettext_lazy("order of a list", "By name, from A")),
    ("-name", pgettext_lazy("order of a list", "By name, from Z")),
    ("publisher", pgettext_lazy("order of a list", "By publisher")),
]


class ApplicationFilters(django_filters.FilterSet):
    """What narrows the list of applications; an empty parameter counts as not given."""

    q = django_filters.CharFilter(label=gettext_lazy("The application"), method="search", max_length=LONGEST_TEXT)
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Answer"),
        method="told",
        choices=[*Outcome.choices, (UNLISTED, gettext_lazy("Not listed"))],
        error_messages=NO_SUCH_CHOICE,
    )
    category = django_filters.ChoiceFilter(
        label=gettext_lazy("Category"), method="below", error_messages=NO_SUCH_CHOICE
    )
    platform = django_filters.ChoiceFilter(
        label=gettext_lazy("Platform"), method="known_on", choices=Platform.choices, error_messages=NO_SUCH_CHOICE
    )
    publisher = django_filters.ChoiceFilter(
        label=gettext_lazy("Publisher"), field_name="publisher__slug", error_messages=NO_SUCH_CHOICE
    )
    sort = django_filters.ChoiceFilter(
        label=gettext_lazy("Order"), method="ordered", choices=SORT_CHOICES, error_messages=NO_SUCH_CHOICE
    )

    def __init__(self, question: Asked, categories: list[Category], tree: CategoryTree) -> None:
        """Filter the applications known at the revision asked at. One query, for the publishers."""
        super().__init__(question.given, queryset=applications_known(question))
        self.question = question
        self.categories = categories
        self.tree = tree
        self.filters["category"].extra["choices"] = [(one.slug, one.name) for one in categories]
        self.filters["publisher"].extra["choices"] = list(
            Publisher.objects.order_by("sort_key", "pk").values_list("slug", "name")
        )

    def chosen(self) -> Applications:
        """Return the applications that pass, in order; raise `Unanswerable` at the first value that is wrong."""
        if not self.is_valid():
            name, [error, *_others] = next(iter(self.form.errors.as_data().items()))
            if error.params:  # what was given is told back, however long or unprintable
                error.params |= {"value": shown(str(error.params.get("value", "")))}
            words = {"field": self.form.fields[name].label, "problem": error.messages[0]}
            raise Unanswerable(_("In “%(field)s”: %(problem)s") % words)
        found: Applications = self.qs
        return found if found.query.order_by else found.order_by(*SORTS["name"])

    def search(self, applications: Applications, name: str, text: str) -> Applications:
        """Keep those that a person means by a text, the one most likely meant first. Two queries."""
        named = Category.objects.meant_by(text).values_list("pk", flat=True)
        within = self.tree.all_below(named, self.question.on)
        of_words: Any = applications  # the types of Django see no words of ours
        found: Applications = of_words.meant_by(text, revision=self.question.revision_number, within=within)
        return found

    def told(self, applications: Applications, name: str, status: str) -> Applications:
        """Keep those of which the answer is a status."""
        holding = Verdict.objects.holding(
            organisation=self.question.organisation,
            on=self.question.on,
            revision=self.question.revision_number,
            tree=self.question.seats.tree,
        ).filter(device_class=self.question.device, application=OuterRef("pk"))
        if status == UNLISTED:
            return applications.filter(~Exists(holding))
        return applications.filter(Exists(holding.filter(outcome=status)))

    def below(self, applications: Applications, name: str, slug: str) -> Applications:
        """Keep those in a category, or in one below it, on the day asked about."""
        top = next(one.pk for one in self.categories if one.slug == slug)
        within = [one.pk for one in self.categories if top in self.tree.upwards(one.pk, self.question.on)]
        return applications.filter(category_id__in=within)

    def known_on(self, applications: Applications, name: str, platform: str) -> Applications:
        """Keep those that devices of a platform know by some identifier."""
        kinds = [kind for kind, its_platform in PLATFORMS.items() if its_platform == platform]
        known = Identifier.objects.known(self.question.revision_number)
        return applications.filter(Exists(known.filter(application=OuterRef("pk"), kind__in=kinds)))

    def ordered(self, applications: Applications, name: str, sort: str) -> Applications:
        """Put them in an order, total by the key."""
        return applications.order_by(*SORTS[sort])


def applications_known(question: Asked) -> Applications:
    """Return the applications known at the revision, each with the key of its category on the day."""
    placed = Application.objects.placed(on=question.on, revision=question.revision_number)
    return placed.select_related("publisher")
