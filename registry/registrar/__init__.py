"""The one door: every write that is published goes through here, in one transaction, under one revision."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, router, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.catalogue.organisations import DefaultRule, OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.decisions.models import Decision, Withdrawal
from registry.languages import spoken
from registry.proposals.changes import Change, row_of
from registry.proposals.checks import check_baseline, check_rows
from registry.proposals.contents import refuse_outdated
from registry.proposals.members import authorities, require, sees_everything
from registry.proposals.models import Proposal
from registry.proposals.workflow import Stale
from registry.reach.counting import Reach, wide_reach
from registry.registrar.confirming import Confirming, Unconfirmed, in_figures, in_words, keep
from registry.registrar.entering import enter
from registry.registrar.publication import Moved, Publication
from registry.registrar.refusals import Conflict, given_back, refusals_in_words
from registry.revisions.digest import digest
from registry.revisions.models import Revision
from registry.terms import ProposalState, Role
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.settle import settle
from registry.verdicts.turns import effect_of

__all__ = (
    "Change",
    "Conflict",
    "Moved",
    "Publication",
    "Stale",
    "Standing",
    "Unconfirmed",
    "approve",
    "preview",
    "preview_of",
    "publish",
    "rebuild",
    "withdraw",
)

COMMITTED_WITHIN = timedelta(seconds=30)
"""The longest that a publication may take from its last look at the clock until everybody sees it."""

LOCK = 0x4156414C
"""The advisory lock under which revisions are numbered, so that their order is commit order ("AVAL")."""


def publish(*changes: Change, by: User, why: str, confirmed: int | None = None) -> Publication:
    """Publish changes as one revision by their author's own hand, and return what was made and what turned.

    For what has no second person: the seed, imports. What people decide is proposed, then approved.
    `why` is the reason in the language being spoken. `confirmed` is the most that turns at once in a channel, which
    the signer then lets through; where nobody says it, it holds what turns too much until somebody does. Raises
    `Unconfirmed` where the number is another, `PermissionDenied` where `by` may not
    publish for an organisation for which the changes speak, `ValidationError` where a change breaks a
    rule, and `Conflict` where another publication was there first; then nothing was changed, the
    changes themselves included.
    """
    with refusals_in_words(), given_back(changes), transaction.atomic():
        standing = _take_turn()
        _require(Role.APPROVER, changes=changes, by=by, tree=standing.tree)
        confirming = None if confirmed is None else in_figures(confirmed)
        return _enter(changes, standing, by=by, author=by, why=why, language=spoken(), confirming=confirming)


def approve(proposal: Proposal, *, by: User, seen: str, version: int, words: str = "") -> Publication:
    """Publish a submitted proposal, and return what was made and what turned.

    `seen` is the digest of the effect that `by` saw in the preview, `version` that of the proposal. `words` is the
    number that a publication asks for which turns much at once, in words: `Unconfirmed` where it is another.
    Raises what `publish` raises; `PermissionDenied` too where `by` put it forward and a second signature is
    required, `Stale` where it is no longer submitted or another version by now, and `Moved` where its
    effect is no longer what was seen.
    """
    with refusals_in_words(), transaction.atomic():
        standing = _take_turn()
        proposed = Proposal.objects.select_related("author").get(pk=proposal.pk)
        if proposed.state != ProposalState.SUBMITTED:
            raise Stale(_("This proposal is no longer waiting for approval."))
        if proposed.version != version:
            raise Stale(_("Somebody changed this proposal in the meantime: look at it again before you go on."))
        if settings.SECOND_SIGNATURE and proposed.was_written_by(by):
            raise PermissionDenied(_("Whoever wrote or submitted a proposal does not publish it: ask a colleague."))
        refuse_outdated(proposed.contents)
        changes = proposed.changes
        _require(Role.APPROVER, changes=changes, by=by, tree=standing.tree)
        publication = _enter(
            changes,
            standing,
            by=by,
            author=proposed.author,
            why=proposed.why,
            language=proposed.why_language,
            seen=seen,
            confirming=in_words(words),
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

    The changes are copied first, and so are left as they are. Raises what `publish` raises; whoever may
    propose may look.
    """
    with refusals_in_words(), transaction.atomic():
        standing = _take_turn()
        _require(Role.EDITOR, Role.APPROVER, changes=changes, by=by, tree=standing.tree)
        publication = _enter(
            copy.deepcopy(changes),
            standing,
            by=by,
            author=by,
            why=why or "…",
            language=spoken(),
            confirming=_looking,
        )
        transaction.set_rollback(True)
    return publication


def preview_of(proposal: Proposal, *, by: User) -> Publication:
    """Return what approving a proposal would make and turn, as it would be made now, rolled back.

    Raises what `approve` raises, less what stands in the way of this one person; an auditor may look too.
    """
    with refusals_in_words(), transaction.atomic():
        standing = _take_turn()
        refuse_outdated(proposal.contents)
        changes = proposal.changes
        if not sees_everything(by):
            _require(Role.EDITOR, Role.APPROVER, changes=changes, by=by, tree=standing.tree)
        publication = _enter(
            changes,
            standing,
            by=by,
            author=proposal.author,
            why=proposal.why,
            language=proposal.why_language,
            confirming=_looking,
        )
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
class Standing:
    """Where the registry stands when a publication has its turn."""

    last: Revision | None
    tree: OrganisationTree


def _require(*roles: Role, changes: Sequence[Change], by: User, tree: OrganisationTree) -> None:
    """Refuse whoever holds none of the roles where the changes speak; before there is a root nobody holds any."""
    if tree.root is not None:
        speaking = authorities((row_of(change) for change in changes), tree.root)
        require(by, *roles, at=speaking, tree=tree)


def _looking(wide: Sequence[Reach]) -> None:
    """Let whoever only looks see how far a publication reaches."""


def _enter(
    changes: Sequence[Change],
    standing: Standing,
    *,
    by: User,
    author: User,
    why: str,
    language: str,
    seen: str | None = None,
    confirming: Confirming | None = None,
) -> Publication:
    """Enter changes under the next revision, settle them, and close the revision with its digest.

    `confirming` is asked how far it may reach, unless its effect is another than was `seen`; without it nobody
    counts. The first publication of all reaches nobody.
    """
    if not changes:
        raise ValidationError(_("There is nothing to publish."))
    if not why.strip():
        raise ValidationError(_("Say why: every publication gives its reason."))
    last = standing.last
    number = last.number + 1 if last else 1
    contents = [enter(change, number, place) for place, change in enumerate(changes)]
    rows = [row_of(change) for change in changes]
    reseats = any(isinstance(row, (OrganisationPlacement, OrganisationEnd, DefaultRule)) for row in rows)
    tree = organisation_tree() if reseats else standing.tree
    check_rows(rows, tree)
    settle(number, tree)
    effect = effect_of(number, before=standing.tree, after=tree)
    day = _day_of_commit(last)
    check_baseline(rows, effect.turns, day)
    wide = []
    if last and confirming:
        wide = wide_reach(rows, effect, trees=(standing.tree, tree), number=number, day=day)
        if seen in (None, effect.digest):
            confirming(wide)
        keep(wide, number)
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
    return Publication(revision, rows, effect, wide)


def _day_of_commit(last: Revision | None) -> date:
    """Return the day on which a publication is seen, never before that of the last one.

    It is asked late and looks a little ahead: were it committed after the midnight that ends its day,
    two states would share one `seq`, and a device that saw the first would miss the second.
    """
    day = timezone.localdate(timezone.now() + COMMITTED_WITHIN)
    return max(day, last.day) if last else day


def _take_turn() -> Standing:
    """Wait for the turn to publish, and return where the registry stands.

    The lock is a statement of its own before the last number is read, which sees what the one before
    committed only under READ COMMITTED.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation'), pg_advisory_xact_lock(%s)", [LOCK])
        isolation, _lock = cursor.fetchone()
    if isolation != "read committed":
        raise RuntimeError(f"Revisions are numbered under READ COMMITTED, not under {isolation}.")
    return Standing(Revision.objects.order_by("-number").defer("contents").first(), organisation_tree())
