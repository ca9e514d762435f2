"""The facets of the list of applications: what may be chosen, how many it would leave, and the chips that undo it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.catalogue.applications import Category
from registry.languages import told
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.lists.filters import SORT_CHOICES, STATUSES, ApplicationFilters
from registry.surfaces.pages.lists.found import Found
from registry.surfaces.pages.moment import KEPT
from registry.terms import DeviceClass, Platform

NARROWING = ("q", "status", "category", "platform", "publisher")
KNOWN = (*NARROWING, *KEPT, "sort")
"""Every parameter of the list but the number of its page, in the order in which an address names them."""

FIRST = ("status", "category")
"""The facets that are open from the start."""

AT_A_GLANCE = 8
DEEPEST = 3


class Option(NamedTuple):
    """One value of a facet: how many applications it leaves, and the address that chooses it or undoes it."""

    name: str
    number: str
    url: str
    chosen: bool
    outcome: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A filter with the values that leave something, the first of them at a glance."""

    label: str
    options: list[Option]
    is_open: bool

    @property
    def first(self) -> list[Option]:
        """Return what is seen at a glance: all where that is hardly more."""
        return self.options if len(self.options) <= AT_A_GLANCE + 2 else self.options[:AT_A_GLANCE]

    @property
    def rest(self) -> list[Option]:
        """Return what is seen once it is asked for."""
        return self.options[len(self.first) :]

    @property
    def rest_is_open(self) -> bool:
        """Tell whether what is chosen is not among the first."""
        return any(option.chosen for option in self.rest)


class Addresses:
    """The addresses of the list that keep what this one asks, with something else in one place."""

    def __init__(self, filters: ApplicationFilters) -> None:
        """Note what is asked; what is empty or unknown is left out, and so is the page."""
        given = filters.question.given
        self.given = {name: str(given[name]) for name in KNOWN if given.get(name)}

    def with_(self, **instead: str) -> str:
        """Return the query with some values in the place of those given; an empty one is left out."""
        merged = self.given | instead
        return "?" + urlencode({name: merged[name] for name in KNOWN if merged.get(name)})

    def choosing(self, name: str) -> Callable[[str], str]:
        """Return what gives `with_` for many values of one parameter: all else in the query is written once."""
        at = KNOWN.index(name)
        before, after = (
            urlencode([(one, self.given[one]) for one in half if one in self.given])
            for half in (KNOWN[:at], KNOWN[at + 1 :])
        )
        return lambda value: "?" + "&".join(filter(None, (before, value and f"{name}={quote_plus(value)}", after)))

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Return what a form hands on without showing it."""
        return [(name, self.given[name]) for name in names if name in self.given]

    def without(self, *names: str) -> str:
        """Return the query without some parameters."""
        return self.with_(**dict.fromkeys(names, ""))


def facets(filters: ApplicationFilters, found: Found) -> list[Facet]:
    """Return the facets in the order in which they are read; values that leave nothing are hidden."""
    addresses = Addresses(filters)
    question = filters.question

    def options(name: str, values: Iterable[tuple[str, str, int, int]]) -> list[Option]:
        """Return the options of a facet from their values, names, counts and depths."""
        chosen = filters.given(name)
        choosing = addresses.choosing(name)
        return [
            Option(
                name=label,
                number=_count(number),
                url=choosing("" if value == chosen else value),
                chosen=value == chosen,
                outcome=value if name == "status" else "",
                depth=min(depth, DEEPEST),
            )
            for value, label, number, depth in values
            if number or value == chosen
        ]

    listed: list[tuple[str, Iterable[tuple[str, str, int, int]]]] = [
        ("status", ((value, str(label), found.statuses.get(value, 0), 0) for value, label in STATUSES)),
        ("category", _shelves(found.categories, filters)),
        ("platform", ((one.value, str(one.label), found.platforms[one], 0) for one in Platform)),
        ("publisher", ((one.slug, one.name, one.number, 0) for one in found.publishers)),
    ]
    narrowing = [
        Facet(str(filters.fields[name].label), options(name, values), bool(filters.given(name)) or name in FIRST)
        for name, values in listed
    ]
    devices = [
        Option(str(one.label), _count(found.devices.get(one)), addresses.with_(device=one), one == question.device)
        for one in DeviceClass
    ]
    seated_at = addresses.choosing("organisation")
    organisations = [
        Option(
            seat.organisation.name,
            "",
            seated_at(seat.slug),
            seat.organisation.pk == question.organisation.pk,
            depth=min(seat.depth, DEEPEST),
        )
        for seat in question.seats.seated
    ]
    answered = [
        Facet(_("My device"), devices, bool(found.devices)),
        Facet(_("My organisation"), organisations, is_open=False),
    ]
    return [facet for facet in (*narrowing, *answered) if facet.options]


def _count(number: int | None) -> str:
    """Return a count as the language writes it, empty where there is none."""
    return "" if number is None else number_format(number, force_grouping=True)


def _shelves(counted: dict[int, int], filters: ApplicationFilters) -> Iterator[tuple[str, str, int, int]]:
    """Yield the categories as their tree stands on the day, each with how many are in it and in all below it."""
    on, tree = filters.question.on, filters.tree
    within: dict[int, int] = defaultdict(int)
    below: dict[int | None, list[Category]] = defaultdict(list)
    for one in filters.categories:
        if one.pk not in tree.parents:
            continue
        below[tree.parents.on(one.pk, on)].append(one)
        for above in tree.upwards(one.pk, on):
            within[above] += counted.get(one.pk, 0)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[str, str, int, int]]:
        for one in below.get(parent, ()):
            yield one.slug, one.name, within[one.pk], depth
            yield from walk(one.pk, depth + 1)

    return walk(None, 0)


def chips(filters: ApplicationFilters) -> list[Way]:
    """Return the filters in use, each with the address of the list without it."""
    addresses = Addresses(filters)
    ways = []
    for name in NARROWING:
        if value := filters.given(name):
            label = told(filters.fields[name].label, _chosen(filters, name, value))
            ways.append(Way(label, addresses.without(name)))
    return ways


def _chosen(filters: ApplicationFilters, name: str, value: str) -> str:
    """Return what a filter in use is called."""
    if name == "q":
        return _("“%(text)s”") % {"text": value}
    if name == "publisher":
        return str(filters.cleaned_data[name].name)
    if name == "category":
        return next(one.name for one in filters.categories if one.slug == value)
    return str(dict(STATUSES if name == "status" else Platform.choices)[value])


def orders(filters: ApplicationFilters) -> list[Option]:
    """Return the orders of the list; where a text is looked for, the first one is how well it is met."""
    addresses = Addresses(filters)
    choices: list[tuple[str, Any]] = list(SORT_CHOICES)
    if filters.given("q"):
        choices.insert(0, ("", pgettext("order of a list", "By likeness to what you look for")))
    chosen = filters.given("sort") or choices[0][0]
    return [Option(str(label), "", addresses.with_(sort=value), value == chosen) for value, label in choices]
