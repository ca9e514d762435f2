"""The confirmation: what somebody saw that a form would turn, kept until they propose or publish it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from django.core import signing
from django.http import HttpRequest

from registry import registrar
from registry.admin.drafting import Drafting, stamp, version_of
from registry.admin.fresh_code import NoFreshCode, require_fresh
from registry.admin.reach import WORDS
from registry.admin.rights import who
from registry.admin.turns import MOST_TURNS, ShownTurn, outcome_code, outcome_label, shown
from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.catalogue.trees import SINCE_ALWAYS
from registry.models import Proposal
from registry.proposals import workflow
from registry.proposals.changes import Change
from registry.terms import DeviceClass
from registry.verdicts.turns import Effect, Turn

SEEN = "_seen"
"""The hidden field that carries what was seen."""

KEEP, SUBMIT, PUBLISH = "_keep", "_submit", "_publish"
"""The buttons of the confirmation: keep a draft, submit it, or publish it by one's own hand."""


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
    """What was seen of an effect: its digest and its lines, and of which version of the proposal.

    `uid` is the id under which a form is proposed, once.
    """

    digest: str
    lines: frozenset[Line]
    version: int = 0
    uid: uuid.UUID = field(default_factory=uuid.uuid4)

    @classmethod
    def of(cls, effect: Effect, *, version: int = 0, uid: uuid.UUID | None = None) -> Self:
        """Return what is seen of an effect."""
        return cls(effect.digest, frozenset(map(line_of, effect.turns)), version, uid or uuid.uuid4())

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        """Return what the one who acts saw, None where the field is absent, forged or somebody else's."""
        try:
            digest, version, uid, lines = signing.loads(request.POST.get(SEEN, ""), salt=_salt(request))
        except signing.BadSignature:
            return None
        return cls(digest, frozenset(Line(*line) for line in lines), version, uuid.UUID(uid))

    def signed(self, request: HttpRequest) -> str:
        """Return the text of the hidden field: it holds for this page and this user only."""
        return signing.dumps(
            [self.digest, self.version, str(self.uid), sorted(self.lines)], salt=_salt(request), compress=True
        )

    def new_in(self, turns: Sequence[Turn]) -> set[int]:
        """Return the places of the turns that were not seen."""
        return {place for place, turn in enumerate(turns) if line_of(turn) not in self.lines}

    def vanished_from(self, turns: Iterable[Turn]) -> list[ShownTurn]:
        """Return what was seen and is no longer among the turns, in words."""
        lines = sorted(self.lines - {line_of(turn) for turn in turns})
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
                before_by="",
                after_by="",
                changes_outcome=line.before != line.after,
            )
            for line in lines
        ]


class NotYetConfirmed(Exception):
    """A form waits for the one who filled it in to see what it turns; nothing was changed."""

    def __init__(
        self, publication: registrar.Publication, uid: uuid.UUID, seen_before: Seen | None = None, error: str = ""
    ) -> None:
        """Keep what would be published, what was seen before where that is no longer true, and what was refused."""
        super().__init__()
        self.publication = publication
        self.seen = Seen.of(publication.effect, uid=uid)
        self.seen_before = seen_before
        self.error = error

    @property
    def turns(self) -> list[ShownTurn]:
        """Return the first of what would turn, in words; what was not seen before is marked as new."""
        turns: Sequence[Turn] = self.publication.turns[:MOST_TURNS]
        return shown(turns, new=self.seen_before.new_in(turns) if self.seen_before else set())

    @property
    def vanished(self) -> list[ShownTurn]:
        """Return what was seen before and would no longer turn, in words."""
        return self.seen_before.vanished_from(self.publication.turns) if self.seen_before else []


class Proposed(NamedTuple):
    """What became of a form: its proposal, and its publication where it was published at once."""

    proposal: Proposal
    publication: registrar.Publication | None = None


def propose_or_confirm(request: HttpRequest, changes: Sequence[Change], *, why: str) -> Proposed:
    """Propose what was confirmed, as far as the button says; raise `NotYetConfirmed` before anything was seen.

    It runs inside a transaction that the exception rolls back.
    """
    by = who(request)
    drafting = Drafting.of(request)
    seen = Seen.read(request) if request.POST.keys() & {KEEP, SUBMIT, PUBLISH} else None
    uid = seen.uid if seen else uuid.uuid4()
    stamp(changes, uid, drafting)
    if seen is None:
        together = drafting.changes(changes, version=version_of(request)) if drafting else changes
        raise NotYetConfirmed(registrar.preview(*together, by=by, why=why), uid)
    if drafting:
        drafting.write(changes, by=by, why=why, version=version_of(request))
        return Proposed(drafting.proposal)
    proposal = workflow.draft(changes, by=by, why=why, uid=uid)
    if KEEP in request.POST:
        return Proposed(proposal)
    workflow.submit(proposal, by=by, version=proposal.version)
    if PUBLISH in request.POST:
        try:
            words = request.POST.get(WORDS, "")
            require_fresh(request)
            publication = registrar.approve(proposal, by=by, seen=seen.digest, version=proposal.version, words=words)
            return Proposed(proposal, publication)
        except registrar.Moved as moved:
            raise NotYetConfirmed(moved.publication, uid, seen_before=seen) from moved
        except (registrar.Unconfirmed, NoFreshCode) as unconfirmed:
            again = registrar.preview_of(proposal, by=by)
            raise NotYetConfirmed(again, uid, error=" ".join(unconfirmed.messages)) from unconfirmed
    return Proposed(proposal)


def _salt(request: HttpRequest) -> str:
    return f"registry.admin.confirmation:{request.user.pk}:{request.path}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text and text != SINCE_ALWAYS.isoformat() else None
