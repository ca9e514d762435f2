"""Scenes: states of the registry for tests, made through the registrar, so that none is impossible."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from registry import registrar
from registry.catalogue.organisations import ROOT
from registry.models import (
    Announcement,
    Application,
    ApplicationPlacement,
    Category,
    CategoryPlacement,
    Decision,
    DefaultRule,
    Identifier,
    Membership,
    Organisation,
    OrganisationEnd,
    OrganisationPlacement,
    Publisher,
    Withdrawal,
)
from registry.revisions.models import Placement
from registry.terms import DeviceClass, Outcome, Role

PHONE = DeviceClass.PROFESSIONAL_PHONE.value
TABLET = DeviceClass.PROFESSIONAL_TABLET.value


class Scene:
    """A registry that grows by publications; every word publishes at once and returns what it made."""

    def __init__(self) -> None:
        """Begin with nothing but somebody who publishes."""
        self.registrar: User = get_user_model().objects.create_user("registrar")
        self._publisher: Publisher | None = None

    def publish(self, *changes: Any, why: str = "A test needs it.") -> registrar.Publication:
        """Publish changes as they are."""
        publication = registrar.publish(*changes, by=self.registrar, why=why)
        for row in publication.rows:
            if isinstance(row, Organisation) and row.slug == ROOT and not row.memberships.exists():
                self.member(self.registrar, row, Role.APPROVER)  # the founder approves from then on
        return publication

    def new_organisation(self, slug: str, below: Organisation | None, default_rule: str = "") -> tuple[Any, ...]:
        """Return an organisation with its seat, and its default rule: the root allows what is unlisted."""
        organisation = Organisation(slug=slug, name_fr=f"{slug} (fr)", name_en=f"{slug} (en)")
        seat = OrganisationPlacement(organisation=organisation, parent=below)
        if rule := default_rule or ("" if below else "allow"):
            return organisation, seat, DefaultRule(organisation=organisation, rule=rule)
        return organisation, seat

    def organisation(self, slug: str, below: Organisation | None = None, default_rule: str = "") -> Organisation:
        """Seat an organisation below another, or as the root."""
        return self._published(self.new_organisation(slug, below, default_rule))

    def member(self, user: User, organisation: Organisation, role: str) -> User:
        """Give a user a role at an organisation, and return the user."""
        Membership.objects.create(user=user, organisation=organisation, role=role)
        return user

    def _published(self, changes: tuple[Any, ...]) -> Any:
        """Publish changes and return the first of them."""
        self.publish(*changes)
        return changes[0]

    def placement(self, thing: Organisation | Category | Application, to: Any, on: date | None) -> Placement:
        """Return what places a thing elsewhere from a day, or since always, which is a correction."""
        if isinstance(thing, Organisation):
            return OrganisationPlacement(organisation=thing, parent=to, effective_on=on)
        if isinstance(thing, Category):
            return CategoryPlacement(category=thing, parent=to, effective_on=on)
        return ApplicationPlacement(application=thing, category=to, effective_on=on)

    def moves(self, thing: Organisation | Category | Application, to: Any, on: date | None) -> registrar.Publication:
        """Place a thing elsewhere."""
        return self.publish(self.placement(thing, to, on))

    def end(
        self, organisation: Organisation, on: date | None, successor: Organisation | None = None
    ) -> OrganisationEnd:
        """Return the end of an organisation on a day."""
        return OrganisationEnd(organisation=organisation, ends_on=on, successor=successor)

    def ends(
        self, organisation: Organisation, on: date | None, successor: Organisation | None = None
    ) -> registrar.Publication:
        """End an organisation on a day."""
        return self.publish(self.end(organisation, on, successor))

    def new_category(self, slug: str, below: Category | None) -> tuple[Category, CategoryPlacement]:
        """Return a category with its place."""
        category = Category(slug=slug, name_fr=f"{slug} (fr)", name_en=f"{slug} (en)")
        return category, CategoryPlacement(category=category, parent=below)

    def category(self, slug: str, below: Category | None = None) -> Category:
        """Place a category below another, or at the top."""
        return self._published(self.new_category(slug, below))

    @property
    def publisher(self) -> Publisher:
        """Return the publisher of every application of the scene."""
        if self._publisher is None:
            self._publisher = Publisher(slug="publisher", name="Publisher", country="FR")
            self.publish(self._publisher)
        return self._publisher

    def new_application(self, slug: str, category: Category, **texts: Any) -> tuple[Application, ApplicationPlacement]:
        """Return an application with its place."""
        application = Application(slug=slug, publisher=self.publisher, **({"name": slug.title()} | texts))
        return application, ApplicationPlacement(application=application, category=category)

    def application(self, slug: str, category: Category, **texts: Any) -> Application:
        """Add an application to a category."""
        return self._published(self.new_application(slug, category, **texts))

    def new_identifier(self, application: Application, kind: str, value: str) -> Identifier:
        """Return an identifier that is not published yet."""
        return Identifier(
            application=application,
            kind=kind,
            value=value,
            evidence_fr="un test",
            evidence_en="a test",
            verified_on=date(2026, 1, 1),
        )

    def identifier(self, application: Application, kind: str, value: str) -> Identifier:
        """Give an application an identifier."""
        return self._published((self.new_identifier(application, kind, value),))

    def new_announcement(self, slug: str, **fields: Any) -> Announcement:
        """Return a notice that is not published yet."""
        return Announcement(
            **{
                "slug": slug,
                "kind": "measure",
                "jurisdiction": "FR",
                "title_fr": f"{slug} (fr)",
                "title_en": f"{slug} (en)",
                "issuer_fr": "Un ministère",
                "issuer_en": "A ministry",
                "date": date(2023, 3, 24),
                "summary_fr": "Résumé.",
                "summary_en": "Summary.",
                "mark_fr": "Écrit pour un test.",
                "mark_en": "Written for a test.",
            }
            | fields
        )

    def announcement(self, slug: str, **fields: Any) -> Announcement:
        """Publish a notice."""
        return self._published((self.new_announcement(slug, **fields),))

    def rules(
        self,
        organisation: Organisation,
        target: Application | Category,
        outcome: str = Outcome.PROHIBITED,
        on: date = date(2023, 3, 24),
        **fields: Any,
    ) -> Decision:
        """Let an organisation rule on an application or a category."""
        decision = self.unpublished(organisation, target, outcome, on, **fields)
        self.publish(decision)
        return decision

    def unpublished(
        self, organisation: Organisation, target: Application | Category, outcome: str, on: date, **fields: Any
    ) -> Decision:
        """Return a decision that is not published yet."""
        kind = "application" if isinstance(target, Application) else "category"
        conditions = {"conditions_fr": "Une condition.", "conditions_en": "A condition."}
        return Decision(
            **{
                "organisation": organisation,
                kind: target,
                "outcome": outcome,
                "effective_on": on,
                "device_classes": [PHONE],
                "rationale_fr": "Pour un test.",
                "rationale_en": "For a test.",
            }
            | (conditions if outcome == Outcome.CONDITIONAL else {})
            | fields
        )

    def withdraws(self, decision: Decision, on: date) -> Withdrawal:
        """Withdraw a decision from a day."""
        withdrawal = Withdrawal(decision=decision, ends_on=on, reason_fr="Pour un test.", reason_en="For a test.")
        self.publish(withdrawal)
        return withdrawal
