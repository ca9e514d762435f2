"""Reading: a GET sees one state of the registry, and the database refuses it any write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
DATABASE_FREE = ("/healthz", "/api/v1/schemas/", "/feed/v1/", "/robots.txt", "/.well-known/security.txt")
"""Where what is answered lies in files or settings: it is answered though the database be away."""


@contextmanager
def snapshot(*, longest_ms: int = 0) -> Iterator[None]:
    """Read from one read-only snapshot; no statement takes longer than `longest_ms` milliseconds, 0 for no limit.

    Under REPEATABLE READ nobody sees half a publication. The transaction is always rolled back: there
    is nothing in it to keep. Inside another transaction, as in tests, only the ban on writing holds.
    """
    mode = "READ ONLY" if connection.in_atomic_block else "ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION {mode}; SET LOCAL statement_timeout = {longest_ms:d}")
        yield
        transaction.set_rollback(True)


class ReadOnlyMiddleware:
    """Answers safe requests, those of the admin aside, from one snapshot, and within a limit of time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, read from one snapshot."""
        if request.method not in SAFE_METHODS or request.path.startswith((f"/{settings.ADMIN_PATH}", *DATABASE_FREE)):
            return self.get_response(request)
        with snapshot(longest_ms=settings.PUBLIC_STATEMENT_TIMEOUT_MS):
            return self.get_response(request)
