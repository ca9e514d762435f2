"""Why: the ladder from each ruling that holds down to its notice, and the rulings that it outweighed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.announcements.models import AnnouncedApplication
from registry.catalogue.applications import Application, Category
from registry.catalogue.organisations import ROOT
from registry.decisions.models import Decision
from registry.surfaces.pages.addresses import announcement_url, category_url, organisation_url
from registry.surfaces.pages.answers import (
    Named,
    fate_sentence,
    period,
    provenance_sentence,
    unnamed_sentence,
    word,
)
from registry.surfaces.pages.furniture import Step, Way
from registry.surfaces.pages.quotes import Quoted, nearest_quote
from registry.terms import Fate, Outcome, Stance
from registry.verdicts.models import VerdictReason

Links = Mapping[int, AnnouncedApplication]
"""What each notice says of the application asked about, by the key of the notice."""


@dataclass(frozen=True)
class Rung:
    """A ruling that holds, from its rule down to its source."""

    kind: str
    organisation: Way
    rationale: str
    path: Sequence[Step]
    in_force: str
    notice: Way | None
    quote: Quoted | None
    provenance: str


@dataclass(frozen=True)
class Outweighed:
    """A ruling that was a candidate and does not hold, with half a sentence of why."""

    outcome: str
    word: str
    sentence: SafeString
    notice: Way | None


@dataclass(frozen=True)
class Ladder:
    """The reasons of one answer."""

    application: Application
    categories: Sequence[Category]
    links: Links
    revision: int | None
    tail: str

    def rung(self, decision: Decision) -> Rung:
        """Return a ruling that holds, as the ladder shows it."""
        notice = decision.basis
        return Rung(
            kind=kind_of(decision),
            organisation=Way(decision.organisation.name, organisation_url(decision.organisation, self.tail)),
            rationale=decision.rationale,
            path=self.path(decision),
            in_force=period(decision.effective_on, ends_on(decision, self.revision)),
            notice=Way(notice.title, announcement_url(notice, self.tail)) if notice else None,
            quote=nearest_quote(notice) if notice else None,
            provenance=self.provenance(decision),
        )

    def path(self, decision: Decision) -> list[Step]:
        """Return the way from what the ruling rules on down to the application."""
        steps: list[Step] = []
        if decision.category_id:
            for category in self.categories:
                steps.insert(0, Step(category.name, category_url(category, self.tail)))
                if category.pk == decision.category_id:
                    break
        return [*steps, Step(self.application.name)]

    def provenance(self, decision: Decision) -> str:
        """Return what the notice behind a ruling says of the application."""
        link = self.links.get(decision.basis_id) if decision.basis_id else None
        if link:
            return provenance_sentence(self.application.name, link.provenance, link.stance)
        return unnamed_sentence(self.application.name)

    def outweighed(self, reason: VerdictReason) -> Outweighed:
        """Return a ruling that does not hold, as the ladder shows it."""
        decision = reason.decision
        notice = decision.basis
        slots = {"organisation": "{organisation}", "why": "{why}", "period": "{period}"}
        organisation = format_html(
            '<a href="{}">{}</a>', organisation_url(decision.organisation, self.tail), decision.organisation.name
        )
        return Outweighed(
            outcome=decision.outcome,
            word=word(decision.outcome),
            sentence=format_html(
                _("%(organisation)s: %(why)s. %(period)s.") % slots,
                organisation=organisation,
                why=fate_sentence(reason.fate, reason.by.organisation.name if reason.by else ""),
                period=period(decision.effective_on, ends_on(decision, self.revision)),
            ),
            notice=Way(notice.title, announcement_url(notice, self.tail)) if notice else None,
        )


def kind_of(decision: Decision) -> str:
    """Return what kind of ruling a decision is, in the words of its reader."""
    if decision.derogates_id:
        return _("Derogation")
    if decision.organisation.slug == ROOT:
        return _("Interministerial rule")
    return _("Rule of the organisation")


def ends_on(decision: Decision, revision: int | None) -> date | None:
    """Return the first day on which a decision is no longer in force, as known at a revision."""
    ends = [
        withdrawal.ends_on
        for withdrawal in decision.withdrawals.all()
        if revision is None or withdrawal.revision_id <= revision
    ]
    if decision.expires_on:
        ends.append(decision.expires_on)
    return min(ends, default=None)


def how_named(outcome: str, holding: Iterable[Decision], links: Links) -> Named:
    """Return how an application comes under the rulings that hold: named, or by its category alone."""
    holding = list(holding)
    if outcome != Outcome.PROHIBITED or any(names(decision, links) for decision in holding):
        return Named.ITSELF
    if any(decision.basis_id for decision in holding):
        return Named.BY_CATEGORY
    return Named.BY_CATEGORY_WITHOUT_NOTICE


def names(decision: Decision, links: Links) -> bool:
    """Tell whether a ruling, or the notice behind it, names the application that it prohibits."""
    if decision.application_id:
        return True
    link = links.get(decision.basis_id) if decision.basis_id else None
    return link is not None and link.named and link.stance == Stance.PROHIBITS


def holding(reasons: Iterable[VerdictReason]) -> list[Decision]:
    """Return the rulings that hold, the one cited first."""
    return [reason.decision for reason in reasons if reason.fate == Fate.HOLDS]
