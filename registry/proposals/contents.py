"""The contents of a proposal: changes written down by public ids, as a revision will publish them, and read again."""

from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _

from registry.announcements.models import Announcement
from registry.proposals.changes import Change, Removal, Retirement
from registry.revisions.digest import public_form
from registry.revisions.models import Entry, Fact, Identified, KnownFact, Revision

Form = dict[str, Any]

AS_OF, BEFORE = "as_of", "before"
"""Under what a form keeps the revision that last changed an entry when its new texts were written down, and the
columns of what was published then."""


def written(change: Change) -> Form:
    """Return a change as it is written down; its place is only known when it is published."""
    match change:
        case Retirement(fact):
            return {"retired": public_form(fact)}
        case Removal(part):
            return {"removed": public_form(part)}
    form = public_form(change)
    if isinstance(change, Fact):
        del form["place"]
        return form
    published = type(change)._default_manager.filter(pk=change.pk).first() if change.pk else None
    if published and is_published(published):
        form[BEFORE] = public_form(published)
        if isinstance(published, (Entry, Announcement)):
            form[AS_OF] = published.changed_in_id
    return form


def is_published(row: Any) -> bool:
    """Tell whether an entry, a notice or a part of one was published: a notice that is kept back was not."""
    notice = row if isinstance(row, Announcement) else getattr(row, "announcement", None)
    return notice is None or notice.published_in_id is not None


def key(form: Form) -> str:
    """Return by what a change is found in its proposal: the kind of its row, and that one's public id."""
    said = said_of(form)
    return f"{said['row']}.{_public_id(said)}"


def without(contents: list[Form], thing: str) -> list[Form]:
    """Return contents without the change of a key, and without what could not be published without it.

    What is made in these contents takes with it whatever names it, and a notice its parts.
    """
    gone: set[str] = set()
    more = {thing}
    while more:
        gone |= more
        made = {key(form) for form in contents if key(form) in gone and (AS_OF not in form or _is_notice(form))}
        more = {key(form) for form in contents if names(form) & made} - gone
    return [form for form in contents if key(form) not in gone]


def is_new(form: Form) -> bool:
    """Tell whether a form makes something that is not published yet."""
    return "row" in form and AS_OF not in form


def said_of(form: Form) -> Form:
    """Return what a form says of its row, whether that is added, retired or taken out."""
    return form.get("retired") or form.get("removed") or form


def _is_notice(form: Form) -> bool:
    return form.get("row") == Announcement._meta.model_name


def names(form: Form) -> set[str]:
    """Return the keys of the rows that a form names in its references."""
    said = said_of(form)
    return {
        f"{cast('Any', field.related_model)._meta.model_name}.{said[field.name]}"
        for field in model_of(said)._meta.concrete_fields
        if isinstance(field, ForeignKey) and said.get(field.name)
    }


def read(contents: list[Form]) -> list[Change]:
    """Return the changes that were written down, as unsaved rows in their order.

    Raises `ValidationError` where something that they name is not there, or no longer.
    """
    reader = _Reader()
    return [reader.change(form) for form in contents]


def read_what_is_there(contents: list[Form]) -> list[Change | None]:
    """Return the changes that were written down, None for each that names something which is not there any more."""
    reader = _Reader()
    changes: list[Change | None] = []
    for form in contents:
        try:
            changes.append(reader.change(form))
        except ValidationError:
            changes.append(None)
    return changes


def refuse_outdated(contents: list[Form]) -> None:
    """Raise `ValidationError` where an entry was published or changed since its texts were written down."""
    for form in contents:
        if "row" not in form or not issubclass(model := model_of(form), (Entry, Announcement)):
            continue
        row: Any = model._default_manager.filter(slug=form["slug"]).first()
        changed_in = row.changed_in_id if row else None
        if changed_in != form.get(AS_OF):
            if AS_OF not in form:
                raise ValidationError(
                    _("“%(name)s” was published by somebody else since this was proposed: its slug is taken."),
                    params={"name": row},
                )
            raise ValidationError(
                _(
                    "“%(name)s” was changed by revision %(number)s since this was proposed: take the change out of the"
                    " proposal, and propose it anew on what is published now."
                ),
                params={"name": row, "number": changed_in},
            )


class _Reader:
    """Reads changes one after the other; a later one may name what an earlier one makes."""

    def __init__(self) -> None:
        self._made: dict[tuple[type[Model], str], Model] = {}

    def change(self, form: Form) -> Change:
        if "retired" in form:
            return Retirement(cast("KnownFact", self._known(form["retired"])))
        if "removed" in form:
            return Removal(cast("Any", self._known(form["removed"])))
        model = model_of(form)
        row = self._find(model, _public_id(form)) if not issubclass(model, Fact) else None
        row = row or model()
        for field in model._meta.concrete_fields:
            if field.name in form:
                setattr(row, field.name, self._value(field, form[field.name]))
        self._made[model, _public_id(form)] = row
        return cast("Change", row)

    def _value(self, field: "Field[Any, Any]", said: Any) -> Any:
        if not isinstance(field, ForeignKey) or said is None:
            return field.to_python(said)
        related = field.related_model
        found = self._find(related, said)
        if found is None:
            raise ValidationError({field.name: _("“%(id)s” is not there, or no longer.") % {"id": said}})
        return found

    def _find(self, model: type[Model], public_id: str) -> Model | None:
        if made := self._made.get((model, public_id)):
            return made
        column = "uid" if issubclass(model, Identified) else "slug"
        return model._default_manager.filter(**{column: public_id}).first()

    def _known(self, form: Form) -> Model:
        row = self._find(model_of(form), _public_id(form))
        if row is None:
            raise ValidationError(_("“%(id)s” is not there, or no longer.") % {"id": _public_id(form)})
        return row


def model_of(form: Form) -> type[Model]:
    """Return the kind of row that a form writes down."""
    model: type[Model] = apps.get_model("registry", form["row"])
    if model is Revision:
        raise TypeError("a revision is made by publishing, never proposed")
    return model


def _public_id(said: Form) -> str:
    """Return the public id of the row that a form says something of."""
    return str(said.get("slug") or said["uid"])
