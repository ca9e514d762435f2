"""The ground on which publications are refused: a small registry in which every rule can be broken."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from pghistory.models import Event

from registry.models import (
    Announcement,
    Application,
    BaselineEntry,
    Category,
    Decision,
    Identifier,
    MinimumVersion,
    Organisation,
    PublisherIdentifier,
    Withdrawal,
)
from registry.proposals import workflow
from registry.reach.counting import Reach
from registry.reach.limits import Radius
from registry.reach.records import Place
from registry.registrar.confirming import keep
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.scene import Scene

BAN = date(2023, 3, 24)
DURING = date(2024, 6, 1)
LATER = date(2025, 1, 1)
END = date(2030, 1, 1)


class Ground(Scene):
    """Two ministries below the root, a service below one of them, a ministry that has ended, and what was ruled."""

    def __init__(self) -> None:
        super().__init__()
        made: list[Any] = []

        def make(changes: tuple[Any, ...]) -> Any:
            made.extend(changes)
            return changes[0]

        self.etat: Organisation = make(self.new_organisation("etat", None))
        self.culture: Organisation = make(self.new_organisation("culture", self.etat))
        self.interior: Organisation = make(self.new_organisation("interior", self.etat))
        self.museums: Organisation = make(self.new_organisation("museums", self.culture))
        self.former: Organisation = make(self.new_organisation("former", self.etat))
        made.append(self.end(self.former, date(2024, 1, 1), self.culture))

        self.recreational: Category = make(self.new_category("recreational", None))
        self.social: Category = make(self.new_category("social", self.recreational))
        self.messaging: Category = make(self.new_category("messaging", None))
        self.tiktok: Application = make(self.new_application("tiktok", self.social))
        self.olvid: Application = make(self.new_application("olvid", self.messaging))
        self.signal: Application = make(self.new_application("signal", self.messaging))
        self.tchap: Application = make(self.new_application("tchap", self.messaging))
        self.on_android = self.known_as(self.olvid, IdentifierKind.ANDROID_PACKAGE, "io.olvid.messenger")
        self.of_tiktok = self.known_as(self.tiktok, IdentifierKind.IOS_BUNDLE_ID, "com.zhiliaoapp.musically")
        self.team = self.publisher_known_as("apple_team_id", "ABCDE12345")
        made += [self.on_android, self.of_tiktok, self.team]

        self.ban: Decision = self.unpublished(self.etat, self.recreational, Outcome.PROHIBITED, BAN, expires_on=END)
        self.caution: Decision = self.unpublished(self.etat, self.olvid, Outcome.CONDITIONAL, BAN)
        self.approval: Decision = self.unpublished(self.etat, self.signal, Outcome.APPROVED, BAN)
        self.review: Decision = self.unpublished(self.culture, self.signal, Outcome.UNDER_REVIEW, BAN)
        self.entry = BaselineEntry(organisation=self.culture, application=self.tchap, role=BaselineRole.OTHER)
        self.mistake: Decision = self.unpublished(self.interior, self.signal, Outcome.PROHIBITED, DURING)
        made += [self.ban, self.caution, self.approval, self.review, self.mistake, self.entry]
        made += [self.minimum(self.caution, self.on_android, "4001"), self.withdrawal(self.mistake, DURING)]
        self.publish(*made)

        wide = [Reach(Place(self.culture.pk, "workstation", DURING), Radius(turned=6, dropped=0, of=8))]
        keep(wide, 3)  # with the publication that follows
        self.draft: Announcement = self.new_announcement("a-draft")
        self.draft.save()
        self.notice = self.announcement("a-notice")
        proposal = workflow.draft([self.approves_tiktok()], by=self.registrar, why="A test needs it.")
        workflow.comment(proposal, by=self.registrar, text="Is it needed?")

    def approves_tiktok(self) -> Decision:
        """Return an approval that nobody published."""
        return self.unpublished(self.etat, self.tiktok, Outcome.APPROVED, LATER)

    def again(self, row: Any, **fields: Any) -> Any:
        """Return a row as the database has it, changed where `fields` say so."""
        fresh = type(row).objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(fresh, name, value)
        return fresh

    def known_as(self, application: Application, kind: str, value: str, **fields: Any) -> Identifier:
        """Return an identifier of an application that is not published yet."""
        return Identifier(application=application, kind=kind, value=value, **(EVIDENCE | fields))

    def publisher_known_as(self, kind: str, value: str) -> PublisherIdentifier:
        """Return an identifier of the publisher that is not published yet."""
        return PublisherIdentifier(publisher=self.publisher, kind=kind, value=value, **EVIDENCE)

    def derogation(self, **fields: Any) -> Decision:
        """Return a derogation from the ban that may be published, but for what `fields` say."""
        target = fields.pop("target", self.tiktok)
        organisation = fields.pop("organisation", self.culture)
        outcome = fields.pop("outcome", Outcome.APPROVED)
        on = fields.pop("on", DURING)
        return self.unpublished(
            organisation, target, outcome, on, **{"derogates": self.ban, "expires_on": LATER, **fields}
        )

    def withdrawal(self, decision: Decision, on: date, **fields: Any) -> Withdrawal:
        """Return a withdrawal that is not published yet."""
        reasons = {"reason_fr": "Pour un test.", "reason_en": "For a test."}
        return Withdrawal(decision=decision, ends_on=on, **(reasons | fields))

    def conditional(self, target: Application | Category, *minima: tuple[Identifier, str]) -> list[Any]:
        """Return a conditional decision with its minimum versions."""
        decision = self.unpublished(self.culture, target, Outcome.CONDITIONAL, DURING)
        return [decision, *(self.minimum(decision, identifier, version) for identifier, version in minima)]

    def minimum(self, decision: Decision, identifier: Identifier, version: str) -> MinimumVersion:
        """Return a minimum version that is not published yet."""
        return MinimumVersion(decision=decision, identifier=identifier, version=version)


EVIDENCE = {"evidence_fr": "un test", "evidence_en": "a test", "verified_on": date(2026, 1, 1)}


def everything() -> dict[str, str]:
    """Return what each table of the registry holds, the traces of the audit aside: a digest of its rows."""
    models = apps.get_app_config("registry").get_models()
    tables = [model._meta.db_table for model in models if model._meta.managed and not issubclass(model, Event)]
    each = (f"SELECT '{table}', md5(string_agg(row::text, '' ORDER BY row::text)) FROM {table} row" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())
