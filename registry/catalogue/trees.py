"""The trees as they stand on a day, as known at a revision: organisations, categories, applications in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from registry.catalogue.applications import ApplicationPlacement, Category, CategoryPlacement
from registry.catalogue.organisations import DefaultRule, OrganisationEnd, OrganisationPlacement
from registry.prepared import prepared
from registry.revisions.models import Fact
from registry.terms import Rule

SINCE_ALWAYS = date.min


class Placed(NamedTuple):
    """What a placement says; it sorts by the day it takes effect, then as it was entered."""

    effective_on: date
    revision: int
    place: int
    value: Any


class Placements:
    """What places each thing, day by day: of several the last to take effect stands, then the last entered."""

    def __init__(self, rows: Iterable[tuple[int, Placed]]) -> None:
        """Take rows of a thing's id and what places it."""
        self._of: dict[int, list[Placed]] = defaultdict(list)
        for thing, placed in rows:
            self._of[thing].append(placed)
        for placements in self._of.values():
            placements.sort(key=lambda placed: placed[:3])

    def __contains__(self, thing: int) -> bool:
        """Tell whether anything places the thing."""
        return thing in self._of

    def __iter__(self) -> Iterator[int]:
        """Return the things that are placed."""
        return iter(self._of)

    def on(self, thing: int, day: date, default: Any = None) -> Any:
        """Return what holds for a thing on a day."""
        value = default
        for placed in self._of.get(thing, ()):
            if placed.effective_on > day:
                break
            value = placed.value
        return value

    def ever(self, thing: int) -> set[Any]:
        """Return all that was ever said of a thing, whether or not it takes effect."""
        return {placed.value for placed in self._of.get(thing, ())}

    def turns(self, thing: int) -> set[date]:
        """Return the days on which what is said of a thing may turn."""
        return {placed.effective_on for placed in self._of.get(thing, ())} - {SINCE_ALWAYS}

    def history(self, thing: int) -> tuple[tuple[date, Any], ...]:
        """Return what holds for a thing, with the day from which it does."""
        return tuple({placed.effective_on: placed.value for placed in self._of.get(thing, ())}.items())


@dataclass
class Tree:
    """A tree whose parents may change from day to day."""

    parents: Placements
    _children: dict[int, set[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Note who was ever placed below whom."""
        self._children = defaultdict(set)
        for thing in self.parents:
            for parent in self.parents.ever(thing):
                self._children[parent].add(thing)

    def upwards(self, thing: int, on: date) -> list[int]:
        """Return the thing and those above it on a day, nearest first; a circle is followed once."""
        path = [thing]
        while (parent := self.parents.on(path[-1], on)) is not None and parent not in path:
            path.append(parent)
        return path

    def ever_above(self, thing: int) -> set[int]:
        """Return the thing and all that it was ever placed below, at any remove."""
        return _closure({thing}, lambda t: {p for p in self.parents.ever(t) if p is not None})

    def ever_below(self, thing: int) -> set[int]:
        """Return the thing and all that was ever placed below it, at any remove."""
        return _closure({thing}, lambda t: self._children.get(t, set()))

    def all_below(self, things: Iterable[int], on: date) -> set[int]:
        """Return the things and all that stand below any of them on a day, at any remove."""
        return {
            one for thing in things for one in self.ever_below(thing) if one == thing or thing in self.upwards(one, on)
        }

    def turns(self, things: Iterable[int]) -> set[date]:
        """Return the days on which the place of any of the things may turn."""
        return set().union(*(self.parents.turns(thing) for thing in things))

    def has_circle(self, on: date) -> bool:
        """Tell whether some thing stands below itself on a day."""
        return any(self.parents.on(self.upwards(thing, on)[-1], on) is not None for thing in self.parents)

    def days(self) -> set[date]:
        """Return the days from which the tree has its several shapes."""
        return self.turns(self.parents) | {SINCE_ALWAYS}


@dataclass
class OrganisationTree(Tree):
    """The organisations, with their ends and their rules for what is unlisted."""

    ends: Mapping[int, tuple[date | None, int | None]]
    default_rules: Placements

    @property
    def root(self) -> int | None:
        """Return the organisation that stands below no other, None before there is one."""
        return next((thing for thing in self.parents if None in self.parents.ever(thing)), None)

    def ended(self, organisation: int, on: date) -> bool:
        """Tell whether an organisation has ended by a day."""
        end, _successor = self.ends.get(organisation, (None, None))
        return end is not None and end <= on

    def chain(self, organisation: int, on: date) -> list[int]:
        """Return those that have a say in what holds at an organisation on a day, from the root down to itself."""
        return [o for o in reversed(self.upwards(organisation, on)) if not self.ended(o, on)]

    def turns(self, things: Iterable[int]) -> set[date]:
        """Return the days on which the place of any of the organisations, or its end, falls."""
        things = set(things)
        ends = {self.ends[thing][0] for thing in things if thing in self.ends}
        return super().turns(things) | {end for end in ends if end is not None}

    def default_rule(self, organisation: int, on: date) -> Rule:
        """Return what unlisted means at an organisation on a day; an empty rule inherits the one above."""
        for nearest in reversed(self.chain(organisation, on)):
            if rule := self.default_rules.on(nearest, on):
                return Rule(rule)
        return Rule.ALLOW

    def seated_below(self, organisation: int, on: date) -> list[int]:
        """Return the organisations that are placed right below one on a day and have not ended by then."""
        return [
            child
            for child in self.ever_below(organisation) - {organisation}
            if self.parents.on(child, on) == organisation and not self.ended(child, on)
        ]


@dataclass
class CategoryTree(Tree):
    """The categories, with the applications in them."""

    applications: Placements

    def of_application(self, application: int, on: date) -> list[int]:
        """Return the categories of an application on a day, nearest first."""
        category = self.applications.on(application, on)
        return [] if category is None else self.upwards(category, on)

    def ever_of_application(self, application: int) -> set[int]:
        """Return all categories in which an application ever was, at any remove."""
        return set().union(*(self.ever_above(category) for category in self.applications.ever(application)))


def _closure(start: set[int], neighbours: Any) -> set[int]:
    """Return all that is reached from `start`."""
    reached, todo = set(start), list(start)
    while todo:
        new = neighbours(todo.pop()) - reached
        reached |= new
        todo += new
    return reached


def _placements(rows: Iterable[tuple[int, date | None, int, int, Any]]) -> Placements:
    """Read placements: what is placed, from when, by which revision, at which place in it, and what is said."""
    return Placements(
        (owner, Placed(effective_on or SINCE_ALWAYS, number, place, said))
        for owner, effective_on, number, place, said in rows
    )


def _known(model: type[Fact], revision: int | None, thing: str, value: str) -> QuerySet[Any, Any]:
    """Return the rows of placements that are known at a revision, by default now."""
    rows = model._default_manager.all() if revision is None else model._default_manager.filter(revision__lte=revision)
    return rows.values_list(thing, "effective_on", "revision_id", "place", value)


@prepared
def _seats(*, revision: int | None = None) -> QuerySet[Any, Any]:
    """Return which organisations are placed below which."""
    return _known(OrganisationPlacement, revision, "organisation_id", "parent_id")


@prepared
def _default_rules(*, revision: int | None = None) -> QuerySet[Any, Any]:
    """Return what unlisted means at which organisations."""
    return _known(DefaultRule, revision, "organisation_id", "rule")


@prepared
def _shelves(*, revision: int | None = None) -> QuerySet[Any, Any]:
    """Return which categories are placed below which."""
    return _known(CategoryPlacement, revision, "category_id", "parent_id")


@prepared
def _ends(*, revision: int | None = None) -> QuerySet[Any, Any]:
    """Return which organisations end, when and with which successor."""
    ends = OrganisationEnd.objects.order_by("revision_id", "place")
    if revision is not None:
        ends = ends.filter(revision__lte=revision)
    return ends.values_list("organisation_id", "ends_on", "successor_id")


def seating() -> Tree:
    """Return who is seated below whom, as known now. One query."""
    return Tree(_placements(_seats()))


def organisation_tree(revision: int | None = None) -> OrganisationTree:
    """Return the tree of organisations as known at a revision, by default now. Three queries."""
    return OrganisationTree(
        parents=_placements(_seats(revision=revision)),
        ends={organisation: (ends_on, successor) for organisation, ends_on, successor in _ends(revision=revision)},
        default_rules=_placements(_default_rules(revision=revision)),
    )


def category_tree(revision: int | None = None, applications: Iterable[int] | None = None) -> CategoryTree:
    """Return the tree of categories with some applications, by default all, as known at a revision. Two queries."""
    placements = _known(ApplicationPlacement, revision, "application_id", "category_id")
    if applications is not None:
        placements = placements.filter(application__in=applications)
    return CategoryTree(parents=_placements(_shelves(revision=revision)), applications=_placements(placements))


def categories_meant(text: str, tree: CategoryTree, on: date) -> set[int]:
    """Return the keys of the categories that a text names, and of those below them on a day. One query."""
    return tree.all_below(Category.objects.meant_by(text).values_list("pk", flat=True), on)
