"""`manage.py second_factor`: takes the second factor from somebody who lost it, codes and all."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.sign_in import factors


class Command(BaseCommand):
    """Takes a second factor away, so that its owner sets up another; does nothing without --write."""

    help = (
        "Takes the authenticator and the recovery codes from somebody who lost them: they set up new ones at the next"
        " sign-in. Be sure of who asks. Does nothing without --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose it is."""
        parser.add_argument("username")
        parser.add_argument("--write", action="store_true", help="do it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, or say what would be taken."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Nobody is called {options['username']!r} here.")
        if not factors.has_authenticator(user):
            raise CommandError(f"{user.username} has no second factor.")
        if not options["write"]:
            left = factors.codes_left(user)
            self.stdout.write(f"Would take the authenticator and {left} recovery codes; add --write to do it.")
            return
        factors.forget(user)
        self.stdout.write(f"{user.username} sets up a new second factor at the next sign-in.")
