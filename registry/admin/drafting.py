"""Drafting: a form of the administration that writes into a draft which lies there already."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from django.db.models import Model
from django.forms import model_to_dict
from django.http import Http404, HttpRequest
from django.urls import reverse

from registry.models import MinimumVersion, Proposal
from registry.proposals import workflow
from registry.proposals.changes import Change
from registry.proposals.contents import Form, read, written
from registry.revisions.models import Fact
from registry.terms import ProposalState

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PROPOSAL, PLACE = "proposal", "place"
"""The parameters that say into which draft, and instead of which of its changes."""

VERSION = "_version"
"""The hidden field that says which version of the draft the form was filled in on."""

DRAFTING = "registry.admin.drafting"
"""Where a request keeps the draft into which it writes."""


@dataclass(frozen=True)
class Drafting:
    """A draft into which a form writes: at its end, or instead of the change at a place."""

    proposal: Proposal
    place: int | None
    rows: Sequence[Model]
    """The change at the place as unsaved rows: a ruling, then its minimum versions."""

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
            place = int(request.GET[PLACE]) if PLACE in request.GET else None
        except ValueError:
            raise Http404 from None
        visible = Proposal.objects.visible_to(cast("User", request.user))
        proposal = visible.filter(uid=uid, state=ProposalState.DRAFT).first()
        if proposal is None or (place is not None and not 0 <= place < len(proposal.contents)):
            raise Http404
        if place is None:
            return cls(proposal, None, ())
        changes = proposal.changes
        return cls(proposal, place, (cast("Model", changes[place]), *_with(changes, changes[place])))

    @property
    def initial(self) -> dict[str, Any]:
        """Return what the form is filled in with: the reason, and the change that it writes anew."""
        filled = model_to_dict(self.rows[0]) if self.rows else {}
        return {name: value for name, value in filled.items() if value is not None} | {"why": self.proposal.why}

    def initial_of(self, model: type[Model]) -> list[dict[str, Any]]:
        """Return what the rows beneath the form are filled in with."""
        return [model_to_dict(row) for row in self.rows[1:] if isinstance(row, model)]

    def contents(self, changes: Iterable[Change]) -> list[Form]:
        """Return what the draft holds once the changes are written into it."""
        new = [written(change) for change in changes]
        if self.place is None:
            return [*self.proposal.contents, *new]
        kept = without(self.proposal.contents, self.place)
        return [*kept[: self.place], *new, *kept[self.place :]]

    def changes(self, changes: Iterable[Change]) -> list[Change]:
        """Return the changes of the draft once some are written into it, as unsaved rows."""
        return read(self.contents(changes))

    def write(self, changes: Sequence[Change], *, by: "User", why: str, version: str) -> None:
        """Write changes into the draft; refused where it is no longer the version on which the form was filled in."""
        workflow.edit(
            self.proposal, self.contents(changes), by=by, why=why, version=int(version) if version.isdecimal() else 0
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


def without(contents: Sequence[Form], place: int) -> list[Form]:
    """Return the contents of a draft without the change at a place, and without what belongs to that change."""
    uid = contents[place].get("uid")
    belongs = MinimumVersion._meta.model_name
    return [
        form
        for number, form in enumerate(contents)
        if number != place and not (uid and form.get("row") == belongs and form["decision"] == uid)
    ]


def address_of_form(proposal: Proposal, place: int, form: Form) -> str | None:
    """Return the address of the form that writes the change at a place anew, None where there is no such form."""
    if form.get("row") not in ("decision", "withdrawal", *PLACED):
        return None
    return reverse(f"admin:registry_{form['row']}_add", query={PROPOSAL: proposal.public_id, PLACE: place})


PLACED = ("applicationplacement", "categoryplacement", "organisationplacement", "defaultrule", "organisationend")


def _with(changes: Sequence[Change], change: Change) -> list[Model]:
    """Return the minimum versions that a decision of the same proposal sets."""
    return [row for row in changes if isinstance(row, MinimumVersion) and row.decision is change]
