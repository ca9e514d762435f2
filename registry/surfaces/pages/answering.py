"""The answer to a question about one application: its card, and the ladder of its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.catalogue.trees import SINCE_ALWAYS
from registry.decisions.models import Decision
from registry.resolve import highest_versions
from registry.surfaces.pages.answers import Told, card_word, sentence, word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.derogated import Derogated, derogated
from registry.surfaces.pages.ladder import Ladder, Outweighed, Rung, holding, how_named
from registry.surfaces.pages.subject import Subject
from registry.terms import UNLISTED, Fate, IdentifierKind, Outcome
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Stretch, Timelines


@dataclass(frozen=True)
class Minimum:
    """The lowest version of an identifier that the conditions accept."""

    sentence: str
    identifier: str


@dataclass(frozen=True)
class Answer:
    """What the card and the ladder of an application's page show."""

    outcome: str
    word: str
    sentence: str
    headline: str
    conditions: list[str] = field(default_factory=list)
    minimum_versions: list[Minimum] = field(default_factory=list)
    comply_by: SafeString | None = None
    derogations: list[Derogated] = field(default_factory=list)
    next_turn: str = ""
    reasons: list[Rung] = field(default_factory=list)
    outweighed: list[Outweighed] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        """Tell whether the application may be used."""
        return self.outcome in (Outcome.APPROVED, Outcome.CONDITIONAL)


def answer(subject: Subject, lines: Timelines, question: Asked) -> Answer:
    """Return the answer for the organisation, device and day asked about.

    Seven queries where a verdict holds: it, its reasons, their minimum versions, withdrawals, notices'
    quotes and sources, and the identifiers of the minimum versions where there are any. One more where
    it holds by derogation.
    """
    run = lines.run(subject.application.pk, question.organisation.pk, question.device, question.on)
    status = run.outcome or UNLISTED
    verdict = _with_its_reasons(run.verdict) if run.verdict else None
    reasons = list(verdict.reasons.all()) if verdict else []
    decisions = holding(reasons)
    ladder = Ladder(subject.application, subject.categories, subject.links, question.revision_number, question.tail)
    by_derogation = derogated(decisions, subject, lines, question)
    told = Told(
        status=status,
        application=subject.application.name,
        organisation=question.organisation.name,
        device=question.device,
        since=None if run.starts == SINCE_ALWAYS else run.starts,
        named=how_named(status, decisions, subject.links),
        unlisted_rule=question.seats.tree.default_rule(question.organisation.pk, question.on),
    )
    return Answer(
        outcome=status,
        word=card_word(status),
        sentence=sentence(told),
        headline=_("%(application)s: %(answer)s (%(organisation)s)")
        % {"application": told.application, "answer": word(status), "organisation": told.organisation},
        conditions=_conditions(decisions),
        minimum_versions=_minimum_versions(decisions),
        comply_by=_deadline(decisions),
        derogations=by_derogation,
        next_turn=""
        if run.ends in {one.lapses_on for one in by_derogation}  # each says itself what holds afterwards
        else _next_turn(run, lines, subject, question),
        reasons=[ladder.rung(decision) for decision in decisions],
        outweighed=[ladder.outweighed(reason) for reason in reasons if reason.fate != Fate.HOLDS],
    )


def _with_its_reasons(verdict: Verdict) -> Verdict:
    """Load the reasons of a verdict with all that the ladder shows of them."""
    return (
        Verdict.objects.filter(pk=verdict.pk)
        .with_reasons()
        .prefetch_related("reasons__decision__basis__quotes", "reasons__decision__basis__sources")
        .get()
    )


def _conditions(decisions: Iterable[Decision]) -> list[str]:
    """Return the conditions of all rulings that hold, a line each, none said twice."""
    lines = (line.strip() for decision in decisions for line in decision.conditions.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def _minimum_versions(decisions: Iterable[Decision]) -> list[Minimum]:
    """Return the highest minimum version of each identifier among the rulings that hold."""
    highest = highest_versions(
        {(minimum.identifier.kind, minimum.identifier.value): minimum.version}
        for decision in decisions
        for minimum in decision.minimum_versions.all()
    )
    return [
        Minimum(
            _("%(kind)s, version %(version)s or later:") % {"kind": IdentifierKind(kind).label, "version": version},
            value,
        )
        for (kind, value), version in sorted(highest.items())
    ]


def _deadline(decisions: Iterable[Decision]) -> SafeString | None:
    """Return the earliest deadline among the rulings that hold."""
    days: list[date] = [decision.comply_by for decision in decisions if decision.comply_by]
    return as_time(min(days)) if days else None


def _next_turn(run: Stretch, lines: Timelines, subject: Subject, question: Asked) -> str:
    """Return what the answer becomes and when, where that is known already."""
    if run.ends is None:
        return ""
    then = lines.run(subject.application.pk, question.organisation.pk, question.device, run.ends)
    return _("From %(day)s, the answer becomes: %(answer)s.") % {
        "day": in_words(run.ends),
        "answer": word(then.outcome or UNLISTED),
    }
