"""The digest chain: what a publication contains, by public ids, and the digest that covers it."""

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.db import models

from registry.revisions.models import Revision


def public_form(row: models.Model) -> dict[str, Any]:
    """Return a row as the digest sees it: what it is and its columns, other rows named by their public ids.

    Row numbers are left out, as are columns that the database computes and the revision itself.
    """
    form: dict[str, Any] = {"row": row._meta.model_name}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.generated or getattr(field, "related_model", None) is Revision:
            continue
        related = getattr(row, field.name) if field.is_relation else None
        form[field.name] = related.public_id if related is not None else _plain(getattr(row, field.attname))
    return form


def digest(revision: Revision) -> str:
    """Return SHA-256 in hexadecimal over the RFC 8785 canonical JSON of a revision and the digest before it."""
    return hashlib.sha256(
        rfc8785.dumps(
            {
                "number": revision.number,
                "day": revision.day.isoformat(),
                "published_at": revision.published_at.isoformat(),
                "published_by": revision.published_by.get_username(),
                "authored_by": revision.authored_by.get_username(),
                "effect": revision.effect,
                "why": revision.why,
                "why_language": revision.why_language,
                "contents": revision.contents,
                "previous_digest": revision.previous_digest,
            }
        )
    ).hexdigest()


def _plain(value: Any) -> Any:
    """Return a column's value as canonical JSON can hold it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
