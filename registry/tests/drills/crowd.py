"""Sixteen who publish, withdraw, propose, derogate and approve on the same few things, all at once.

Whatever they publish, they publish for two twins together: a reader who finds them apart has seen half a revision.
"""

import itertools
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from registry import registrar
from registry.models import Application, Decision, Organisation, Proposal, Withdrawal
from registry.proposals import workflow
from registry.terms import IdentifierKind, Outcome, Role
from registry.tests.scene import Scene

WRITERS = 16
FIRST = date(2026, 1, 1)
TWINS = (("ant", "ant-twin"), ("bee", "bee-twin"))
LOOKS = 3
"""How often an approver looks again, when what would turn has moved since the last look."""


@dataclass
class Ledger:
    """What the writers were told: the revisions that they made, with what each holds, and what was refused."""

    published: list[tuple[int, set[str]]] = field(default_factory=list)
    approved: list[Proposal] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    contention: set[str] = field(default_factory=set)


class Crowd:
    """The ground on which they meet, and what one of them does at a time."""

    def __init__(self) -> None:
        self.scene = scene = Scene()
        self.ledger = Ledger()
        self.standing: list[list[Decision]] = []
        self.waiting: list[Proposal] = []
        self.spells = itertools.count()
        self.both = threading.Lock()
        etat = scene.new_organisation("etat", None)
        culture, interieur = (scene.new_organisation(slug, etat[0]) for slug in ("culture", "interieur"))
        social = scene.new_category("social", None)
        self.ban = scene.unpublished(etat[0], social[0], Outcome.PROHIBITED, FIRST)
        things = {slug: scene.new_application(slug, social[0]) for pair in TWINS for slug in pair}
        identifiers = [
            scene.new_identifier(thing[0], IdentifierKind.ANDROID_PACKAGE, f"fr.twins.{slug.replace('-', '.')}")
            for slug, thing in things.items()
        ]
        placed = [row for thing in things.values() for row in thing]
        scene.publish(*etat, *culture, *interieur, *social, *placed, *identifiers, self.ban)
        self.root, self.ministries = etat[0], [culture[0], interieur[0]]
        self.pairs: list[list[Application]] = [[things[slug][0] for slug in pair] for pair in TWINS]
        self.editor, self.approver = (
            scene.member(get_user_model().objects.create_user(role), self.root, role)
            for role in (Role.EDITOR, Role.APPROVER)
        )

    def write(self, chance: Random) -> None:
        """Do one thing; what the registry refuses is counted by the kind of its refusal."""
        act = chance.choice((self._publish, self._publish, self._withdraw, self._propose, self._approve))
        try:
            act(chance)
        except (ValidationError, registrar.Conflict, registrar.Stale, registrar.Moved) as refusal:
            with self.both:
                self.ledger.refused[type(refusal).__name__] += 1
                if isinstance(refusal, registrar.Conflict):
                    self.ledger.contention.add(refusal.__cause__.__cause__.sqlstate)

    def rulings(
        self, organisation: Organisation, chance: Random, outcome: Outcome, on: date, **fields: Any
    ) -> list[Decision]:
        """Return the same ruling on both of two twins."""
        return [self.scene.unpublished(organisation, twin, outcome, on, **fields) for twin in chance.choice(self.pairs)]

    def _publish(self, chance: Random) -> None:
        outcome = chance.choice((Outcome.APPROVED, Outcome.PROHIBITED))
        on = FIRST + timedelta(chance.randrange(20))
        rulings = self.rulings(chance.choice([self.root, *self.ministries]), chance, outcome, on)
        self._told(registrar.publish(*rulings, by=self.scene.registrar, why="At once with others."))
        self.standing.append(rulings)

    def _withdraw(self, chance: Random) -> None:
        if not self.standing:
            return self._publish(chance)
        ends_on = FIRST + timedelta(chance.randrange(20))
        withdrawals = [
            Withdrawal(decision=ruling, ends_on=ends_on, reason_fr="Pour un test.", reason_en="For a test.")
            for ruling in chance.choice(self.standing)  # of which somebody else may think too
        ]
        return self._told(registrar.publish(*withdrawals, by=self.scene.registrar, why="Taken back, with others."))

    def _propose(self, chance: Random) -> None:
        on = FIRST + timedelta(200 * next(self.spells))  # two derogations for the same do not overlap
        derogations = self.rulings(
            chance.choice(self.ministries),
            chance,
            Outcome.APPROVED,
            on,
            derogates=self.ban,
            expires_on=on + timedelta(200),
        )
        proposal = workflow.draft(derogations, by=self.editor, why="Derogated with others.")
        workflow.submit(proposal, by=self.editor, version=proposal.version)
        self.waiting.append(proposal)
        self._approve(chance)

    def _approve(self, chance: Random) -> None:
        if not self.waiting:
            return self._propose(chance)
        proposal = chance.choice(self.waiting)  # which others may be approving too
        for _look in range(LOOKS):
            seen = registrar.preview_of(proposal, by=self.approver).effect.digest
            try:
                publication = registrar.approve(
                    Proposal.objects.get(pk=proposal.pk), by=self.approver, seen=seen, version=proposal.version
                )
            except registrar.Moved as moved:
                last = moved
                continue
            self.ledger.approved.append(proposal)
            return self._told(publication)
        raise last

    def _told(self, publication: registrar.Publication) -> None:
        uids = {str(row.uid) for row in publication.rows}
        self.ledger.published.append((publication.revision.number, uids))
