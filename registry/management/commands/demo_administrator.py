"""`manage.py demo_administrator`: those who can enter the admin of the demonstration."""

import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.catalogue.organisations import ROOT, Organisation
from registry.proposals.members import Membership
from registry.terms import Role


class Person(NamedTuple):
    """Somebody of the demonstration, with a role at an organisation."""

    username: str
    role: Role
    organisation: str
    may: str
    is_superuser: bool = False


PEOPLE = (
    Person("admin", Role.APPROVER, ROOT, "runs it, proposes and approves for everybody", is_superuser=True),
    Person("culture-editor", Role.EDITOR, "culture", "proposes for the ministry of Culture"),
    Person("culture-approver", Role.APPROVER, "culture", "publishes or rejects what others propose for it"),
    Person("auditor", Role.AUDITOR, ROOT, "sees everything, changes nothing"),
)
"""Enough to walk a ruling's whole path: nobody publishes what they proposed themselves."""


class Command(BaseCommand):
    """Makes the people of the demonstration who are missing, and prints their passwords this once."""

    help = (
        "Makes an administrator, an editor, an approver and an auditor with passwords of chance, where they are"
        " missing; does nothing without --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="make them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print, or say what would be made."""
        if settings.PRODUCTION:
            raise CommandError("This is not a demonstration: make an administrator with `manage.py createsuperuser`.")
        missing = [person for person in PEOPLE if self._is_missing(person)]
        if not missing:
            return
        if not options["write"]:
            names = ", ".join(person.username for person in missing)
            self.stdout.write(f"Would make {names}; add --write to do it.")
            return
        self.stdout.write("\nPeople of the demonstration (passwords shown this once):")
        for person in missing:
            password = self._made(person)
            self.stdout.write(f"  {person.username:17} password {password}  {person.may}")

    def _is_missing(self, person: Person) -> bool:
        """Tell whether somebody is still to be made; no password is set anew, save a lost administrator's."""
        if person.is_superuser:
            return not User.objects.filter(is_superuser=True, is_active=True).exists()
        return not User.objects.filter(username=person.username).exists()

    def _made(self, person: Person) -> str:
        """Make somebody, and return their password."""
        password = secrets.token_urlsafe(12)
        user, _made = User.objects.get_or_create(username=person.username)
        user.is_staff = user.is_active = True
        user.is_superuser = person.is_superuser
        user.set_password(password)
        user.save()
        for organisation in Organisation.objects.filter(slug=person.organisation):
            Membership.objects.get_or_create(user=user, organisation=organisation, role=person.role)
        return password
