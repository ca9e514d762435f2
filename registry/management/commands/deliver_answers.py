"""`manage.py deliver_answers`: the answers that wait to be sent, and what is kept too long; once a day or oftener."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.requests.delivery import deliver, due, forget
from registry.requests.models import CONTACT_DAYS, KEPT_DAYS


class Command(BaseCommand):
    """Sends, deletes and prints; without --write it only counts what would be sent."""

    help = (
        "Sends agents the answers to their requests and deletes their addresses; deletes addresses after"
        f" {CONTACT_DAYS} days and requests after {KEPT_DAYS}. Does nothing without --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="send the answers and delete what is kept too long")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and delete, or count."""
        if not options["write"]:
            self.stdout.write(f"Answers to send: {len(due())}. Nothing was sent or deleted: give --write.")
            return
        told, failed = deliver()
        contacts, submissions = forget()
        self.stdout.write(f"Answers sent: {told}, not sent: {failed}.")
        self.stdout.write(f"Kept long enough and deleted: addresses {contacts}, requests {submissions}.")
