"""`manage.py seed`: publishes what the registry lacks of the seed files."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation
from tqdm import tqdm

from registry.catalogue.organisations import ROOT, Organisation
from registry.management.seed_changes import Chapter, Comparison
from registry.management.seed_files import FOLDER, SeedError, SeedFiles
from registry.proposals.members import Membership
from registry.registrar import Conflict, Publication, publish
from registry.terms import Role

KEEPER = "registre"
"""The user in whose name the seed is published: nobody, who can enter nowhere."""


class Command(BaseCommand):
    """Publishes, through the registrar, what the seed files hold and the registry does not."""

    help = (
        "Publishes what the registry lacks of the seed files, and touches nothing that is there; says what it would"
        " publish, and does nothing, without --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write, --confirmed and --folder."""
        parser.add_argument("--write", action="store_true", help="publish")
        parser.add_argument(
            "--confirmed",
            type=int,
            help="how many records turn or vanish at once in a channel, at most; without it the signer holds them",
        )
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="where the seed files are (default: %(default)s)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish all or nothing, or show what would be published: the same, taken back."""
        write = options["write"]
        try:
            with translation.override("en"):
                comparison = Comparison(SeedFiles(options["folder"]))
            with transaction.atomic(), translation.override("fr"):
                publications = self._publish(comparison, options["confirmed"])
                transaction.set_rollback(not write)
        except (SeedError, Conflict) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(f"The registrar refuses the seed: {' '.join(error.messages)}") from error
        for difference in comparison.differences:
            self.stdout.write(f"Left as it is: {difference}")
        if not publications:
            self.stdout.write("Nothing to do: the registry has all that the seed files hold.")
            return
        for publication in publications:
            self.stdout.write(f"{'Published' if write else 'Would publish'} {_told(publication)}")
        if not write:
            self.stdout.write("Nothing was changed; add --write to publish.")

    def _publish(self, comparison: Comparison, confirmed: int | None) -> list[Publication]:
        """Return what publishing each chapter made; the bar shows only where it takes a while."""
        if not comparison.chapters:
            return []
        by = _keeper()
        chapters = tqdm(comparison.chapters, desc="Seeding", unit="revision", delay=1, disable=None, file=self.stderr)
        return [_published(chapter, by, confirmed) for chapter in chapters]


def _published(chapter: Chapter, by: User, confirmed: int | None) -> Publication:
    """Publish a chapter; whoever seats the root founds the registry, and approves there from then on."""
    publication = publish(*chapter.changes, by=by, why=chapter.why, confirmed=confirmed)
    for row in publication.rows:
        if isinstance(row, Organisation) and row.slug == ROOT:
            Membership.objects.create(user=by, organisation=row, role=Role.APPROVER)
    return publication


def _keeper() -> User:
    """Return the user in whose name the seed is published."""
    users = User.objects
    keeper, made = users.get_or_create(username=KEEPER, defaults={"is_active": False})
    if made:
        keeper.set_unusable_password()
        keeper.save()
    return keeper


def _told(publication: Publication) -> str:
    """Return one line on a publication: its revision, what it holds and what it turns."""
    kinds = Counter(type(row) for row in publication.rows)
    with translation.override("en"):
        held = [
            f"{number} {kind._meta.verbose_name if number == 1 else kind._meta.verbose_name_plural}"
            for kind, number in kinds.items()
        ]
    turned = len(publication.turns)
    held.append(f"{turned} verdict{'' if turned == 1 else 's'} turned")
    return f"revision {publication.revision.number}: {', '.join(held)}."
