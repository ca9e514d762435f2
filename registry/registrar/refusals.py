"""What the database refuses, in the words of the rule that was broken."""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.proposals.changes import Change, row_of

CONTENTION = {"23P01", "40P01", "40001", "23505", "55P03"}
"""SQLSTATEs by which another publication was there first: exclusion, deadlock, serialisation, uniqueness, lock."""

LOST_RACE = gettext_lazy("Somebody else published at the same moment: look at what changed, then try again.")


class Conflict(Exception):
    """Another publication was there first; nothing was changed, and the same may be tried again."""


@contextmanager
def given_back(changes: Sequence[Change]) -> Iterator[None]:
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
def refusals_in_words() -> Iterator[None]:
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
            raise Conflict(str(LOST_RACE)) from error
        raise


def _sentences() -> dict[str, str]:
    """Return the sentence of each constraint of the registry that has one of its own, by its name."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_app_config("registry").get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
