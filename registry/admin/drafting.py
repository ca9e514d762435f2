"""Drafting: a form of the administration that writes into a draft which lies there already."""

import uuid
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import model_to_dict
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.admin.rights import who
from registry.models import Announcement, MinimumVersion, Proposal
from registry.proposals import workflow
from registry.proposals.changes import Change
from registry.proposals.contents import Form, key, names, read, written
from registry.revisions.models import Entry, Fact
from registry.terms import ProposalState

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PROPOSAL, CHANGE = "proposal", "change"
"""The parameters that say into which draft, and instead of which of its changes, by the key of that one."""

VERSION = "_version"
"""The hidden field that says which version of a proposal somebody saw."""

DRAFTING = "registry.admin.drafting"
"""Where a request keeps the draft into which it writes."""


@dataclass(frozen=True)
class Drafting:
    """A draft into which a form writes: at its end, or instead of one of its changes."""

    proposal: Proposal
    change: str | None
    rows: Sequence[Model]
    """The change as unsaved rows: a ruling, then its minimum versions."""
    is_gone: bool = False
    """Whether the draft was submitted, or the change taken out of it, while the form was being filled in."""

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """Return the draft that the address names, None where it names none; raise `Http404` where it is not there."""
        if PROPOSAL not in request.GET:
            return None
        if DRAFTING not in request.META:
            request.META[DRAFTING] = cls._found(request)
        return cast("Self", request.META[DRAFTING])

    @classmethod
    def _found(cls, request: HttpRequest) -> Self:
        try:
            uid = uuid.UUID(request.GET[PROPOSAL])
        except ValueError:
            raise Http404 from None
        proposal = Proposal.objects.visible_to(who(request)).filter(uid=uid).first()
        if proposal is None:
            raise Http404
        change = request.GET.get(CHANGE)
        keys = [key(form) for form in proposal.contents]
        if proposal.state != ProposalState.DRAFT or (change is not None and change not in keys):
            if request.method != "POST":
                raise Http404
            return cls(proposal, change, (), is_gone=True)  # what was typed is kept
        if change is None:
            return cls(proposal, None, ())
        changes = proposal.changes
        changed = changes[keys.index(change)]
        return cls(proposal, change, (cast("Model", changed), *_with(changes, changed)))

    @property
    def initial(self) -> dict[str, Any]:
        """Return what the form is filled in with: the reason, and the change that it writes anew."""
        filled = model_to_dict(self.rows[0]) if self.rows else {}
        if "effective_on" in filled:
            filled["since_always"] = filled["effective_on"] is None
        return filled | {"why": self.proposal.why}

    def initial_of(self, model: type[Model]) -> list[dict[str, Any]]:
        """Return what the rows beneath the form are filled in with."""
        return [model_to_dict(row) for row in self.rows[1:] if isinstance(row, model)]

    def contents(self, changes: Sequence[Change]) -> list[Form]:
        """Return what the draft holds once the changes are written into it."""
        new = [written(change) for change in changes]
        taken = {key(form) for form in self.proposal.contents} - {self.change}
        for change, form in zip(changes, new, strict=True):
            if key(form) in taken and isinstance(change, (Entry, Announcement)):
                raise ValidationError(
                    _("This draft changes “%(name)s” already: take that change out of it first."),
                    params={"name": change},
                )
        if self.change is None:
            return [*self.proposal.contents, *new]
        place = [key(form) for form in self.proposal.contents].index(self.change)
        kept = self.proposal.contents[:place], self.proposal.contents[place + 1 :]
        # A ruling is written anew together with its minimum versions.
        belonging = {key(written(cast("Change", row))) for row in self.rows[1:]}
        return [*kept[0], *new, *(form for form in kept[1] if key(form) not in belonging)]

    def changes(self, changes: Sequence[Change], *, version: int) -> list[Change]:
        """Return the changes of the draft once some are written into it, as unsaved rows."""
        self._require()
        if version != self.proposal.version:
            raise workflow.Stale(
                _(
                    "Somebody changed this draft in the meantime. What you typed is below: look at the draft before"
                    " you write over it."
                )
            )
        return read(self.contents(changes))

    def write(self, changes: Sequence[Change], *, by: "User", why: str, version: int) -> None:
        """Write changes into the draft; refused where it is no longer the version on which the form was filled in."""
        self._require()
        workflow.edit(self.proposal, self.contents(changes), by=by, why=why, version=version)

    def _require(self) -> None:
        if self.is_gone:
            raise workflow.Stale(
                _(
                    "The draft was submitted, or this change taken out of it, in the meantime. What you typed is below:"
                    " look at the proposal, or propose it apart."
                )
            )


def stamp(changes: Iterable[Change], uid: uuid.UUID, drafting: Drafting | None) -> None:
    """Give new facts ids that follow from one: the same form is seen, proposed and published as the same facts.

    A change that is written anew keeps the id by which others in its proposal know it.
    """
    facts = [change for change in changes if isinstance(change, Fact)]
    for number, fact in enumerate(facts):
        fact.uid = uuid.uuid5(uid, str(number))
    if drafting and drafting.rows and facts and isinstance(drafting.rows[0], type(facts[0])):
        facts[0].uid = drafting.rows[0].uid


def address_of_form(proposal: Proposal, form: Form, made: AbstractSet[str]) -> str | None:
    """Return the address of the form that writes a change anew, None where there is none.

    What names a thing that is `made` in the same proposal has none: the form would not find the thing.
    """
    if form.get("row") not in REWRITTEN or names(form) & made:
        return None
    return reverse(f"admin:registry_{form['row']}_add", query={PROPOSAL: proposal.public_id, CHANGE: key(form)})


def version_of(request: HttpRequest) -> int:
    """Return the version of the proposal that somebody saw, 0 where the field is absent or forged."""
    said = request.POST.get(VERSION, "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


REWRITTEN = (
    "decision",
    "withdrawal",
    "applicationplacement",
    "categoryplacement",
    "organisationplacement",
    "defaultrule",
    "organisationend",
)
"""The kinds of change that a form of their own writes anew."""


def _with(changes: Sequence[Change], change: Change) -> list[Model]:
    """Return the minimum versions that a decision of the same proposal sets."""
    return [row for row in changes if isinstance(row, MinimumVersion) and row.decision is change]
