"""Which application an identifier is of: the very value of its kind, as known now, and never one of a publisher."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q

from registry.catalogue.identifiers import Identifier, canonical, windows_publisher_hash
from registry.terms import IdentifierKind, PublisherIdentifierKind

FAMILY = IdentifierKind.WINDOWS_PACKAGE_FAMILY.value
PACKAGE = IdentifierKind.WINDOWS_PACKAGE_NAME.value

NOT_OF_ITS_KIND, OF_A_PUBLISHER = "not_of_its_kind", "publisher_identifier"
NOTES = (NOT_OF_ITS_KIND, OF_A_PUBLISHER)


class Match(NamedTuple):
    """An identifier in its one form, and the application that it is of, by key and slug."""

    kind: str
    value: str
    application: int
    slug: str


class Read(NamedTuple):
    """An identifier as it was sent: in its one form, with a note where nothing can match it."""

    kind: str
    value: str
    note: str


def in_one_form(kind: str, value: str) -> Read:
    """Return an identifier as the catalogue would write it.

    What is no value of its kind matches nothing, and is noted rather than refused: inventories are full of
    odd names, and one of them must not keep the others from being checked.
    """
    try:
        value = canonical(kind, value)
    except ValidationError:
        return Read(kind, value, NOT_OF_ITS_KIND)
    return Read(kind, value, OF_A_PUBLISHER if kind in PublisherIdentifierKind.values else "")


def matched(identifiers: Collection[Read]) -> Mapping[tuple[str, str], Match]:
    """Return what is known of identifiers, by kind and value. One query.

    A Windows family name is that of a package with the hash of its signer: the one may be known where the
    other is asked for.
    """
    wanted = {(one.kind, one.value) for one in identifiers if not one.note}
    packages = {value.rpartition("_")[0] for kind, value in wanted if kind == FAMILY}
    kinds, values = {kind for kind, _value in wanted}, {value for _kind, value in wanted}
    named = Q(kind__in=kinds, value__in=values) | Q(kind=PACKAGE, value__in=packages, signer__known_until=None)
    return {match[:2]: match for match in _matches(named) if match[:2] in wanted}


def all_identifiers() -> Iterator[Match]:
    """Yield every identifier known now. One query."""
    return _matches(Q())


def _matches(which: Q) -> Iterator[Match]:
    """Yield identifiers with what follows from them: a family name, where the signer of a package is known."""
    known = Identifier.objects.known().filter(which)
    rows: Iterable[Any] = known.values_list(
        "kind", "value", "application_id", "application__slug", "signer__value", "signer__known_until_id"
    )
    for kind, value, application, slug, signer, retired in rows:
        yield Match(kind, value, application, slug)
        if kind == PACKAGE and signer and retired is None:
            yield Match(FAMILY, f"{value}_{windows_publisher_hash(signer)}", application, slug)
