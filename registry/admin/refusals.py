"""Refusals: whatever forbids a publication, as an error that a form can show."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from registry.registrar import Conflict, Stale
from registry.registrar.refusals import CONTENTION, LOST_RACE

NO_RIGHT = "42501"
"""SQLSTATE: the server's role may not do this (insufficient_privilege)."""


class Refused(Exception):
    """A publication was refused, and nothing was changed; `error` says why, at its fields where it has any."""

    def __init__(self, error: ValidationError) -> None:
        """Keep why."""
        super().__init__(error)
        self.error = error


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the registrar or the database refuses into `Refused`."""
    try:
        yield
    except ValidationError as error:
        raise Refused(_in_words(error)) from error
    except (Conflict, PermissionDenied, Stale) as refusal:
        raise Refused(ValidationError(str(refusal))) from refusal
    except DataError as error:
        raise Refused(ValidationError(_("A value is too large, or cannot be written: correct it."))) from error
    except OperationalError as error:  # of a step before the registrar's
        if getattr(error.__cause__, "sqlstate", None) not in CONTENTION:
            raise
        raise Refused(ValidationError(str(LOST_RACE))) from error
    except (IntegrityError, ProgrammingError) as error:
        cause = error.__cause__
        if isinstance(error, ProgrammingError) and getattr(cause, "sqlstate", None) != NO_RIGHT:
            raise
        reason = getattr(getattr(cause, "diag", None), "message_primary", None) or str(error)
        raise Refused(
            ValidationError(_("The registry keeps what is published: %(reason)s"), params={"reason": reason})
        ) from error


def _in_words(error: ValidationError) -> ValidationError:
    """Return an error that says “proposed already” where a second click met the first one's proposal."""
    if "uid" in getattr(error, "error_dict", {}):
        return ValidationError(_("This has been proposed already: look at the list of proposals."))
    return error
