"""The rows of an answer: a verdict, or that there is none, with all that explains it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.announcements.models import AnnouncedApplication
from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.catalogue.trees import SINCE_ALWAYS
from registry.decisions.models import Decision
from registry.resolve import highest_versions
from registry.surfaces.api.verdicts.asked import Asked
from registry.surfaces.texts import Texts, together
from registry.terms import UNLISTED, Fate
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.timeline import Stretch, timelines


@dataclass(frozen=True)
class Reason:
    """A ruling that was a candidate, what became of it, and how its notice knows of the application."""

    fate: str
    decision: Decision
    by: Decision | None
    named: AnnouncedApplication | None


@dataclass(frozen=True)
class Row:
    """What is answered for one application and device class."""

    application: Application
    organisation: Organisation
    device: str
    run: Stretch
    verdict: Verdict | None
    reasons: Sequence[Reason] = ()

    @property
    def status(self) -> str:
        """Return the outcome, or that the application is unlisted."""
        return self.verdict.outcome if self.verdict else UNLISTED

    @property
    def since(self) -> date | None:
        """Return the first day of the unbroken run of the status, None for since always."""
        return None if self.run.starts == SINCE_ALWAYS else self.run.starts

    @property
    def until(self) -> date | None:
        """Return the first day of another status, None where none is known."""
        return self.run.ends

    @property
    def holding(self) -> list[Decision]:
        """Return the rulings that hold, the one that is cited first."""
        return [reason.decision for reason in self.reasons if reason.fate == Fate.HOLDS]

    @property
    def decision(self) -> Decision | None:
        """Return the ruling that is cited."""
        return self.reasons[0].decision if self.reasons else None

    @property
    def comply_by(self) -> date | None:
        """Return the earliest deadline."""
        return min((ruling.comply_by for ruling in self.holding if ruling.comply_by), default=None)

    @property
    def conditions(self) -> Texts | None:
        """Return the conditions, which add up; None where there are none."""
        return together(self.holding, "conditions")

    @property
    def minimum_versions(self) -> list[dict[str, str]]:
        """Return the highest minimum version by each identifier of the application."""
        highest = highest_versions(
            {(demand.identifier.kind, demand.identifier.value): demand.version}
            for ruling in self.holding
            for demand in ruling.minimum_versions.all()
            if demand.identifier.application_id == self.application.pk
        )
        return [{"kind": kind, "value": value, "version": highest[kind, value]} for kind, value in sorted(highest)]

    @property
    def decided_by(self) -> Organisation | None:
        """Return the organisation whose verdict it is: the one asked about, or one above it."""
        return self.verdict.organisation if self.verdict else None

    @property
    def inherited(self) -> bool:
        """Tell whether the verdict comes from above."""
        return self.verdict is not None and self.verdict.organisation_id != self.organisation.pk


def rows(page: Sequence[Verdict | Application], asked: Asked) -> list[Row]:
    """Return the rows of a page. Three queries: the timelines of its applications, and how notices name them."""
    applications = {_application(item).pk for item in page}
    lines = timelines(
        applications=applications,
        organisation=asked.organisation.pk,
        device_class=asked.device,
        revision=asked.known_at,
        tree=asked.tree,
    )
    named = _named(applications, (item for item in page if isinstance(item, Verdict)))

    def row(item: Any) -> Row:
        application, verdict = _application(item), item if isinstance(item, Verdict) else None
        return Row(
            application=application,
            organisation=asked.organisation,
            device=item.device_class,
            run=lines.run(application.pk, asked.organisation.pk, item.device_class, asked.on),
            verdict=verdict,
            reasons=[_reason(reason, named, application) for reason in verdict.reasons.all()] if verdict else (),
        )

    return [row(item) for item in page]


def _application(item: Verdict | Application) -> Application:
    return item.application if isinstance(item, Verdict) else item


def _reason(
    reason: VerdictReason, named: dict[tuple[int | None, int], AnnouncedApplication], application: Application
) -> Reason:
    return Reason(
        fate=reason.fate,
        decision=reason.decision,
        by=reason.by,
        named=named.get((reason.decision.basis_id, application.pk)),
    )


def _named(
    applications: Iterable[int], verdicts: Iterable[Verdict]
) -> dict[tuple[int | None, int], AnnouncedApplication]:
    """Return how the notices behind some verdicts know of their applications. One query."""
    notices = {
        reason.decision.basis_id for verdict in verdicts for reason in verdict.reasons.all() if reason.decision.basis_id
    }
    links = AnnouncedApplication.objects.filter(announcement__in=notices, application__in=applications)
    return {(link.announcement_id, link.application_id): link for link in links}
