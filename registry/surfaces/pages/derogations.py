"""The page of the derogations that end soon: what each frees, why, from what, by whom, and for how long still."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.decisions.models import SOON, Decision
from registry.surfaces.pages.addresses import announcement_url, organisation_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import Asked, asked, page_of
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.derogated import Base, base
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.pages.rulings import target
from registry.terms import DeviceClass

PAGE_SIZE = 50


@dataclass(frozen=True)
class Ending:
    """A derogation that ends soon."""

    outcome: str
    word: str
    target: Way
    devices: str
    conditions: str
    rationale: str
    organisation: Way
    level: str
    base: Base
    since: SafeString
    until: SafeString
    left: str
    term: str
    notice: Way | None


def derogations(request: HttpRequest) -> HttpResponse:
    """Return the derogations in force on the day that end soon, of an organisation and of all below it.

    Seven queries: four for the question, a count and a page of derogations, and a count of those that last.
    """
    question = asked(request)
    tree = question.seats.tree
    within = [pk for pk in tree.parents if question.organisation.pk in tree.upwards(pk, question.on)]
    known = Decision.objects.filter(organisation__in=within)
    ending = known.ending_within(SOON, question.on, question.revision_number).select_related(
        *("organisation", "application", "category", "basis"),
        *("derogates__organisation", "derogates__application", "derogates__category"),
    )
    page = page_of(request, ending, PAGE_SIZE)
    in_force = known.derogations().in_force(question.on, question.revision_number).count()
    context = {
        "section": "organisations",
        "steps": [Step(_("Derogations that end soon"))],
        "asked": question,
        **question.form,
        "kept": question.kept("on", "revision"),
        "ended": end_sentence(question.organisation, question.seats),
        "lead": ngettext(
            "The derogations in force on %(day)s that end within %(count)s day. When one ends, the ruling from which"
            " it derogates holds again; renewing it is a new decision.",
            "The derogations in force on %(day)s that end within %(count)s days. When one ends, the ruling from which"
            " it derogates holds again; renewing it is a new decision.",
            SOON,
        )
        % {"day": in_words(question.on), "count": SOON},
        "page": page,
        "endings": [_ending(decision, question) for decision in page.object_list],
        "later": _later(in_force - page.paginator.count),
        "empty": _("No derogation ends soon for %(organisation)s and those below it.")
        % {"organisation": question.organisation.name},
        "ways": [Way(_("Show those of all organisations"), reverse("pages:derogations") + _tail_of_all(question))],
    }
    return show(request, "pages/derogations.html", context)


def _ending(decision: Any, question: Asked) -> Ending:
    """Return a derogation, loaded with its base and its lapse, as the page shows it."""
    organisation, notice = decision.organisation, decision.basis
    return Ending(
        outcome=decision.outcome,
        word=word(decision.outcome),
        target=target(decision, question),
        devices=", ".join(str(DeviceClass(device).label) for device in decision.device_classes),
        conditions=decision.conditions,
        rationale=decision.rationale,
        organisation=Way(organisation.name, organisation_url(organisation, question.tail)),
        level=_level(decision.organisation_id, question),
        base=base(decision.derogates, question),
        since=as_time(decision.effective_on),
        until=as_time(decision.lapses_on - timedelta(days=1)),
        left=_left((decision.lapses_on - question.on).days),
        term=_term(decision),
        notice=Way(notice.title, announcement_url(notice, question.tail)) if notice else None,
    )


def _level(organisation: int, question: Asked) -> str:
    """Return below whom an organisation is seated, from the nearest to the root: the level that approved."""
    above = question.seats.tree.upwards(organisation, question.on)[1:]
    return " › ".join(question.seats[pk].name for pk in reversed(above))


def _left(days: int) -> str:
    """Return for how many days a derogation still holds, the day itself among them."""
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def _term(decision: Any) -> str:
    """Return until when a derogation was to last, where it ends before its term."""
    if decision.lapses_on == decision.expires_on:
        return ""
    return _("It ends before its term, which was %(day)s.") % {"day": in_words(decision.expires_on - timedelta(days=1))}


def _later(count: int) -> str:
    """Return how many derogations in force end later than soon."""
    if not count:
        return ""
    words = {"count": number_format(count, force_grouping=True)}
    return (
        ngettext("%(count)s more is in force and ends later.", "%(count)s more are in force and end later.", count)
        % words
    )


def _tail_of_all(question: Asked) -> str:
    """Return what the link to the derogations of all organisations ends with: the same day and revision."""
    return question.tail_with(organisation="", device="")
