"""`manage.py migrate`: as the owner of the tables, then the grants of the server's role."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections

from registry.management.grants import RoleMissing, grant


class Command(migrate.Command):
    """Django's command, by default on the alias `owner`, followed by the grants of every table."""

    help = f"{migrate.Command.help} Then grants the server's role what it may do."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's arguments; the database is the owner's unless said otherwise."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Refuse to begin without the owner; Django's checks would ask for it in their own words."""
        if options["database"] not in connections:
            raise CommandError("Migrations run as the owner of the tables: set DATABASE_OWNER_URL for this command.")
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and grant."""
        alias = options["database"]
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            try:
                grant(connections[alias])
            except RoleMissing as error:
                raise CommandError(str(error)) from error
