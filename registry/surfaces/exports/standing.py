"""What stands in a channel: each application of which something is said there, as all formats read it.

It is read from the records of the feed, so that a file never says anything else than the feed of its state.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from registry.catalogue.identifiers import windows_publisher_hash
from registry.surfaces.feed.alternatives import Shelves
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.identifiers import IdentifierRecord
from registry.surfaces.feed.records import records
from registry.surfaces.feed.state import State
from registry.surfaces.texts import Texts
from registry.terms import BaselineRole, IdentifierKind, Outcome, Rule

NOTHING_OFFERED = Shelves({}, {}, 0)
KINDS = {kind.value: kind for kind in IdentifierKind}
"""Each kind by its code: an export names tens of thousands, and an enumeration is slow to look one up."""


class Identifier(NamedTuple):
    """A value by which devices know an application; `minimum` is the lowest version allowed, empty for any.

    `signer` is the name in the certificate that signs a Windows package, empty where it is not known.
    """

    kind: IdentifierKind
    value: str
    minimum: str = ""
    signer: str = ""


@dataclass(frozen=True)
class Standing:
    """An application, and what holds for it; `outcome` is None where the baseline alone speaks of it.

    `role` tells why devices cannot do without it, None where they can.
    """

    slug: str
    outcome: Outcome | None
    name: Texts
    identifiers: tuple[Identifier, ...]
    role: BaselineRole | None = None
    conditions: Texts | None = None
    authority: Texts | None = None
    effective_on: date | None = None
    comply_by: date | None = None
    until: date | None = None
    page: str = ""

    @property
    def is_essential(self) -> bool:
        """Tell whether devices must be allowed it: an assessment in progress yields to the baseline."""
        return self.role is not None and self.outcome in (None, Outcome.UNDER_REVIEW)

    @property
    def is_ruled_usable(self) -> bool:
        """Tell whether it was ruled that it may be used, with or without conditions."""
        return self.outcome in (Outcome.APPROVED, Outcome.CONDITIONAL)


@dataclass(frozen=True)
class Ground:
    """All that stands in a channel in one state, by the slugs of the applications."""

    channel: Channel
    default_rule: Rule
    standings: tuple[Standing, ...] = field(repr=False)


def ground_of(channel: Channel, origin: str) -> Ground:
    """Return what stands in a channel, with addresses below an origin. Fifteen queries, whatever the size."""
    with _uncollected():
        return _read(channel, origin)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: all that is read is kept, and the collector would go through it over and over."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _read(channel: Channel, origin: str) -> Ground:
    """Return what stands in a channel."""
    state = State(channel, offered=NOTHING_OFFERED)
    signing = {signer for one in state.applications for signer in state.identified.signers(one.pk).values()}
    signers = {windows_publisher_hash(signer): signer for signer in signing}
    told = {record["id"]: record for record in records(state, origin, dated=False)}
    standings = []
    for application in state.applications:
        entry = state.baseline.entry(application.pk, state.chain)
        role = BaselineRole(entry.role) if entry else None
        record = told.get(application.slug)
        if record is None:
            # Under a rule that allows, the feed says nothing of what devices cannot do without; a file may have to.
            if role:
                name: Texts = {"fr": application.name, "en": application.name}
                written = state.identified.records(application.pk, {})
                identifiers = _identifiers(written, state.identified.signers(application.pk), signers)
                standings.append(Standing(application.slug, None, name, identifiers, role))
            continue
        verdict = state.runs[application.pk].verdict
        standings.append(
            Standing(
                slug=application.slug,
                outcome=Outcome(verdict.outcome) if verdict else None,
                name=record["name"],
                identifiers=_identifiers(record["identifiers"], state.identified.signers(application.pk), signers),
                role=role,
                conditions=record.get("conditions"),
                authority=record["reason"]["authority"],
                effective_on=date.fromisoformat(record["effective_on"]),
                comply_by=_day(record.get("comply_by")),
                until=_day(record.get("until")),
                page=record["url"],
            )
        )
    return Ground(channel, state.default_rule, tuple(standings))


def _identifiers(
    written: list[IdentifierRecord], packages: Mapping[str, str], signers: Mapping[str, str]
) -> tuple[Identifier, ...]:
    """Return the identifiers of an application, each with its signer: of its packages, or by the hash in their names.

    A family name ends with the hash of whoever signs the package, so that one known elsewhere signs it too, and a
    package of two applications shows as the same thing.
    """
    return tuple(
        Identifier(kind, one["value"], one.get("min_version", ""), _signer(kind, one["value"], packages, signers))
        for one in written
        for kind in (KINDS[one["kind"]],)
    )


def _signer(kind: IdentifierKind, value: str, packages: Mapping[str, str], signers: Mapping[str, str]) -> str:
    """Return the name of who signs a Windows package, empty where it is not known, or for any other identifier."""
    if kind == IdentifierKind.WINDOWS_PACKAGE_NAME:
        return packages.get(value, "")
    if kind == IdentifierKind.WINDOWS_PACKAGE_FAMILY:
        return signers.get(value.rpartition("_")[2], "")
    return ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
