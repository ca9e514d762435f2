"""What a person may use in place of an application: of the same kind, at the same organisation, on the same device."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.holding import holding
from registry.surfaces.pages.subject import Subject
from registry.terms import Outcome

MOST = 8


@dataclass(frozen=True)
class Alternative:
    """Another application that may be used in place of the one asked about."""

    slug: str
    name: str
    url: str
    outcome: str
    word: str


@dataclass(frozen=True)
class Alternatives:
    """The alternatives, and what is said where they come from a wider category, or where there are none."""

    rows: list[Alternative] = field(default_factory=list)
    sentence: str = ""


def alternatives(about: Subject, question: Asked) -> Alternatives:
    """Return the applications that the same person may use on the same device, the approved ones first.

    Of the nearest category; where that has none, of the one above it with all below that. One query.
    """
    if not about.categories:
        return Alternatives(sentence=_nothing())
    nearest, *above = about.categories
    wider = above[0] if above else nearest
    within = about.tree.all_below([wider.pk], question.on)
    found = list(_usable(about, question, within, nearest.pk)[:MOST])
    near = [one for one in found if one.category_id == nearest.pk]
    if near:
        return Alternatives(_rows(near, question))
    if found:
        sentence = _("None in the category “%(nearest)s”; these are of the wider category “%(wider)s”.")
        words = {"nearest": nearest.name, "wider": wider.name}
        return Alternatives(_rows(found, question), sentence % words)
    return Alternatives(sentence=_nothing())


def _nothing() -> str:
    """Return what is said where there are none."""
    return _("The registry knows no application of this kind that is approved here.")


def _usable(about: Subject, question: Asked, within: Collection[int], nearest: int) -> QuerySet[Any]:
    """Return the applications of some categories that may be used, those of the nearest category first."""
    usable = holding(question).usable()
    own = usable.filter(application=OuterRef("pk")).values("outcome")[:1]
    found: QuerySet[Any] = (
        Application.objects.placed(on=question.on, revision=question.revision_number)
        .filter(pk__in=usable.values("application"), category_id__in=within)
        .exclude(pk=about.application.pk)
        .annotate(outcome=Subquery(own))
        .order_by(
            Case(When(category_id=nearest, then=Value(0)), default=Value(1)),
            Case(When(outcome=Outcome.APPROVED, then=Value(0)), default=Value(1)),
            "sort_key",
            "pk",
        )
    )
    return found


def _rows(found: Iterable[Any], question: Asked) -> list[Alternative]:
    """Return the alternatives as the page lists them."""
    return [
        Alternative(one.slug, one.name, application_url(one, question.tail), one.outcome, word(one.outcome))
        for one in found
    ]
