"""`manage.py grants`: what the server's role may do, as SQL; `--write` applies it as the owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from registry.management.grants import RoleMissing, grant, role_statement, statements


class Command(BaseCommand):
    """Prints the grants; `migrate` applies them each time."""

    help = "Prints the SQL that makes the server's role and grants it its rights; --write applies the grants."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="apply the grants, as the owner (DATABASE_OWNER_URL)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the SQL, or apply it."""
        role = settings.DATABASE_SERVER_ROLE
        if not options["write"]:
            connection = connections["default"]
            self.stdout.write("-- Once, as a superuser; then set the password:  \\password " + role)
            self.stdout.write(role_statement(connection, role) + ";")
            self.stdout.write("\n-- As the owner of the tables, after each migration (`manage.py migrate` does it):")
            self.stdout.write("\n".join(f"{statement};" for statement in statements(connection, role)))
            return
        if "owner" not in connections:
            raise CommandError("Grants are given by the owner of the tables: set DATABASE_OWNER_URL for this command.")
        try:
            grant(connections["owner"])
        except RoleMissing as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Granted to {role}.")
