"""The organisations as they are seated on a day, in the order in which a person reads them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from registry.catalogue.organisations import ROOT, Organisation
from registry.catalogue.trees import OrganisationTree, organisation_tree

NO_BREAK = "\N{NO-BREAK SPACE}"


class Seat(NamedTuple):
    """An organisation and how far below the root it stands."""

    organisation: Organisation
    depth: int

    @property
    def slug(self) -> str:
        """Return the slug, by which a form names the organisation."""
        return self.organisation.slug

    @property
    def label(self) -> str:
        """Return the name, set in from the second level down so that a list shows the tree."""
        return NO_BREAK * 4 * max(self.depth - 1, 0) + self.organisation.name


@dataclass
class Seats:
    """The organisations known at a revision, seated as on a day."""

    on: date
    tree: OrganisationTree
    organisations: dict[int, Organisation]

    def __getitem__(self, pk: int) -> Organisation:
        """Return an organisation by its key."""
        return self.organisations[pk]

    def named(self, slug: str) -> Organisation | None:
        """Return the organisation of a slug, None where none is known by it."""
        return next((one for one in self.organisations.values() if one.slug == slug), None)

    @property
    def root(self) -> Organisation | None:
        """Return the interministerial root, None in a registry that is still empty."""
        return self.named(ROOT)

    def ended(self, organisation: Organisation) -> tuple[date, Organisation | None] | None:
        """Return since when an organisation is no longer and its successor, None while it is."""
        ends_on, successor = self.tree.ends.get(organisation.pk, (None, None))
        if ends_on is None or ends_on > self.on:
            return None
        return ends_on, self.organisations.get(successor) if successor else None

    @cached_property
    def seated(self) -> list[Seat]:
        """Return those in being on the day, each below the one above it, by name."""
        below: dict[int | None, list[Organisation]] = defaultdict(list)
        for pk, organisation in self.organisations.items():
            if not self.tree.ended(pk, self.on):
                below[self.tree.parents.on(pk, self.on)].append(organisation)

        def walk(parent: int | None, depth: int) -> Iterator[Seat]:
            for organisation in below.get(parent, ()):
                yield Seat(organisation, depth)
                yield from walk(organisation.pk, depth + 1)

        return list(walk(None, 0))

    def gone(self) -> list[Organisation]:
        """Return those that have ended by the day."""
        return [one for pk, one in self.organisations.items() if self.tree.ended(pk, self.on)]


def seats(on: date, revision: int | None = None) -> Seats:
    """Return the organisations known at a revision, by default now, seated as on a day. Four queries."""
    tree = organisation_tree(revision)
    known = {one.pk: one for one in Organisation.objects.by_name() if one.pk in tree.parents}
    return Seats(on, tree, known)
