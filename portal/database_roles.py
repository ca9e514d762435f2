"""Which of the two database roles serves which query."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_alias: ContextVar[str] = ContextVar("alias", default="default")


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the queries within be the tables' owner's: for commands that rebuild what is derived."""
    token = _alias.set("owner")
    try:
        yield
    finally:
        _alias.reset(token)


class ServerRoleRouter:
    """Keeps every query on the server's role, except within `as_owner`.

    The alias `owner` is the same database seen by the owner of its tables; migrations ask for it by name.
    """

    def db_for_read(self, model: type, **hints: Any) -> str:
        """Return the alias of the role that is asked for."""
        return _alias.get()

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Return the alias of the role that is asked for."""
        return _alias.get()

    def allow_relation(self, first: object, second: object, **hints: Any) -> bool:
        """Return true: both aliases are one database."""
        return True
