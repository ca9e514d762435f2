"""Whether the process lives, and whether its database answers."""

from collections.abc import Callable, Iterator

import psycopg
from django.http import HttpRequest, HttpResponse

HEALTHZ = "/healthz"

RETRY_AFTER = 30
"""Seconds after which it is worth asking again when the database does not answer."""

AWAY = ("08", "53", "57P", "25P03")
"""How the SQLSTATE begins of a session that the server ended or would not open: lost, out of resources, shut down."""


class HealthMiddleware:
    """Answers /healthz while the process lives.

    It stands before the check of the host name, since an orchestrator asks an address and not a name, and before
    all that would ask the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers everything else."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return 200 for /healthz."""
        if request.path != HEALTHZ:
            return self.get_response(request)
        return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


TOOK_TOO_LONG = "57014"
"""The SQLSTATE of a statement that was stopped by its limit of time."""


def took_too_long(error: BaseException | None) -> bool:
    """Tell whether an error comes from a statement that took longer than it may."""
    return any(isinstance(one, psycopg.Error) and one.sqlstate == TOOK_TOO_LONG for one in _behind(error))


def database_is_away(error: BaseException | None) -> bool:
    """Tell whether an error comes from a database that does not answer, or no longer; it passes by itself."""
    return any(
        isinstance(one, psycopg.OperationalError) and (one.sqlstate is None or one.sqlstate.startswith(AWAY))
        for one in _behind(error)
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
