"""`manage.py check_verdicts`: recomputes every verdict from the facts, at every revision."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from registry.revisions.models import Revision
from registry.surfaces.reading import snapshot
from registry.verdicts.drift import drifts


class Command(BaseCommand):
    """Recomputes all verdicts and says where those that stand differ; exits 1 on any drift."""

    help = "Recomputes every verdict from the facts, at every revision, and exits 1 where those that stand differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each drift on a line, then how many there are."""
        found = 0
        with snapshot():  # somebody may publish meanwhile
            last = Revision.objects.latest_number()
            for drift in drifts(lambda batches: tqdm(batches, unit="batch", disable=None)):
                self.stdout.write(drift.in_words())
                found += 1
        if found:
            raise CommandError(
                f"{found} verdict(s) differ from the facts, over {last} revision(s)."
                " `manage.py rebuild_verdicts --write` settles every revision anew."
            )
        self.stdout.write(f"No drift: every verdict follows from the facts, over {last} revision(s).")
