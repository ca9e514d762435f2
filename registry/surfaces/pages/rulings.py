"""Rulings as lists show them: who ruled what, on which devices, from when to when, and on what notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.decisions.models import Decision, DecisionQuerySet
from registry.surfaces.pages.addresses import announcement_url, application_url, category_url, organisation_url
from registry.surfaces.pages.answers import period, word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.ladder import kind_of
from registry.terms import DeviceClass


@dataclass(frozen=True)
class Ruling:
    """One line of a list of rulings; `now` is the answer on its application, where the page asks for that."""

    outcome: str
    word: str
    target: Way
    organisation: Way
    kind: str
    devices: str
    period: str
    state: str
    conditions: str
    rationale: str
    notice: Way | None
    derogates: str
    now: str = ""
    now_word: str = ""
    now_where: str = ""


def ruling(decision: Decision, question: Asked) -> Ruling:
    """Return a decision, loaded for display, as a list shows it."""
    ends: date | None = decision.lapses_on  # type: ignore[attr-defined]  # loaded by `decisions_known`
    base = decision.derogates
    return Ruling(
        outcome=decision.outcome,
        word=word(decision.outcome),
        target=target(decision, question),
        organisation=Way(decision.organisation.name, organisation_url(decision.organisation, question.tail)),
        kind=kind_of(decision),
        devices=", ".join(str(DeviceClass(device).label) for device in decision.device_classes),
        period=period(decision.effective_on, ends),
        state=_state(decision.effective_on, ends, question.on),
        conditions=decision.conditions,
        rationale=decision.rationale,
        notice=Way(decision.basis.title, announcement_url(decision.basis, question.tail)) if decision.basis else None,
        derogates=_("It derogates from a ruling of %(organisation)s.") % {"organisation": base.organisation.name}
        if base
        else "",
    )


def rulings(decisions: Iterable[Decision], question: Asked) -> list[Ruling]:
    """Return decisions as a list shows them, in the order given."""
    return [ruling(decision, question) for decision in decisions]


def decisions_known(question: Asked) -> DecisionQuerySet:
    """Return the decisions known at the revision asked at, the last published first, loaded for display."""
    revision = question.revision_number
    found: DecisionQuerySet = Decision.objects.known(revision).with_lapse(revision).for_display().newest_first()
    return found


def target(decision: Decision, question: Asked) -> Way:
    """Return what a decision rules on, with its address."""
    ruled_on = decision.target
    if isinstance(ruled_on, Application):
        return Way(ruled_on.name, application_url(ruled_on, question.tail))
    return Way(ruled_on.name, category_url(ruled_on, question.tail))


def _state(starts: date, ends: date | None, on: date) -> str:
    """Return whether a ruling is in force on a day, still to come, or over."""
    if ends is not None and ends <= on:
        return _("no longer in force")
    if starts > on:
        return _("still to come")
    return _("in force")
