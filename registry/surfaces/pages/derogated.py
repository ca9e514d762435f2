"""That an answer holds by derogation: from what it derogates, until when, and what holds afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.decisions.models import Decision
from registry.surfaces.pages.addresses import organisation_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.rulings import target
from registry.surfaces.pages.subject import Subject
from registry.terms import UNLISTED
from registry.verdicts.timeline import Timelines


@dataclass(frozen=True)
class Base:
    """The ruling from which a derogation derogates: what it says, on what, and who made it."""

    outcome: str
    word: str
    target: Way
    organisation: Way


@dataclass(frozen=True)
class Derogated:
    """A derogation by which an answer holds."""

    organisation: Way
    base: Base
    lapses_on: date
    until: SafeString
    afterwards: str


def derogated(holding: Iterable[Decision], subject: Subject, lines: Timelines, question: Asked) -> list[Derogated]:
    """Return the derogations among the rulings that hold. One query where there are any."""
    keys = [decision.pk for decision in holding if decision.derogates_id]
    if not keys:
        return []
    rows: Any = Decision.objects.filter(pk__in=keys).with_lapse(question.revision_number)
    loaded = rows.select_related(
        *("organisation", "derogates__organisation", "derogates__application", "derogates__category")
    )

    def one(decision: Any) -> Derogated:
        then = lines.run(subject.application.pk, question.organisation.pk, question.device, decision.lapses_on)
        return Derogated(
            organisation=Way(decision.organisation.name, organisation_url(decision.organisation, question.tail)),
            base=base(decision.derogates, question),
            lapses_on=decision.lapses_on,
            until=as_time(decision.lapses_on - timedelta(days=1)),
            afterwards=_("From %(day)s, as far as is decided: %(answer)s.")
            % {"day": in_words(decision.lapses_on), "answer": word(then.outcome or UNLISTED)},
        )

    return [one(decision) for decision in loaded.order_by("lapses_on", "pk")]


def base(decision: Decision, question: Asked) -> Base:
    """Return a ruling from which another derogates, with the ways to it."""
    return Base(
        outcome=decision.outcome,
        word=word(decision.outcome),
        target=target(decision, question),
        organisation=Way(decision.organisation.name, organisation_url(decision.organisation, question.tail)),
    )
