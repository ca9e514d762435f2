"""Entering one change into the database, under the revision being published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.proposals.changes import Change, Removal, Retirement, row_of
from registry.proposals.checks import check_texts
from registry.revisions.digest import public_form
from registry.revisions.models import Entry, Fact, Identified, Revision


def enter(change: Change, number: int, place: int) -> dict[str, Any]:
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
            _clean(change)
            change.save(force_insert=True)
        case Entry() | Announcement():
            _require_same_slug(change)
            change.changed_in_id = number
            if isinstance(change, Announcement) and change.published_in_id is None:
                change.published_in_id = number
            _clean(change)
            change.save()
        case Quote() | Source() | AnnouncedApplication():
            _require_announced(change, number)
            _clean(change)
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


def _clean(row: Model) -> None:
    """Check a row's columns, and that its slug is nobody else's; a random id is the database's to guard.

    A row in hand that it points at is not looked up again: nothing that was published is ever deleted.
    """
    row.full_clean(
        exclude=[
            reference.name
            for reference in row._meta.concrete_fields
            if isinstance(reference, ForeignKey)
            and (reference.related_model is Revision or (getattr(row, reference.attname) and reference.is_cached(row)))
        ],
        validate_unique=not isinstance(row, Identified),
        validate_constraints=False,
    )


def _require_same_slug(row: Entry | Announcement) -> None:
    """Refuse a new slug for what has one: addresses and channels are a contract."""
    if row.pk is None:
        return
    known = type(row)._default_manager.filter(pk=row.pk).values_list("slug", flat=True).first()
    if known is not None and known != row.slug:
        raise ValidationError({"slug": _("The slug is an address and never changes.")})


def _require_announced(part: Quote | Source | AnnouncedApplication, number: int) -> None:
    """Insist that a part of an announcement is published with it, so that the announcement shows the change."""
    if not Announcement.objects.filter(pk=part.announcement_id, changed_in=number).exists():
        raise TypeError(f"publish {part.announcement!r} before its part {part!r}, in the same publication")
