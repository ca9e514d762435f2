"""`manage.py demo_administrator`: somebody who can enter the admin of the demonstration."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.catalogue.organisations import ROOT, Organisation
from registry.proposals.members import Membership
from registry.terms import Role

USERNAME = "admin"


class Command(BaseCommand):
    """Makes an administrator where there is none, and prints the password this once."""

    help = "Makes an administrator with a password of chance, unless there is one; does nothing without --write."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="make the administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print, or say what would be made."""
        if settings.PRODUCTION:
            raise CommandError("This is not a demonstration: make an administrator with `manage.py createsuperuser`.")
        users = User.objects
        if users.filter(is_superuser=True, is_active=True).exists():
            return
        if not options["write"]:
            self.stdout.write(f"Would make the administrator {USERNAME}; add --write to do it.")
            return
        password = secrets.token_urlsafe(12)
        user, _made = users.get_or_create(username=USERNAME)
        user.is_staff = user.is_superuser = user.is_active = True
        user.set_password(password)
        user.save()
        for root in Organisation.objects.filter(slug=ROOT):  # a superuser rules on nothing by that alone
            Membership.objects.get_or_create(user=user, organisation=root, role=Role.APPROVER)
        self.stdout.write(f"\nAdministrator of the demonstration: {USERNAME}, password {password} (shown this once).")
