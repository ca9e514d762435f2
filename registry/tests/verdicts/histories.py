"""Random histories: publications of every kind, drawn one after the other and made through the registrar."""

from datetime import date, timedelta
from random import Random

from django.core.exceptions import ValidationError

from registry.models import Application, Category, Decision, Organisation, Withdrawal
from registry.proposals.changes import Change
from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET, Scene

DAYS = tuple(date(2023, 3, 20) + timedelta(days=5 * n) for n in range(8))


class History:
    """A small registry to which things happen."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.scene = Scene()
        self.refused = 0
        changes: list[Change] = []

        def seat(slug: str, below: Organisation | None) -> Organisation:
            organisation, *placements = self.scene.new_organisation(slug, below)
            changes.extend((organisation, *placements))
            return organisation

        def shelve(slug: str, below: Category | None) -> Category:
            category, placement = self.scene.new_category(slug, below)
            changes.extend((category, placement))
            return category

        def file(slug: str, category: Category) -> Application:
            application, placement = self.scene.new_application(slug, category)
            changes.extend((application, placement))
            return application

        root = seat("etat", None)
        ministry = seat("ministry", root)
        self.organisations = [root, ministry, seat("service", ministry), seat("other", root)]
        top = shelve("top", None)
        self.categories = [top, shelve("middle", top), shelve("low", top)]
        self.applications = [file(slug, chance.choice(self.categories)) for slug in ("one", "two", "three")]
        self.scene.publish(*changes)
        self.decisions: list[Decision] = []

    def happen(self, times: int) -> None:
        """Publish so many times, with one to three changes each; what a rule refuses does not happen."""
        for _ in range(times):
            changes = [self.change() for _ in range(self.chance.choice((1, 1, 1, 2, 3)))]
            try:
                self.scene.publish(*changes)
            except ValidationError:
                self.refused += 1
            else:
                self.decisions += [change for change in changes if isinstance(change, Decision)]

    def change(self) -> Change:
        """Return some change that may or may not be publishable."""
        return self.chance.choice(
            [self.ruling] * 6 + [self.derogation] * 4 + [self.withdrawal] * 3 + [self.move] * 3 + [self.end]
        )()

    def day(self) -> date:
        return self.chance.choice(DAYS)

    def devices(self) -> list[str]:
        return self.chance.choice(([PHONE], [PHONE], [TABLET], [PHONE, TABLET]))

    def ruling(self) -> Decision:
        starts = self.day()
        ends = self.day()
        return self.scene.unpublished(
            self.chance.choice(self.organisations),
            self.chance.choice([*self.applications, *self.categories]),
            self.chance.choice(Outcome.values),
            starts,
            device_classes=self.devices(),
            expires_on=ends if ends > starts and self.chance.random() < 0.4 else None,
        )

    def derogation(self) -> Decision:
        bases = [d for d in self.decisions if d.outcome in (Outcome.PROHIBITED, Outcome.CONDITIONAL)]
        if not bases:
            return self.ruling()
        base = self.chance.choice(bases)
        starts = max(base.effective_on, self.day())
        return self.scene.unpublished(
            self.chance.choice(self.organisations[1:]),
            base.application or self.chance.choice([*self.applications, base.category]),
            self.chance.choice((Outcome.APPROVED, Outcome.CONDITIONAL)),
            starts,
            device_classes=base.device_classes,
            expires_on=min(filter(None, (base.expires_on, starts + timedelta(days=self.chance.choice((5, 10, 60)))))),
            derogates=base,
        )

    def withdrawal(self) -> Change:
        if not self.decisions:
            return self.ruling()
        return Withdrawal(
            decision=self.chance.choice(self.decisions), ends_on=self.day(), reason_fr="Essai.", reason_en="A test."
        )

    def move(self) -> Change:
        kind = self.chance.choice(("organisation", "category", "application"))
        on = self.chance.choice((None, *DAYS))
        if kind == "application":
            thing, to = self.chance.choice(self.applications), self.chance.choice(self.categories)
        elif kind == "category":
            thing, to = self.chance.choice(self.categories), self.chance.choice([None, *self.categories])
        else:
            thing, to = self.chance.choice(self.organisations[1:]), self.chance.choice(self.organisations)
        return self.scene.placement(thing, to, on)

    def end(self) -> Change:
        return self.scene.end(self.chance.choice(self.organisations[1:]), self.chance.choice((None, *DAYS)))
