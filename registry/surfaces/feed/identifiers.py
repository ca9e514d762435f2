"""The identifiers in a record: those of the application itself, never one of its publisher."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple, NotRequired, TypedDict

from django.db.models import QuerySet

from registry.catalogue.identifiers import Identifier, windows_publisher_hash
from registry.prepared import prepared
from registry.resolve import highest_versions
from registry.surfaces.feed.clock import Clock
from registry.surfaces.feed.concerned import Concerned, concerned
from registry.terms import IdentifierKind


class IdentifierRecord(TypedDict):
    """An identifier as the feed writes it; `min_version` only where a condition sets one."""

    kind: str
    value: str
    min_version: NotRequired[str]


class Known(NamedTuple):
    """An identifier of an application, from the revision that entered it until the one that retired it."""

    kind: str
    value: str
    revision: int
    retired: int | None
    signer: str | None
    signer_retired: int | None

    def values(self) -> list[tuple[str, str]]:
        """Return the kind and value by which devices match.

        A Windows package whose signer is known has a family name too, which Windows computes from both:
        it is written out, since half the tools match by the one and half by the other.
        """
        values = [(self.kind, self.value)]
        if self.kind == IdentifierKind.WINDOWS_PACKAGE_NAME and self.signer and self.signer_retired is None:
            family = f"{self.value}_{windows_publisher_hash(self.signer)}"
            values.append((IdentifierKind.WINDOWS_PACKAGE_FAMILY.value, family))
        return values


class Identified:
    """The identifiers of some applications, those that were retired included."""

    def __init__(self, of: Concerned, at: Clock) -> None:
        """Read those that a state knows. One query."""
        self._of: dict[int, list[Known]] = defaultdict(list)
        for application, kind, value, revision, retired, signer, signer_retired in _identifiers(**of):
            self._of[application].append(
                Known(kind, value, revision, at.closed(retired), signer, at.closed(signer_retired))
            )

    def records(self, application: int, minima: Mapping[tuple[str, str], str]) -> list[IdentifierRecord]:
        """Return the identifiers of an application in the order of kind and value, with the minimum versions."""
        known = [one for one in self._of.get(application, ()) if one.retired is None]
        versions = (
            highest_versions(
                {value: minima[one.kind, one.value]}
                for one in known
                for value in one.values()
                if (one.kind, one.value) in minima
            )
            if minima
            else {}
        )
        records = []
        for kind, value in sorted({value for one in known for value in one.values()}):
            record = IdentifierRecord(kind=kind, value=value)
            if (kind, value) in versions:
                record["min_version"] = versions[kind, value]
            records.append(record)
        return records

    def signers(self, application: int) -> dict[str, str]:
        """Return the name in the certificate that signs each Windows package of an application, where it is known."""
        return {
            one.value: one.signer
            for one in self._of.get(application, ())
            if one.retired is None and one.signer and one.signer_retired is None
        }

    def turned(self, application: int, clock: Clock) -> int:
        """Return the seq of the last change of the identifiers of an application, 0 where it has none."""
        steps = [0]
        for known in self._of.get(application, ()):
            steps += clock.steps(known.revision, known.retired)
            if known.signer_retired:
                steps.append(clock.of_revision(known.signer_retired))
        return max(steps)


@prepared
def _identifiers(*, last: int, **of: Any) -> QuerySet[Any, Any]:
    return Identifier.objects.filter(application__in=concerned(last=last, **of), revision__lte=last).values_list(
        "application_id",
        "kind",
        "value",
        "revision_id",
        "known_until_id",
        "signer__value",
        "signer__known_until_id",
    )
