"""`manage.py rebuild_verdicts`: throws the verdicts away and settles every revision anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from portal.database_roles import as_owner
from registry import registrar
from registry.revisions.models import Revision


class Command(BaseCommand):
    """Rebuilds what is derived, as the owner of the tables; does nothing without --write."""

    help = "Throws all verdicts away and settles every revision anew, as the tables' owner. Needs --write."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="do it; without this, only say what would be done")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        """Rebuild, in one transaction: readers see the old verdicts until the new ones are whole."""
        revisions = Revision.objects.count()
        if not write:
            self.stdout.write(f"Would settle {revisions} revision(s) anew. Nothing was done: add --write.")
            return
        if "owner" not in connections:
            raise CommandError(
                "Verdicts are rebuilt by the owner of the tables: set DATABASE_OWNER_URL for this command."
            )
        with as_owner():
            registrar.rebuild()
        self.stdout.write(f"{revisions} revision(s) settled anew.")
