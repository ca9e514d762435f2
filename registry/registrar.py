"""The one door: every write that is published goes through here, in one transaction, under one revision."""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, router, transaction
from django.db.models import F, ForeignKey, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.catalogue.organisations import DefaultRule, OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.decisions.models import Decision, Withdrawal
from registry.languages import spoken
from registry.proposals.changes import Change, Removal, Retirement, row_of
from registry.proposals.checks import check_baseline, check_rows, check_texts
from registry.proposals.members import authorities, require
from registry.proposals.models import Proposal
from registry.proposals.workflow import Stale
from registry.revisions.digest import digest, public_form
from registry.revisions.models import Entry, Fact, Revision, today
from registry.terms import ProposalState, Role
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.settle import settle
from registry.verdicts.turns import Effect, Turn, effect_of

LOCK = 0x4156414C
"""The advisory lock under which revisions are numbered, so that their order is commit order ("AVAL")."""

CONTENTION = {"23P01", "40P01", "40001", "23505", "55P03"}
"""SQLSTATEs by which another publication was there first: exclusion, deadlock, serialisation, uniqueness, lock."""


class Conflict(Exception):
    """Another publication was there first; nothing was changed, and the same may be tried again."""


class Moved(Exception):
    """The registry moved since the preview, and the effect is another one; nothing was published.

    `publication` is what would have been published now, with what would have turned.
    """

    def __init__(self, publication: "Publication") -> None:
        """Keep what would turn now."""
        super().__init__(
            _("The registry has moved since you looked: what would turn is no longer what you saw. Look at it again.")
        )
        self.publication = publication


@dataclass(frozen=True)
class Publication:
    """What a publication made: its revision, its rows in their order, and what it turned."""

    revision: Revision
    rows: Sequence[Model]
    effect: Effect

    @property
    def turns(self) -> Sequence[Turn]:
        """Return what turned."""
        return self.effect.turns


def publish(*changes: Change, by: User, why: str) -> Publication:
    """Publish changes as one revision by their author's own hand, and return what was made and what turned.

    For what has no second person: the seed, imports. What people decide is proposed, then approved.
    `why` is the reason in the language being spoken. Raises `PermissionDenied` where `by` may not
    publish for an organisation for which the changes speak, `ValidationError` where a change breaks a
    rule, and `Conflict` where another publication was there first; then nothing was changed, the
    changes themselves included.
    """
    with _refusals_in_words(), _given_back(changes), transaction.atomic():
        standing = _take_turn()
        _require_approver(changes, by, standing.tree)
        return _enter(changes, standing, by=by, author=by, why=why, language=spoken())


def approve(proposal: Proposal, *, by: User, seen: str) -> Publication:
    """Publish a submitted proposal, and return what was made and what turned.

    `seen` is the digest of the effect that `by` saw in the preview. Raises what `publish` raises;
    `PermissionDenied` too where `by` is its author and a second signature is required, `Stale` where
    it is no longer submitted, and `Moved` where its effect is no longer what was seen.
    """
    with _refusals_in_words(), transaction.atomic():
        standing = _take_turn()
        proposed = Proposal.objects.select_related("author").get(pk=proposal.pk)
        if proposed.state != ProposalState.SUBMITTED:
            raise Stale(_("This proposal is no longer waiting for approval."))
        if proposed.author_id == by.pk and settings.SECOND_SIGNATURE:
            raise PermissionDenied(_("Somebody other than its author publishes a proposal."))
        changes = proposed.changes
        _require_approver(changes, by, standing.tree)
        publication = _enter(
            changes, standing, by=by, author=proposed.author, why=proposed.why, language=proposed.why_language
        )
        if publication.revision.effect != seen:
            raise Moved(publication)
        taken = Proposal.objects.filter(pk=proposed.pk, version=proposed.version).update(
            state=ProposalState.PUBLISHED,
            closed_by=by,
            closed_at=publication.revision.published_at,
            revision=publication.revision,
            version=F("version") + 1,
        )
        if not taken:
            raise Stale(_("Somebody changed this proposal in the meantime: look at it again before you go on."))
    proposal.refresh_from_db()
    return publication


def preview(*changes: Change, by: User, why: str = "") -> Publication:
    """Return what `publish` would make and turn: the real publication, rolled back.

    The changes are copied first, and so are left as they are.
    """
    with _refusals_in_words(), transaction.atomic():
        publication = _enter(copy.deepcopy(changes), _take_turn(), by=by, author=by, why=why or "…", language=spoken())
        transaction.set_rollback(True)
    return publication


def withdraw(decision: Decision, *, ends_on: date, reason_fr: str, reason_en: str, by: User, why: str) -> Publication:
    """End a decision on a day, and return what was made and what turned."""
    return publish(
        Withdrawal(decision=decision, ends_on=ends_on, reason_fr=reason_fr, reason_en=reason_en), by=by, why=why
    )


def rebuild() -> None:
    """Throw all verdicts away and settle every revision anew. Only the owner of the tables may."""
    alias = router.db_for_write(Verdict)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL aval.rebuilding = 'on'")
        for model in (VerdictReason, Verdict):
            model.objects.all()._raw_delete(alias)
        for number in Revision.objects.order_by("number").values_list("number", flat=True):
            settle(number, organisation_tree(number))


@dataclass(frozen=True)
class _Standing:
    """Where the registry stands when a publication has its turn."""

    last: Revision | None
    tree: OrganisationTree


def _require_approver(changes: Sequence[Change], by: User, tree: OrganisationTree) -> None:
    """Refuse whoever may not publish for those for whom the changes speak; the first one founds the registry."""
    if tree.root is not None:
        speaking = authorities((row_of(change) for change in changes), tree.root)
        require(by, Role.APPROVER, at=speaking, tree=tree)


def _enter(
    changes: Sequence[Change], standing: _Standing, *, by: User, author: User, why: str, language: str
) -> Publication:
    """Enter changes under the next revision, settle them, and close the revision with its digest."""
    if not changes:
        raise ValidationError(_("There is nothing to publish."))
    if not why.strip():
        raise ValidationError(_("Say why: every publication gives its reason."))
    last = standing.last
    number = last.number + 1 if last else 1
    day = max(today(), last.day) if last else today()
    contents = [_enter_one(change, number, place) for place, change in enumerate(changes)]
    rows = [row_of(change) for change in changes]
    reseats = any(isinstance(row, (OrganisationPlacement, OrganisationEnd, DefaultRule)) for row in rows)
    tree = organisation_tree() if reseats else standing.tree
    check_rows(rows, tree)
    settle(number, tree)
    effect = effect_of(number, before=standing.tree, after=tree)
    check_baseline(rows, effect.turns, day)
    revision = Revision(
        number=number,
        day=day,
        published_at=timezone.now(),
        published_by=by,
        authored_by=author,
        why=why.strip(),
        why_language=language,
        contents=contents,
        effect=effect.digest,
        previous_digest=last.digest if last else "",
    )
    revision.digest = digest(revision)
    revision.save(force_insert=True)
    return Publication(revision, rows, effect)


def _take_turn() -> _Standing:
    """Wait for the turn to publish, and return where the registry stands.

    The lock is a statement of its own before the last number is read, which sees what the one before
    committed only under READ COMMITTED.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation'), pg_advisory_xact_lock(%s)", [LOCK])
        isolation, _lock = cursor.fetchone()
    if isolation != "read committed":
        raise RuntimeError(f"Revisions are numbered under READ COMMITTED, not under {isolation}.")
    return _Standing(Revision.objects.order_by("-number").defer("contents").first(), organisation_tree())


def _enter_one(change: Change, number: int, place: int) -> dict[str, Any]:
    """Bring one change into the database under a revision, and return it as the digest sees it."""
    row = row_of(change)
    _take_keys(row)
    check_texts(row)
    match change:
        case Retirement(fact):
            if not type(fact)._default_manager.filter(pk=fact.pk, known_until=None).exists():
                raise ValidationError(_("“%(fact)s” is no longer known."), params={"fact": fact})
            if fact.revision_id == number:
                raise ValidationError(_("“%(fact)s” is being published: leave it out instead."), params={"fact": fact})
            fact.known_until_id = number
            fact.save(update_fields=["known_until"])
            return {"retired": public_form(fact)}
        case Removal(part):
            _require_announced(part, number)
            form = public_form(part)
            part.delete()
            return {"removed": form}
        case Fact():
            if not change._state.adding:
                raise ValidationError(_("What was published is not edited: publish a new fact."))
            change.revision_id, change.place = number, place
            change.full_clean(exclude=["revision", "known_until"], validate_constraints=False)
            change.save(force_insert=True)
        case Entry() | Announcement():
            _require_same_slug(change)
            change.changed_in_id = number
            if isinstance(change, Announcement) and change.published_in_id is None:
                change.published_in_id = number
            change.full_clean(exclude=["changed_in", "published_in"], validate_constraints=False)
            change.save()
        case Quote() | Source() | AnnouncedApplication():
            _require_announced(change, number)
            change.full_clean(validate_constraints=False)
            change.save()
        case _:
            raise TypeError(f"{change!r} is nothing that can be published")
    return public_form(row)


def _take_keys(row: Model) -> None:
    """Let a row point at those before it that had no key yet when it was made."""
    for reference in row._meta.concrete_fields:
        if isinstance(reference, ForeignKey) and reference.is_cached(row):
            related = reference.get_cached_value(row)
            if related is not None and getattr(row, reference.attname) is None:
                setattr(row, reference.attname, related.pk)


def _require_same_slug(row: Entry | Announcement) -> None:
    """Refuse a new slug for what has one: addresses and channels are a contract."""
    known = type(row)._default_manager.filter(pk=row.pk).values_list("slug", flat=True).first()
    if known is not None and known != row.slug:
        raise ValidationError({"slug": _("The slug is an address and never changes.")})


def _require_announced(part: Quote | Source | AnnouncedApplication, number: int) -> None:
    """Insist that a part of an announcement is published with it, so that the announcement shows the change."""
    if not Announcement.objects.filter(pk=part.announcement_id, changed_in=number).exists():
        raise TypeError(f"publish {part.announcement!r} before its part {part!r}, in the same publication")


@contextmanager
def _given_back(changes: Sequence[Change]) -> Iterator[None]:
    """Give the changes of a refused publication back as they were, so that they may be mended and tried again."""
    rows = [row for row in map(row_of, changes) if isinstance(row, Model)]
    before = []
    for row in rows:
        state = copy.copy(row._state)
        state.fields_cache = dict(row._state.fields_cache)
        before.append(row.__dict__ | {"_state": state})
    try:
        yield
    except BaseException:
        for row, attributes in zip(rows, before, strict=True):
            row.__dict__ = attributes
        raise


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    """Turn what the database refuses into the sentence of the rule that was broken, and a lost race into `Conflict`.

    The constraints are left to the database, which checks them once; their messages are the models'.
    """
    try:
        yield
    except DatabaseError as error:
        cause = error.__cause__
        if not isinstance(cause, psycopg.Error):
            raise
        if sentence := _sentences().get(cause.diag.constraint_name or ""):
            raise ValidationError(sentence, code=cause.diag.constraint_name) from error
        if isinstance(cause, psycopg.errors.RestrictViolation):
            raise ValidationError(_("What is published is never edited or deleted.")) from error
        if isinstance(cause, psycopg.DataError):
            raise ValidationError(
                _("The database cannot hold one of these texts: remove its control characters.")
            ) from error
        if cause.sqlstate in CONTENTION:
            raise Conflict(
                _("Somebody else published at the same moment: look at what changed, then try again.")
            ) from error
        raise


def _sentences() -> dict[str, str]:
    """Return the sentence of each constraint of the registry that has one of its own, by its name."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_app_config("registry").get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
