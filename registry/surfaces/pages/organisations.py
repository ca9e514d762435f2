"""The pages of organisations: their list as a tree, and each with its rulings and what it inherits."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from registry.catalogue.organisations import Organisation
from registry.decisions.models import Decision
from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.addresses import derogations_url, exports_url, feed_url, organisation_url
from registry.surfaces.pages.asking import Asked, asked, page_of
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.everywhere import DEEPEST
from registry.surfaces.pages.fallback import marked
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.rulings import decisions_known, rulings
from registry.surfaces.pages.seats import Seats
from registry.terms import DeviceClass

PAGE_SIZE = 100
RULINGS_ON_A_PAGE = 25


def organisations(request: HttpRequest) -> HttpResponse:
    """Return the organisations in being on the day as a tree, then those that have ended. Five queries."""
    question = asked(request)
    page = page_of(request, question.seats.seated, PAGE_SIZE)
    known = Decision.objects.known(question.revision_number)
    ruled = dict(known.order_by().values_list("organisation").annotate(Count("pk")))
    context = {
        "section": "organisations",
        "steps": [Step(_("Organisations"))],
        "asked": question,
        "page": page,
        "rows": [
            {
                "way": Way(seat.organisation.name, organisation_url(seat.organisation, question.tail)),
                "depth": min(seat.depth, DEEPEST),
                "rule": question.seats.tree.default_rule(seat.organisation.pk, question.on).label,
                "rulings": ruled.get(seat.organisation.pk, 0),
            }
            for seat in page.object_list
        ],
        "gone": [
            {"way": Way(one.name, organisation_url(one, question.tail)), "sentence": end_sentence(one, question.seats)}
            for one in question.seats.gone()
        ],
    }
    return show(request, "pages/organisations.html", context)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page of one organisation.

    Thirteen queries at most: four for the question, a count, and four each for its own rulings and for those
    that it inherits: the rulings, their withdrawals, their minimum versions and the identifiers of these.
    """
    question = asked(request)
    one = question.seats.named(slug)
    if one is None:
        raise Http404
    above = [pk for pk in question.seats.tree.upwards(one.pk, question.on) if pk != one.pk]
    own = page_of(request, decisions_known(question).filter(organisation=one), RULINGS_ON_A_PAGE)
    inherited = decisions_known(question).filter(organisation__in=above).in_force(question.on, question.revision_number)
    context = {
        "section": "organisations",
        "steps": _steps(one, above, question),
        "asked": question,
        "organisation": one,
        "ended": end_sentence(one, question.seats),
        "successor": _successor(one, question),
        "above": above,
        "facts": _facts(one, above, question),
        "page": own,
        "own": rulings(own.object_list, question),
        "inherited": rulings(inherited[:RULINGS_ON_A_PAGE], question),
        "derogations_url": derogations_url(question.tail_for(one)),
        "answers_url": reverse("pages:applications") + question.tail_for(one),
        "exports_url": "" if question.seats.ended(one) else exports_url(one),
        "feeds": [
            Way(str(label), public_origin(request) + feed_url(one, device)) for device, label in DeviceClass.choices
        ],
    }
    return show(request, "pages/organisation.html", context)


def end_sentence(one: Organisation, known: Seats) -> str:
    """Return since when an organisation is no longer, empty while it is."""
    end = known.ended(one)
    if end is None:
        return ""
    return end_in_words(one, *end)


def end_in_words(one: Organisation, day: date, successor: Organisation | None) -> str:
    """Return since when an organisation is no longer, and who took over."""
    words = {"organisation": one.name, "day": in_words(day), "successor": successor.name if successor else ""}
    if successor:
        return _("%(organisation)s ended on %(day)s; %(successor)s took over.") % words
    return _("%(organisation)s ended on %(day)s; the registry knows no successor.") % words


def _successor(one: Organisation, question: Asked) -> Way | None:
    """Return the way to the successor of an organisation that has ended."""
    end = question.seats.ended(one)
    if end is None or end[1] is None:
        return None
    return Way(end[1].name, organisation_url(end[1], question.tail))


def _steps(one: Organisation, above: list[int], question: Asked) -> list[Step]:
    """Return the breadcrumb, from the root down."""
    return [
        Step(_("Organisations"), reverse("pages:organisations") + question.tail),
        *(Step(question.seats[pk].name, organisation_url(question.seats[pk], question.tail)) for pk in reversed(above)),
        Step(one.name),
    ]


def _facts(one: Organisation, above: list[int], question: Asked) -> list[tuple[str, Any]]:
    """Return what is known of an organisation, a name and a value each."""
    rule = question.seats.tree.default_rule(one.pk, question.on)
    own = question.seats.tree.default_rules.on(one.pk, question.on)
    facts: list[tuple[str, Any]] = [
        (
            _("What “not listed” means here"),
            str(rule.label) if own else _("%(rule)s (inherited)") % {"rule": rule.label},
        )
    ]
    if above:
        facts.append((_("Seated below"), question.seats[above[0]].name))
    if one.website:
        facts.append((_("Website"), one.website))
    if one.siren:
        evidence = marked(one, "siren_evidence")
        facts.append((_("SIREN"), format_html("{} — {}", one.siren, evidence) if evidence else one.siren))
    if one.note:
        facts.append((_("Note"), marked(one, "note")))
    return facts
