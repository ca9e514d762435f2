"""The seed files against the registry: what is missing becomes changes for the registrar, what differs is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.catalogue.applications import (
    Application,
    ApplicationPlacement,
    Category,
    CategoryPlacement,
    Publisher,
)
from registry.catalogue.identifiers import Identifier, PublisherIdentifier
from registry.catalogue.organisations import DefaultRule, Organisation, OrganisationEnd, OrganisationPlacement
from registry.decisions.models import Decision
from registry.management.seed_files import SeedError, SeedFiles
from registry.proposals.changes import Change

Described = TypeVar("Described", Organisation, Publisher, Category, Application, Announcement)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Chapter:
    """What one revision of the seed publishes, and why (in French, the language in which it is published)."""

    why: str
    changes: list[Change]


class Comparison:
    """What the registry lacks of the seed files, chapter by chapter.

    Nothing that is there is touched: where its texts differ from the files, `differences` says so. An
    identifier that was retired and a ruling that was withdrawn do not come back.
    """

    def __init__(self, files: SeedFiles) -> None:
        """Compare; raises `SeedError` where a record refers to what is not known, or holds what no model takes."""
        self.differences: list[str] = []
        self._files = files
        self._known: dict[type[Model], dict[str, Any]] = {
            model: {row.slug: row for row in model._default_manager.all()}
            for model in (Organisation, Publisher, Category, Application, Announcement)
        }
        self._signers = {
            row.value: row for row in PublisherIdentifier.objects.all() if row.kind == "windows_publisher_dn"
        }
        chapters = (
            ("Organisations de départ : la racine interministérielle et ses ministères.", self._organisations()),
            ("Catalogue de départ : catégories, éditeurs, applications et leurs identifiants.", self._catalogue()),
            ("Avis de départ, avec leurs citations et leurs sources.", self._announcements()),
            ("Règles de départ, qui reposent sur les avis publiés.", self._rulings()),
        )
        self.chapters = [Chapter(why, changes) for why, found in chapters if (changes := list(found))]

    def _organisations(self) -> Iterator[Change]:
        for where, record in self._files.of("organisations"):
            organisation = Organisation(
                slug=record["slug"],
                name_fr=record["name_fr"],
                name_en=record["name_en"],
                website=record["website"],
                siren=record["siren"] or "",
                siren_evidence_fr=record["siren_evidence_fr"],
                siren_evidence_en=record["siren_evidence_en"],
                note_fr=record["note_fr"],
                note_en=record["note_en"],
            )
            if not self._lacks(organisation, where):
                continue
            yield organisation
            parent = self._named(Organisation, record["parent"], where) if record["parent"] else None
            yield OrganisationPlacement(organisation=organisation, parent=parent)
            if record["default_rule"]:
                yield _sound(DefaultRule(organisation=organisation, rule=record["default_rule"]), where)
            if record["ended_on"]:
                successor = self._named(Organisation, record["successor"], where) if record["successor"] else None
                end = OrganisationEnd(organisation=organisation, ends_on=record["ended_on"], successor=successor)
                yield _sound(end, where)

    def _catalogue(self) -> Iterator[Change]:
        for where, record in self._files.of("categories"):
            texts = ("slug", "name_fr", "name_en", "description_fr", "description_en")
            category = Category(**{name: record[name] for name in texts})
            if self._lacks(category, where):
                yield category
                parent = self._named(Category, record["parent"], where) if record["parent"] else None
                yield CategoryPlacement(category=category, parent=parent)
        yield from self._publishers()
        yield from self._applications()

    def _publishers(self) -> Iterator[Change]:
        held = set(PublisherIdentifier.objects.values_list("kind", "value"))
        for where, record in self._files.of("publishers"):
            publisher = Publisher(**{name: record[name] for name in ("slug", "name", "country", "website")})
            if self._lacks(publisher, where):
                yield publisher
            publisher = self._named(Publisher, record["slug"], where)
            for found in _not_held(record["identifiers"], held):
                identifier = _sound(PublisherIdentifier(publisher=publisher, **_evidenced(found)), where)
                self._signers[identifier.value] = identifier
                yield identifier

    def _applications(self) -> Iterator[Change]:
        held = set(Identifier.objects.values_list("kind", "value"))
        for where, record in self._files.of("applications"):
            application = Application(
                slug=record["slug"],
                name=record["name"],
                aliases=record["aliases"],
                publisher=self._named(Publisher, record["publisher"], where),
                description_fr=record["description_fr"],
                description_en=record["description_en"],
            )
            if self._lacks(application, where):
                yield application
                category = self._named(Category, record["category"], where)
                yield ApplicationPlacement(application=application, category=category)
            application = self._named(Application, record["slug"], where)
            for found in _not_held(record["identifiers"], held):
                name = found.get("signer")
                if name and name not in self._signers:
                    raise SeedError(f"{where}: no publisher has the Windows name {name}.")
                signer = self._signers[name] if name else None
                yield _sound(Identifier(application=application, signer=signer, **_evidenced(found)), where)

    def _announcements(self) -> Iterator[Change]:
        apart = {"facts_fr", "facts_en", "summary_fr", "summary_en", "quotes", "sources", "applications"}
        for where, record in self._files.of("announcements"):
            announcement = Announcement(
                summary_fr="\n\n".join([record["summary_fr"], *record["facts_fr"]]),
                summary_en="\n\n".join([record["summary_en"], *record["facts_en"]]),
                **{name: value for name, value in record.items() if name not in apart},
            )
            if not self._lacks(announcement, where):
                continue
            yield announcement
            for place, quote in enumerate(record["quotes"]):
                yield _sound(Quote(announcement=announcement, place=place, **quote), where)
            for place, source in enumerate(record["sources"]):
                yield _sound(Source(announcement=announcement, place=place, **source), where)
            for link in record["applications"]:
                application = self._named(Application, link["application"], where)
                concerned = AnnouncedApplication(
                    announcement=announcement,
                    application=application,
                    provenance=link["provenance"],
                    stance=link["stance"],
                )
                yield _sound(concerned, where)

    def _rulings(self) -> Iterator[Change]:
        made = set(
            Decision.objects.values_list(
                "organisation__slug", "application__slug", "category__slug", "basis__slug", "effective_on"
            )
        )
        texts = (
            *("device_classes", "outcome", "conditions_fr", "conditions_en", "effective_on", "expires_on"),
            *("comply_by", "rationale_fr", "rationale_en"),
        )
        for where, record in self._files.of("rulings"):
            application, category = record["application"], record["category"]
            decision = Decision(
                organisation=self._named(Organisation, record["organisation"], where),
                application=self._named(Application, application, where) if application else None,
                category=self._named(Category, category, where) if category else None,
                basis=self._named(Announcement, record["basis"], where),
                **{name: record[name] for name in texts},
            )
            _sound(decision, where)
            if (record["organisation"], application, category, record["basis"], decision.effective_on) not in made:
                yield decision

    def _lacks(self, row: Described, where: str) -> bool:
        """Tell whether the registry lacks what a row describes, and note where it has it in other words."""
        _sound(row, where)
        there = self._known[type(row)].setdefault(row.slug, row)
        if there is row:
            return True
        own = [field.attname for field in row._meta.concrete_fields if not (field.is_relation or field.generated)]
        if differing := [name for name in own if name != "id" and getattr(row, name) != getattr(there, name)]:
            self.differences.append(f"{where}: the registry has another {', '.join(differing)}.")
        return False

    def _named(self, model: type[Described], slug: str, where: str) -> Described:
        """Return the row of a slug, in the registry already or described by a record above."""
        row: Described | None = self._known[model].get(slug)
        if row is None:
            raise SeedError(f"{where}: the {model._meta.model_name} {slug} is not known.")
        return row


def _sound(row: Row, where: str) -> Row:
    """Return the row with its values in their own types; raises `SeedError` where the model does not take one.

    What the registrar fills in, and what only it can know of other rows, is left to it.
    """
    fields = row._meta.concrete_fields
    left = {field.name for field in fields if field.is_relation} | ({"place"} if hasattr(row, "revision_id") else set())
    try:
        row.clean_fields(exclude=left)
    except ValidationError as error:
        field, (message, *_others) = next(iter(error.message_dict.items()))
        raise SeedError(f"{where}: {field}: {message}") from error
    return row


def _not_held(identifiers: Iterable[dict[str, Any]], held: set[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Give the identifiers that were never known."""
    return (found for found in identifiers if (found["kind"], found["value"]) not in held)


def _evidenced(found: dict[str, Any]) -> dict[str, Any]:
    """Return what identifiers of applications and of publishers have in common, as their models name it."""
    return {name: found[name] for name in ("kind", "value", "evidence_fr", "evidence_en", "verified_on")}
