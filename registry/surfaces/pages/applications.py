"""The list of applications, each with its answer for the organisation and device asked about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page
from django.forms import ChoiceField, Field
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registry.catalogue.applications import Category
from registry.catalogue.meaning import GUESSES
from registry.catalogue.trees import SINCE_ALWAYS, category_tree
from registry.decisions.models import Decision
from registry.languages import told
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import Named, default_rule_sentence, word
from registry.surfaces.pages.asking import Asked, asked, page_of
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.filters import ApplicationFilters
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.ladder import how_named
from registry.surfaces.pages.nothing_found import nothing_found
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.pages.subject import links
from registry.surfaces.parameters import shown
from registry.terms import UNLISTED
from registry.verdicts.timeline import holding_reasons, timelines

PAGE_SIZE = 50
NARROWING = ("q", "status", "category", "platform", "publisher")
SELECTS = ("status", "category", "platform", "publisher", "sort")


def applications(request: HttpRequest) -> HttpResponse:
    """Return the list of applications that the filters leave.

    Thirteen queries: four for the question, the categories and their tree, the publishers, a count and a
    page of applications, four for their answers.
    """
    question = asked(request)
    categories = list(Category.objects.by_name())
    filters = ApplicationFilters(question, categories, category_tree(question.revision_number, []))
    page = page_of(request, filters.chosen(), PAGE_SIZE)
    context = {
        "section": "applications",
        "steps": [Step(_("Applications"))],
        "asked": question,
        **question.form,
        "kept": question.kept("on", "revision"),
        "ended": end_sentence(question.organisation, question.seats),
        "q": filters.form.cleaned_data["q"],
        "choices": _selects(filters),
        "chips": _chips(filters, question),
        "clear_url": question.without(*NARROWING),
        "count_sentence": count_sentence(page.paginator.count, question),
        "page": page,
        "rows": rows(list(page), {one.pk: one for one in categories}, question),
        "guessed": _guessed(page, filters.form.cleaned_data["q"]),
        "empty": {} if page.paginator.count else _empty(filters, question),
    }
    return show(request, "pages/applications.html", context)


@dataclass(frozen=True)
class Row:
    """An application with its answer."""

    name: str
    url: str
    outcome: str
    word: str
    by_category: bool
    since: SafeString | str
    category: str
    publisher: str


def rows(found: Sequence[Any], categories: dict[int, Category], question: Asked) -> list[Row]:
    """Return applications with their answers, in the order given. Four queries, whatever their number."""
    keys = [one.pk for one in found]
    lines = timelines(
        applications=keys,
        organisation=question.organisation.pk,
        device_class=question.device,
        revision=question.revision_number,
        tree=question.seats.tree,
    )
    runs = {key: lines.run(key, question.organisation.pk, question.device, question.on) for key in keys}
    holding = {key: holding_reasons(run.verdict) for key, run in runs.items()}
    decisions = Decision.objects.in_bulk({pk for pks in holding.values() for pk in pks})
    said = links(keys, question.revision_number)

    def row(one: Any) -> Row:
        run = runs[one.pk]
        status = run.outcome or UNLISTED
        named = how_named(status, [decisions[pk] for pk in holding[one.pk]], said[one.pk])
        category = categories.get(one.category_id)
        return Row(
            name=one.name,
            url=application_url(one, question.tail),
            outcome=status,
            word=word(status),
            by_category=named is not Named.ITSELF,
            since=as_time(run.starts) if run.verdict and run.starts != SINCE_ALWAYS else "—",
            category=category.name if category else "—",
            publisher=one.publisher.name,
        )

    return [row(one) for one in found]


def _selects(filters: ApplicationFilters) -> list[dict[str, Any]]:
    """Return the selects that narrow or order the list, with what is chosen in them."""
    selects = []
    for name in SELECTS:
        field = filters.form.fields[name]
        options = [(value, label) for value, label in _choices(field) if value]
        # French has a gender for them: a category, a platform, an answer, but a publisher.
        every = pgettext("publishers", "All") if name == "publisher" else pgettext("categories", "All")
        selects.append(
            {
                "name": name,
                "label": field.label,
                "options": options if name == "sort" else [("", every), *options],
                "chosen": filters.form.cleaned_data[name],
            }
        )
    return selects


def _choices(field: Field) -> list[tuple[str, str]]:
    """Return what may be chosen in a select."""
    return list(cast("Iterable[tuple[str, str]]", cast("ChoiceField", field).choices))


def _chips(filters: ApplicationFilters, question: Asked) -> list[Way]:
    """Return the filters in use, each with the address of the list without it."""
    chips = []
    for name in NARROWING:
        value = filters.form.cleaned_data[name]
        if not value:
            continue
        field = filters.form.fields[name]
        label = str(dict(_choices(field))[value]) if name != "q" else _("“%(text)s”") % {"text": value}
        chips.append(Way(told(field.label, label), question.without(name)))
    return chips


def count_sentence(count: int, question: Asked) -> str:
    """Return how many applications there are, and for whom they are answered."""
    words = {
        "count": number_format(count, force_grouping=True),
        "organisation": question.organisation.name,
        "device": question.device.label,
        "day": in_words(question.on),
    }
    return (
        ngettext(
            "%(count)s application. The answer is for: %(organisation)s, %(device)s, on %(day)s.",
            "%(count)s applications. The answers are for: %(organisation)s, %(device)s, on %(day)s.",
            count,
        )
        % words
    )


def _guessed(page: Page[Any], text: str) -> str:
    """Return what is said above applications that only come near to a text, empty where they are meant by it."""
    if text and any(getattr(one, "nearness", None) in GUESSES for one in page):
        return _("Nothing is called “%(text)s” here. Did you mean one of these?") % {"text": shown(text)}
    return ""


def _empty(filters: ApplicationFilters, question: Asked) -> dict[str, Any]:
    """Return what to say, and what to do, where nothing is found. A query where nothing narrows but the search."""
    text = filters.form.cleaned_data["q"]
    others = [name for name in NARROWING if name != "q" and filters.form.cleaned_data[name]]
    rule = question.seats.tree.default_rule(question.organisation.pk, question.on)
    if text and not others:
        return nothing_found(text, question)
    sentence = _("No application passes all these filters. Remove one to see more.")
    ways = [Way(_("Show all applications"), reverse("pages:applications") + question.tail)]
    if text and others:
        ways.insert(0, Way(_("Look for “%(text)s” without filters") % {"text": text}, question.without(*others)))
    return {"sentence": sentence, "rule": default_rule_sentence(question.organisation.name, rule), "ways": ways}
