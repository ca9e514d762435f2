"""The steps of a proposal before it is published: drafted, edited, submitted, commented, rejected, withdrawn.

Publication itself is the registrar's. Each step is atomic, says who takes it, and is refused with a
sentence: `PermissionDenied` where the person may not, `Stale` where somebody was there first.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.catalogue.organisations import ROOT, Organisation
from registry.languages import spoken
from registry.proposals.changes import Change, row_of
from registry.proposals.contents import Form, read, written
from registry.proposals.members import authorities, require, seats
from registry.proposals.models import Comment, Edit, Proposal
from registry.terms import ProposalState, Role

LONGEST_REASON = 5_000
"""Characters of a reason, of a rejection, of a comment: they stand on pages that everybody reads."""


class Stale(Exception):
    """Somebody changed the proposal in the meantime; nothing was overwritten."""


@transaction.atomic
def draft(changes: Sequence[Change], *, by: User, why: str, uid: uuid.UUID | None = None) -> Proposal:
    """Write changes down as a draft on the desk of the organisation for which they speak.

    With a public id that was made beforehand, a second call with the same one is refused.
    """
    _require_short(why, "why")
    now = timezone.now()
    proposal = Proposal(
        uid=uid or uuid.uuid4(),
        organisation=_desk(changes, by),
        why=why.strip(),
        why_language=spoken(),
        contents=[written(change) for change in changes],
        author=by,
        drafted_at=now,
        edited_by=by,
        edited_at=now,
    )
    proposal.full_clean()
    proposal.save()
    Edit.objects.create(proposal=proposal, version=proposal.version, by=by, at=now)
    return proposal


@transaction.atomic
def edit(proposal: Proposal, contents: list[Form], *, by: User, why: str, version: int) -> None:
    """Write a draft anew: `contents` as changes are written down; `version` is the one that its editor saw."""
    if not why.strip():
        raise ValidationError({"why": _("Say why: every publication gives its reason.")})
    _require_short(why, "why")
    organisation = _desk(read(contents), by)
    require_work(proposal, by, Role.EDITOR, Role.APPROVER)
    now = timezone.now()
    columns = {"why": why.strip(), "why_language": spoken()} if why.strip() != proposal.why else {}
    _step(
        proposal,
        (ProposalState.DRAFT,),
        version=version,
        organisation=organisation,
        contents=contents,
        edited_by=by,
        edited_at=now,
        **columns,
    )
    Edit.objects.create(proposal=proposal, version=proposal.version, by=by, at=now)


@transaction.atomic
def submit(proposal: Proposal, *, by: User, version: int) -> None:
    """Put a draft before those who may publish it."""
    require_work(proposal, by, Role.EDITOR, Role.APPROVER)
    _step(
        proposal,
        (ProposalState.DRAFT,),
        version=version,
        state=ProposalState.SUBMITTED,
        submitted_by=by,
        submitted_at=timezone.now(),
    )


@transaction.atomic
def reject(proposal: Proposal, *, by: User, reason: str, version: int) -> None:
    """Close a submitted proposal without publishing it, and say why."""
    require_work(proposal, by, Role.APPROVER)
    _require_short(reason, "reason")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you reject it: its author has to know what to change.")})
    _step(
        proposal,
        (ProposalState.SUBMITTED,),
        version=version,
        state=ProposalState.REJECTED,
        closed_by=by,
        closed_at=timezone.now(),
        rejection=reason.strip(),
    )


@transaction.atomic
def take_back(proposal: Proposal, *, by: User, version: int) -> None:
    """Close a proposal of one's own that is not published yet."""
    if proposal.author_id != by.pk:
        raise PermissionDenied(_("Only its author takes a proposal back."))
    _step(
        proposal,
        (ProposalState.DRAFT, ProposalState.SUBMITTED),
        version=version,
        state=ProposalState.WITHDRAWN,
        closed_by=by,
        closed_at=timezone.now(),
    )


@transaction.atomic
def comment(proposal: Proposal, *, by: User, text: str) -> Comment:
    """Add a remark; whoever may work on the proposal may make one."""
    require_work(proposal, by, Role.EDITOR, Role.APPROVER)
    _require_short(text, "text")
    remark = Comment(proposal=proposal, by=by, at=timezone.now(), text=text.strip())
    remark.full_clean()
    remark.save()
    return remark


def _desk(changes: Sequence[Change], by: User) -> Organisation:
    """Return the organisation for which changes speak, the root where for several; refuse whoever may not propose."""
    if not changes:
        raise ValidationError(_("There is nothing to propose: withdraw the draft if nothing of it is left."))
    root = Organisation.objects.filter(slug=ROOT).first()
    if root is None:
        raise ValidationError(_("The registry has no root yet: seed it, or found it, before anything is proposed."))
    speaking = authorities((row_of(change) for change in changes), root.pk)
    require(by, Role.EDITOR, Role.APPROVER, at=speaking)
    return Organisation.objects.get(pk=speaking.pop()) if len(speaking) == 1 else root


def _require_short(text: str, name: str) -> None:
    if len(text) > LONGEST_REASON:
        raise ValidationError(
            {name: _("This is too long: say it in %(count)s characters.") % {"count": LONGEST_REASON}}
        )


def require_work(proposal: Proposal, by: User, *roles: Role) -> None:
    """Refuse whoever holds none of the roles where a proposal lies, nor at every organisation for which it speaks."""
    held = seats(by, *roles)
    if proposal.organisation_id not in held:
        root = Organisation.objects.get(slug=ROOT)
        if not authorities((row_of(change) for change in proposal.changes), root.pk) <= held:
            require(by, *roles, at={proposal.organisation_id})


def _step(proposal: Proposal, states: tuple[ProposalState, ...], version: int, **columns: Any) -> None:
    """Take a step where the proposal still stands as it was seen, and bring the instance up to date."""
    standing = Proposal.objects.filter(pk=proposal.pk, state__in=states, version=version)
    if not standing.update(version=F("version") + 1, **columns):
        raise Stale(_("Somebody changed this proposal in the meantime: look at it again before you go on."))
    proposal.refresh_from_db()
