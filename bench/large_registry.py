"""A large registry, the same at every run: made through the registrar from a seed for chance."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import connection
from tqdm import tqdm

from bench.names import invented
from registry import registrar
from registry.models import (
    Application,
    ApplicationPlacement,
    Category,
    CategoryPlacement,
    Decision,
    DefaultRule,
    Identifier,
    Membership,
    Organisation,
    OrganisationPlacement,
    Publisher,
)
from registry.terms import DeviceClass, Outcome, Role

T = TypeVar("T")

FIRST_DAY = date(2023, 3, 24)
BATCH = 500


class LargeRegistry:
    """A root with ministries, categories of which one is large, applications with identifiers, and rulings."""

    def __init__(
        self,
        *,
        applications: int,
        ministries: int,
        rulings_each: int,
        in_large_category: int,
        published: int | None = None,
    ) -> None:
        """Publish everything; `in_large_category` of the applications share one category.

        Of more applications than are to be `published` the others are entered beside the registrar, which would take
        an hour for a hundred thousand, as known since the first publication.
        """
        self.chance = Random(20230324)  # noqa: S311  (chance, not secrecy)
        self.in_large_category = in_large_category
        self.by = User.objects.create_user("bench")
        self.root, self.ministries = self._organisations(ministries)
        self.large, self.categories = self._categories()
        self.applications = self._applications(min(applications, published or applications))
        self.applications += self._entered(range(len(self.applications), applications))
        self._rulings(rulings_each)

    def publish(self, *changes: registrar.Change, why: str = "The bench needs it.") -> registrar.Publication:
        """Publish changes in the name of the bench."""
        return registrar.publish(*changes, by=self.by, why=why)

    def ruling(self, organisation: Organisation, target: Application | Category, outcome: str, on: date) -> Decision:
        """Return an unpublished ruling on phones."""
        kind = "category" if isinstance(target, Category) else "application"
        conditional = outcome == Outcome.CONDITIONAL
        return Decision(
            organisation=organisation,
            device_classes=[DeviceClass.PROFESSIONAL_PHONE],
            outcome=outcome,
            conditions_fr="Sous condition." if conditional else "",
            conditions_en="On a condition." if conditional else "",
            effective_on=on,
            rationale_fr="Pour mesurer.",
            rationale_en="To measure.",
            **{kind: target},
        )

    def _organisations(self, ministries: int) -> tuple[Organisation, list[Organisation]]:
        root = Organisation(slug="etat", name_fr="État", name_en="State")
        changes: list[registrar.Change] = [
            root,
            OrganisationPlacement(organisation=root),
            DefaultRule(organisation=root, rule="allow"),
        ]
        seated = []
        for number in range(ministries):
            ministry = Organisation(
                slug=f"ministry-{number}", name_fr=f"Ministère {number}", name_en=f"Ministry {number}"
            )
            seated.append(ministry)
            changes += [ministry, OrganisationPlacement(organisation=ministry, parent=root)]
        self.publish(*changes)
        Membership.objects.create(user=self.by, organisation=root, role=Role.APPROVER)
        return root, seated

    def _categories(self) -> tuple[Category, list[Category]]:
        top = Category(slug="top", name_fr="Racine", name_en="Top")
        large = Category(slug="large", name_fr="Grande", name_en="Large")
        others = [Category(slug=f"category-{n}", name_fr=f"Catégorie {n}", name_en=f"Category {n}") for n in range(40)]
        self.publish(
            top,
            CategoryPlacement(category=top),
            *(change for one in (large, *others) for change in (one, CategoryPlacement(category=one, parent=top))),
        )
        return large, others

    def _applications(self, number: int) -> list[Application]:
        self.publishers = [Publisher(slug=f"publisher-{n}", name=f"Publisher {n}", country="FR") for n in range(100)]
        self.publish(*self.publishers)
        made: list[Application] = []
        for batch in _batches(range(number), BATCH):
            changes: list[registrar.Change] = []
            for n in batch:
                application, *its = self._application(n)
                changes += [application, *its]
                made.append(application)
            self.publish(*changes)
        return made

    def _entered(self, numbers: Iterable[int]) -> list[Application]:
        made: list[Application] = []
        # The database takes them from the registrar alone.
        tables = [model._meta.db_table for model in (Application, ApplicationPlacement, Identifier)]
        _let_triggers(tables, "DISABLE")
        for batch in _batches(tqdm(numbers, desc="Entered", unit="application", disable=None), BATCH * 10):
            rows = [self._application(n) for n in batch]
            for n, (application, placement, identifier) in zip(batch, rows, strict=True):
                application.changed_in_id = placement.revision_id = identifier.revision_id = 1
                placement.place = identifier.place = n
            Application.objects.bulk_create([application for application, _placement, _identifier in rows])
            ApplicationPlacement.objects.bulk_create([placement for _application, placement, _identifier in rows])
            Identifier.objects.bulk_create([identifier for _application, _placement, identifier in rows])
            made += [application for application, _placement, _identifier in rows]
        _let_triggers(tables, "ENABLE")
        return made

    def _application(self, n: int) -> tuple[Application, ApplicationPlacement, Identifier]:
        application = Application(
            slug=f"application-{n}", name=invented(n), publisher=self.publishers[n % len(self.publishers)]
        )
        category = self.large if n < self.in_large_category else self.categories[n % len(self.categories)]
        identifier = Identifier(
            application=application,
            kind="android_package",
            value=f"org.example.a{n}",
            evidence_fr="mesure",
            evidence_en="bench",
            verified_on=FIRST_DAY,
        )
        return application, ApplicationPlacement(application=application, category=category), identifier

    def _rulings(self, each: int) -> None:
        for ministry in tqdm(self.ministries, desc="Rulings", unit="ministry", disable=None):
            targets = self.chance.sample(self.applications, min(each, len(self.applications)))
            self.publish(
                *(
                    self.ruling(
                        ministry,
                        target,
                        self.chance.choice((Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.PROHIBITED)),
                        FIRST_DAY + timedelta(days=self.chance.randrange(1200)),
                    )
                    for target in targets
                )
            )


def _let_triggers(tables: Iterable[str], do: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {do} TRIGGER USER")


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of a size."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
