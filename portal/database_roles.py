"""Which of the two database roles serves which query."""

from typing import Any


class ServerRoleRouter:
    """Keeps every query on the server's role.

    The alias `owner` is the same database seen by the owner of its tables; only migrations ask for it, by name.
    """

    def db_for_read(self, model: type, **hints: Any) -> str:
        """Returns the server's alias."""
        return "default"

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Returns the server's alias."""
        return "default"

    def allow_relation(self, first: object, second: object, **hints: Any) -> bool:
        """Returns true: both aliases are one database."""
        return True
