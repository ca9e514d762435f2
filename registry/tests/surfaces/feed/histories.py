"""Random histories that touch everything that a feed shows: rulings, seats, names, identifiers, baselines."""

from datetime import date, timedelta
from random import Random

from registry.models import (
    Application,
    BaselineEntry,
    DefaultRule,
    Identifier,
    MinimumVersion,
    Organisation,
    PublisherIdentifier,
)
from registry.proposals.changes import Change, Retirement
from registry.revisions.models import today
from registry.terms import Outcome
from registry.tests.scene import PHONE
from registry.tests.verdicts.histories import History

APPROVED, PROHIBITED, UNDER_REVIEW = Outcome.APPROVED, Outcome.PROHIBITED, Outcome.UNDER_REVIEW


class FeedHistory(History):
    """A small registry to which anything happens that may show in a feed."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.count = 0
        # The more applications in one category, the more alternatives come and go.
        added = [self.scene.new_application(slug, self.categories[2]) for slug in ("four", "five", "six", "seven")]
        self.applications += [application for application, _place in added]
        rulings = [
            self.scene.unpublished(self.organisations[0], application, outcome, date(2023, 3, 1))
            for application, outcome in zip(self.applications[3:6], (APPROVED, PROHIBITED, UNDER_REVIEW), strict=True)
        ]
        self.signer = PublisherIdentifier(
            publisher=self.scene.publisher, kind="windows_publisher_dn", value="CN=Publisher", **self.evidence
        )
        package = Identifier(
            application=self.applications[6],
            kind="windows_package_name",
            value="Example.Seven",
            signer=self.signer,
            **self.evidence,
        )
        self.scene.publish(*(change for changes in added for change in changes), *rulings, self.signer, package)
        baselines = [
            BaselineEntry(organisation=organisation, application=self.applications[5], role="other")
            for organisation in self.organisations[:2]
        ]
        self.scene.publish(*self.conditions(), *baselines)

    evidence = {"evidence_fr": "un test", "evidence_en": "a test", "verified_on": date(2023, 1, 1)}

    def change(self) -> Change:
        kinds = [super().change] * 8 + [
            self.renamed_application,
            self.renamed_organisation,
            self.identifier,
            self.identifier,
            self.retired_identifier,
            self.baseline_entry,
            self.baseline_entry,
            self.retired_baseline_entry,
            self.default_rule,
            self.default_rule,
            self.retired_signer,
            self.reseated,
            self.reseated,
        ]
        return self.chance.choice(kinds)()

    def conditions(self) -> list[Change]:
        """Return a conditional ruling with a minimum version, which are published together."""
        known = list(Identifier.objects.known().filter(kind="windows_package_name").select_related("application"))
        if not known:
            return [self.identifier()]
        identifier = self.chance.choice(known)
        decision = self.scene.unpublished(
            self.chance.choice(self.organisations), identifier.application, Outcome.CONDITIONAL, self.day()
        )
        version = f"{self.chance.randint(1, 9)}.{self.chance.randint(0, 9)}"
        return [decision, MinimumVersion(decision=decision, identifier=identifier, version=version)]

    def day(self) -> date:
        """Return a day near the one that it is, so that midnights turn what was published."""
        return today() + timedelta(days=self.chance.choice((-10, -3, 0, 1, 2, 4)))

    def end(self) -> Change:
        """Return an end, though seldom: the channels that are watched should live on."""
        return super().end() if self.chance.random() < 0.2 else self.reseated()

    def reseated(self) -> Change:
        """Return another seat for an organisation below the root."""
        return self.scene.placement(
            self.chance.choice(self.organisations[2:]),
            self.chance.choice(self.organisations[:3]),
            self.chance.choice((None, self.day())),
        )

    def new_name(self) -> str:
        self.count += 1
        return f"Name {self.count}"

    def renamed_application(self) -> Change:
        application = Application.objects.get(pk=self.chance.choice(self.applications).pk)
        application.name = self.new_name()
        return application

    def renamed_organisation(self) -> Change:
        organisation = Organisation.objects.get(pk=self.chance.choice(self.organisations).pk)
        organisation.name_en = self.new_name()
        return organisation

    def identifier(self) -> Change:
        self.count += 1
        kind = self.chance.choice(("android_package", "windows_package_name"))
        signed = kind == "windows_package_name" and self.signer.known_until_id is None and self.chance.random() < 0.8
        return Identifier(
            application=self.chance.choice(self.applications),
            kind=kind,
            value=f"org.example.a{self.count}",
            signer=self.signer if signed else None,
            **self.evidence,
        )

    def retired_identifier(self) -> Change:
        known = list(Identifier.objects.known())
        return Retirement(self.chance.choice(known)) if known else self.identifier()

    def retired_signer(self) -> Change:
        if self.signer.known_until_id is None and self.chance.random() < 0.3:
            return Retirement(PublisherIdentifier.objects.get(pk=self.signer.pk))
        return self.identifier()

    def baseline_entry(self) -> Change:
        return BaselineEntry(
            organisation=self.chance.choice(self.organisations[:2]),
            application=self.chance.choice(self.applications),
            role="other",
        )

    def retired_baseline_entry(self) -> Change:
        known = list(BaselineEntry.objects.known())
        return Retirement(self.chance.choice(known)) if known else self.baseline_entry()

    def default_rule(self) -> Change:
        organisation = self.chance.choice(self.organisations)
        rule = self.chance.choice(("deny", "allow" if organisation is self.organisations[0] else ""))
        return DefaultRule(organisation=organisation, rule=rule, effective_on=self.chance.choice((None, self.day())))

    @property
    def channels(self) -> list[tuple[str, str]]:
        """Return the channels that are watched: the longest chain, and the root."""
        return [("service", PHONE), ("etat", PHONE)]
