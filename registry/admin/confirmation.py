"""The confirmation: what somebody saw that a publication would turn, kept until they publish it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from django.core import signing
from django.http import HttpRequest

from registry import registrar
from registry.admin.turns import ShownTurn, outcome_code, outcome_label, shown
from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.catalogue.trees import SINCE_ALWAYS
from registry.revisions.models import Fact
from registry.terms import DeviceClass
from registry.verdicts.turns import Turn

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SEEN = "_seen"
"""The hidden field that carries what was seen."""


class Line(NamedTuple):
    """A turn by its codes and days (ISO 8601), the same in every language."""

    application: str
    organisation: str
    device_class: str
    starts: str
    ends: str
    before: str
    after: str


def line_of(turn: Turn) -> Line:
    """Return a turn by its codes."""
    return Line(
        turn.application.slug,
        turn.organisation.slug,
        turn.device_class,
        turn.starts.isoformat(),
        turn.ends.isoformat() if turn.ends else "",
        outcome_code(turn.before),
        outcome_code(turn.after),
    )


@dataclass(frozen=True)
class Seen:
    """What was seen on a confirmation, and the id under which its publication is made, at most once."""

    lines: frozenset[Line]
    uid: uuid.UUID = field(default_factory=uuid.uuid4)

    @classmethod
    def of(cls, turns: Iterable[Turn]) -> Self:
        """Return what is seen of turns."""
        return cls(frozenset(map(line_of, turns)))

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        """Return what the one who publishes saw, None where the field is absent, forged or somebody else's."""
        try:
            uid, lines = signing.loads(request.POST.get(SEEN, ""), salt=_salt(request))
        except signing.BadSignature:
            return None
        return cls(frozenset(Line(*line) for line in lines), uuid.UUID(uid))

    def signed(self, request: HttpRequest) -> str:
        """Return the text of the hidden field: it holds for this form and this user only."""
        return signing.dumps([str(self.uid), sorted(self.lines)], salt=_salt(request), compress=True)

    def stamp(self, changes: Iterable[Any]) -> None:
        """Give the first new fact the id of this confirmation, so that a second click finds it published."""
        for change in changes:
            if isinstance(change, Fact):
                change.uid = self.uid
                break


class NotYetConfirmed(Exception):
    """A publication waits for the one who makes it to see what it turns; nothing was changed."""

    def __init__(self, publication: registrar.Publication, seen_before: Seen | None = None) -> None:
        """Keep what would be published, and what was seen before where that is no longer true."""
        super().__init__()
        self.publication = publication
        self.seen = Seen.of(publication.turns)
        self.seen_before = seen_before

    @property
    def turns(self) -> list[ShownTurn]:
        """Return what would turn, in words; what was not seen before is marked as new."""
        turns: Sequence[Turn] = self.publication.turns
        if self.seen_before is None:
            return shown(turns)
        return shown(turns, new=[turn for turn in turns if line_of(turn) not in self.seen_before.lines])

    @property
    def vanished(self) -> list[ShownTurn]:
        """Return what was seen before and would no longer turn, in words."""
        lines = sorted(self.seen_before.lines - self.seen.lines) if self.seen_before else []
        applications = Application.objects.in_bulk({line.application for line in lines}, field_name="slug")
        organisations = Organisation.objects.in_bulk({line.organisation for line in lines}, field_name="slug")
        return [
            ShownTurn(
                application=str(applications.get(line.application, line.application)),
                organisation=str(organisations.get(line.organisation, line.organisation)),
                device=str(DeviceClass(line.device_class).label),
                starts=_day(line.starts),
                ends=_day(line.ends),
                before=outcome_label(line.before),
                after=outcome_label(line.after),
                changes_outcome=line.before != line.after,
            )
            for line in lines
        ]


def publish_or_confirm(request: HttpRequest, changes: Sequence[Any], *, why: str) -> registrar.Publication:
    """Publish what was confirmed; raise `NotYetConfirmed` where what it turns was not seen as it is.

    It runs inside a transaction that the exception rolls back.
    """
    by = cast("User", request.user)  # nobody else enters the administration
    seen = Seen.read(request) if "_publish" in request.POST else None
    if seen is None:
        raise NotYetConfirmed(registrar.preview(*changes, by=by, why=why))
    seen.stamp(changes)
    publication = registrar.publish(*changes, by=by, why=why)
    if Seen.of(publication.turns).lines != seen.lines:
        raise NotYetConfirmed(publication, seen_before=seen)
    return publication


def _salt(request: HttpRequest) -> str:
    return f"registry.admin.confirmation:{request.user.pk}:{request.path}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text and text != SINCE_ALWAYS.isoformat() else None
