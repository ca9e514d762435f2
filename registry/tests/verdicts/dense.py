"""The dense answer: the rule asked for one application, organisation, device class and day, from the bare facts.

Written apart from `catalogue.trees` and `verdicts.facts`, row by row and without a thought for speed.
"""

from datetime import date

from registry.models import (
    ApplicationPlacement,
    CategoryPlacement,
    Decision,
    OrganisationEnd,
    OrganisationPlacement,
    Verdict,
)
from registry.resolve import Resolution, Ruling, resolve
from registry.terms import Fate


class Dense:
    """All facts, read once; each question says as known at which revision it is asked."""

    def __init__(self) -> None:
        self.seats = list(OrganisationPlacement.objects.all())
        self.ends = list(OrganisationEnd.objects.all())
        self.shelves = list(CategoryPlacement.objects.all())
        self.filings = list(ApplicationPlacement.objects.all())
        self.decisions = list(Decision.objects.prefetch_related("withdrawals", "minimum_versions__identifier"))

    def ask(self, *, application: int, organisation: int, device_class: str, on: date, revision: int) -> Resolution:
        chain = []
        seat: int | None = organisation
        while seat is not None:
            if not self.has_ended(seat, on, revision):
                chain.insert(0, seat)
            seat = self.standing(self.seats, "organisation_id", "parent_id", seat, on, revision)
        categories = []
        shelf = self.standing(self.filings, "application_id", "category_id", application, on, revision)
        while shelf is not None:
            categories.append(shelf)
            shelf = self.standing(self.shelves, "category_id", "parent_id", shelf, on, revision)
        return resolve(
            [self.ruling(d, revision) for d in self.decisions if d.revision_id <= revision],
            application=application,
            categories=categories,
            chain=chain,
            device_class=device_class,
            on=on,
        )

    @staticmethod
    def standing(rows: list, thing: str, value: str, pk: int, on: date, revision: int) -> int | None:
        best = None
        for row in rows:
            if getattr(row, thing) != pk or row.revision_id > revision:
                continue
            since = row.effective_on or date.min
            if since > on:
                continue
            if best is None or (since, row.revision_id, row.place) > best[0]:
                best = ((since, row.revision_id, row.place), getattr(row, value))
        return best[1] if best else None

    def has_ended(self, organisation: int, on: date, revision: int) -> bool:
        said = [e for e in self.ends if e.organisation_id == organisation and e.revision_id <= revision]
        if not said:
            return False
        last = max(said, key=lambda e: (e.revision_id, e.place))
        return last.ends_on is not None and last.ends_on <= on

    @staticmethod
    def ruling(decision: Decision, revision: int) -> Ruling:
        return Ruling(
            id=decision.pk,
            organisation=decision.organisation_id,
            outcome=decision.outcome,
            device_classes=frozenset(decision.device_classes),
            effective_on=decision.effective_on,
            revision=decision.revision_id,
            place=decision.place,
            application=decision.application_id,
            category=decision.category_id,
            expires_on=decision.expires_on,
            ends_on=min((w.ends_on for w in decision.withdrawals.all() if w.revision_id <= revision), default=None),
            derogates=decision.derogates_id,
            comply_by=decision.comply_by,
        )


def as_the_rule_says_it(verdict: Verdict | None) -> tuple:
    """Return what a verdict says, and why, in a form that can be compared."""
    if verdict is None:
        return (None, [], set())
    reasons = verdict.reasons.all()
    return (
        verdict.outcome,
        [reason.decision_id for reason in reasons if reason.fate == Fate.HOLDS],
        {(reason.decision_id, reason.fate, reason.by_id) for reason in reasons if reason.fate != Fate.HOLDS},
    )


def as_resolved(resolution: Resolution) -> tuple:
    """Return what the rule says, and why, in the same form."""
    return (
        resolution.outcome,
        [ruling.id for ruling in resolution.reasons],
        {(aside.ruling.id, aside.fate, aside.by and aside.by.id) for aside in resolution.asides},
    )
