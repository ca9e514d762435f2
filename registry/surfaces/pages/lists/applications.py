"""The list of applications, each with its answer for the organisation and device asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.catalogue.applications import Category
from registry.surfaces.pages.addresses import application_urls, comparison_url
from registry.surfaces.pages.answers import default_rule_sentence, word
from registry.surfaces.pages.asking import Asked, page_number, page_of
from registry.surfaces.pages.compare import MOST
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.lists.facets import NARROWING, Addresses, chips, facets, orders
from registry.surfaces.pages.lists.files import files
from registry.surfaces.pages.lists.filters import ApplicationFilters
from registry.surfaces.pages.lists.found import Found
from registry.surfaces.pages.lists.listed import listed
from registry.surfaces.pages.lists.narrowing import narrow
from registry.surfaces.pages.lists.nothing_found import nothing_found
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.parameters import shown

PAGE_SIZE = 50
HANDED_ON = ("status", "category", "platform", "publisher", "on", "revision", "sort")
"""What the form hands on without a field for it: the facets are links."""


def applications(request: HttpRequest) -> HttpResponse:
    """Return the list of applications that the filters leave.

    Nine queries: four for the question, the categories and their tree, the state of the registry, a page of
    applications, their answers. Five more where what is counted is not kept, three where what a text means is not, one
    where a publisher is named, two where any is prohibited.
    """
    number = page_number(request)
    narrowed = narrow(request, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    filters, found = narrowed.filters, narrowed.found
    question = filters.question
    page = page_of(request, found, PAGE_SIZE)
    addresses = Addresses(filters)
    context = {
        "section": "applications",
        "steps": [Step(_("Applications"))],
        "asked": question,
        **question.form,
        "kept": addresses.kept(*HANDED_ON),
        "ended": end_sentence(question.organisation, question.seats),
        "q": filters.given("q"),
        "facets": facets(filters, found),
        "orders": orders(filters),
        "chips": chips(filters),
        "clear_url": addresses.without(*NARROWING),
        "count_sentence": count_sentence(len(found), question),
        "page": page,
        "rows": rows(narrowed.applications(), narrowed.categories, question),
        "files": files(len(found), addresses),
        "guessed": _guessed(found, filters.given("q")),
        "empty": {} if found.number else _empty(filters, addresses),
    }
    return show(request, "pages/applications.html", context)


@dataclass(frozen=True)
class Row:
    """An application with its answer."""

    name: str
    url: str
    comparison_url: str
    badge: SafeString
    by_category: bool
    since: SafeString | str
    category: str
    publisher: str


def rows(found: Sequence[Any], categories: Mapping[int, Category], question: Asked) -> list[Row]:
    """Return applications with their answers, in the order given. Three queries at most."""
    answered = listed(found, categories, question)
    addresses = application_urls((one.application for one in answered), question.tail)
    compared = [*question.given.getlist("application")[: MOST - 1], ""]
    comparison = comparison_url(question.tail, applications=compared)  # ends where the application is still to come
    # A list has many rows and few badges: each is drawn once.
    badges = {
        status: render_to_string("parts/verdict_badge.html", {"outcome": status, "word": word(status)})
        for status in {one.status for one in answered}
    }
    return [
        Row(
            name=one.application.name,
            url=address,
            comparison_url=comparison + one.application.slug,
            badge=badges[one.status],
            by_category=one.by_category,
            since=as_time(one.since) if one.since else "—",
            category=one.category.name if one.category else "—",
            publisher=one.application.publisher.name,
        )
        for one, address in zip(answered, addresses, strict=True)
    ]


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


def _guessed(found: Found, text: str) -> str:
    """Return what is said above applications that only come near to a text, empty where they are meant by it."""
    if found.is_guessed:
        return _("Nothing is called “%(text)s” here. Did you mean one of these?") % {"text": shown(text)}
    return ""


def _empty(filters: ApplicationFilters, addresses: Addresses) -> dict[str, Any]:
    """Return what to say, and what to do, where nothing is found. A query where nothing narrows but the search."""
    question = filters.question
    text = filters.given("q")
    others = [name for name in NARROWING if name != "q" and filters.given(name)]
    rule = question.seats.tree.default_rule(question.organisation.pk, question.on)
    if text and not others:
        return nothing_found(text, question)
    sentence = _("No application passes all these filters. Remove one to see more.")
    ways = [Way(_("Show all applications"), reverse("pages:applications") + question.tail)]
    if text and others:
        ways.insert(0, Way(_("Look for “%(text)s” without filters") % {"text": text}, addresses.without(*others)))
    return {"sentence": sentence, "rule": default_rule_sentence(question.organisation.name, rule), "ways": ways}
