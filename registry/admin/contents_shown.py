"""The contents of a proposal in words: what each change says, and from what to what it changed what was published.

They are read from what was written down, so that a proposal shows for ever what its approver saw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Field, ForeignKey
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.admin.drafting import address_of_form
from registry.languages import in_words
from registry.models import Proposal
from registry.proposals.changes import row_of
from registry.proposals.contents import BEFORE, Form, is_new, key, model_of, read_what_is_there, said_of
from registry.revisions.models import Identified
from registry.terms import DeviceClass


@dataclass(frozen=True)
class Said:
    """A column in words; `before` is None where nothing was published before."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class ShownChange:
    """A change in words; `form` is the address at which it is written anew, None where there is none."""

    key: str
    kind: str
    what: str
    verb: str
    says: Sequence[Said]
    form: str | None


def shown_changes(proposal: Proposal) -> list[ShownChange]:
    """Return the changes that a proposal holds, in words."""
    names = _names(proposal)
    made = {key(form) for form in proposal.contents if is_new(form)}
    return [
        ShownChange(
            key=key(form),
            kind=capfirst(str(model_of(said_of(form))._meta.verbose_name)),
            what=names[key(form)],
            verb=_verb(form),
            says=_says(form, names),
            form=address_of_form(proposal, form, made),
        )
        for form in proposal.contents
    ]


def _names(proposal: Proposal) -> dict[str, str]:
    """Return what each change is about, by its key: its name where it can still be read, its public id otherwise."""
    names = {}
    for form, change in zip(proposal.contents, read_what_is_there(proposal.contents), strict=True):
        said = said_of(form)
        written = said.get("title") or said.get("text") or said.get("slug") or said["uid"]
        names[key(form)] = str(row_of(change) if change else written)
    return names


def _verb(form: Form) -> str:
    if "retired" in form:
        return _("is no longer known")
    if "removed" in form:
        return _("is taken out")
    return _("is described anew") if BEFORE in form else _("is added")


def _says(form: Form, names: dict[str, str]) -> list[Said]:
    """Return the columns that a change fills in, or those that it changes in what was published."""
    said, before = said_of(form), form.get(BEFORE)
    columns = []
    for field in model_of(said)._meta.concrete_fields:
        if field.name not in said or not field.editable:
            continue
        new = _in_words(field, said[field.name], names)
        old = _in_words(field, before.get(field.name), names) if before else None
        if new != (old or ""):
            columns.append(Said(capfirst(str(field.verbose_name)), old, new))
    return columns


def _in_words(field: "Field[Any, Any]", value: Any, names: dict[str, str]) -> str:
    """Return a column that was written down as a reader reads it."""
    if value is None or value == "":
        return ""
    if isinstance(field, ForeignKey):
        return _named(field.related_model, str(value), names)
    if field.name == "device_classes":
        return ", ".join(str(DeviceClass(code).label) for code in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, DateField):
        return in_words(date.fromisoformat(value[:10]))
    return str(value)


def _named(model: Any, public_id: str, names: dict[str, str]) -> str:
    """Return the name of a row that is pointed at: made in the same proposal, or published."""
    if made := names.get(f"{model._meta.model_name}.{public_id}"):
        return made
    column = "uid" if issubclass(model, Identified) else "slug"
    row = model._default_manager.filter(**{column: public_id}).first()
    return str(row) if row else public_id
