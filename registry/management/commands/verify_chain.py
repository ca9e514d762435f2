"""`manage.py verify_chain`: whether anybody rewrote the past."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from registry.revisions.chain import breaks
from registry.revisions.models import Revision


class Command(BaseCommand):
    """Recomputes the digest of every revision, compares the tables with what was published; exits 1 on any break."""

    help = "Recomputes the chain of digests, compares the tables with what was published, and exits 1 on any break."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --head."""
        parser.add_argument(
            "--head",
            metavar="DIGEST",
            help="a digest that was pinned earlier: the chain must still go through it",
        )

    def handle(self, *args: Any, head: str | None, **options: Any) -> None:
        """Print each break on a line, the first revision that does not hold, or the head of the chain."""
        total = Revision.objects.count()

        def bar(revisions: Iterable[Revision]) -> Iterable[Revision]:
            return tqdm(revisions, total=total, unit="revision", disable=None)

        found = list(breaks(bar))
        for number, what in found:
            self.stdout.write(f"r{number}: {what}")
        if found:
            raise CommandError(
                f"The chain does not hold from revision {min(found).revision} on: {len(found)} break(s)."
            )
        last = Revision.objects.newest_first().first()
        if head and not Revision.objects.filter(digest=head).exists():
            raise CommandError(f"No revision has the digest {head}: the chain no longer goes through it.")
        if last:
            self.stdout.write(f"The chain holds over {total} revision(s). Its head is r{last.number}: {last.digest}")
        else:
            self.stdout.write("The chain holds: nothing was published yet.")
