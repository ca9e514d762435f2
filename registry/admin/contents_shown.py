"""The contents of a proposal in words: what each change says, and from what to what it changes what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.admin.drafting import address_of_form
from registry.languages import in_words
from registry.models import Proposal
from registry.proposals.changes import Removal, Retirement, row_of
from registry.revisions.models import Fact
from registry.terms import DeviceClass


@dataclass(frozen=True)
class Said:
    """A column in words; `before` is None where there was nothing to change."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class ShownChange:
    """A change in words; `form` is the address at which it is written anew, None where there is none."""

    place: int
    kind: str
    what: str
    verb: str
    says: Sequence[Said]
    form: str | None


def shown_changes(proposal: Proposal) -> list[ShownChange]:
    """Return the changes that a proposal holds, in words."""
    return [
        ShownChange(
            place=place,
            kind=capfirst(str(row_of(change)._meta.verbose_name)),
            what=str(row_of(change)),
            verb=_verb(change),
            says=_says(change),
            form=address_of_form(proposal, place, form),
        )
        for place, (change, form) in enumerate(zip(proposal.changes, proposal.contents, strict=True))
    ]


def _verb(change: Any) -> str:
    match change:
        case Retirement():
            return _("is no longer known")
        case Removal():
            return _("is taken out")
        case Fact():
            return _("is added")
    return _("is described anew") if change.pk else _("is added")


def _says(change: Any) -> list[Said]:
    """Return the columns that a change fills in, or those that it changes where the row is there already."""
    if isinstance(change, (Retirement, Removal)):
        return []
    known = type(change)._default_manager.filter(pk=change.pk).first() if change.pk else None
    said = []
    for field in change._meta.concrete_fields:
        if field.primary_key or field.generated or not field.editable or field.name in ("revision", "place"):
            continue
        after = _in_words(field, change)
        before = _in_words(field, known) if known else None
        if (known and before != after) or (not known and after):
            said.append(Said(capfirst(str(field.verbose_name)), before, after))
    return said


def _in_words(field: "Field[Any, Any]", row: Model) -> str:
    """Return a column as a reader reads it."""
    value = getattr(row, field.name)
    if value is None or value == "":
        return ""
    if isinstance(field, ForeignKey):
        return str(value)
    if field.name == "device_classes":
        return ", ".join(str(DeviceClass(code).label) for code in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if hasattr(value, "isoformat"):
        return in_words(value)
    return str(localize(value))
