"""What the filters of the list find, counted: its length, a page of it and every facet, from columns that are kept."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple, overload

from registry.catalogue.meaning import GUESSES
from registry.surfaces.pages.lists.filters import ApplicationFilters
from registry.surfaces.pages.lists.stock import Answers, At, Stock, asked_at, meant, stocked
from registry.terms import DeviceClass, Platform
from registry.verdicts.reading import BY_STRICTNESS

MOST_PUBLISHERS = 12


class Named(NamedTuple):
    """A publisher among the most frequent ones."""

    slug: str
    name: str
    number: int


@dataclass
class Found(Sequence[int]):
    """The keys of the applications that the filters leave: their number, those of one page, and what the facets count.

    `is_guessed` tells whether some on the page only come near to what is looked for; `shelves` has the key of the
    category of each of them on the day.

    It stands for the whole list where that is cut into pages; of its items it has only those asked for.
    """

    number: int
    is_guessed: bool
    offset: int
    keys: list[int]
    shelves: dict[int, int]
    statuses: dict[str, int]
    categories: dict[int, int]
    platforms: dict[str, int]
    devices: dict[str, int]
    publishers: list[Named]

    def __len__(self) -> int:
        """Return how many applications there are on all pages."""
        return self.number

    @overload
    def __getitem__(self, which: int) -> int: ...

    @overload
    def __getitem__(self, which: slice) -> list[int]: ...

    def __getitem__(self, which: int | slice) -> int | list[int]:
        """Return the keys of the page that was asked for."""
        if isinstance(which, slice):
            return self.keys[which.start - self.offset : which.stop - self.offset]
        return self.keys[which - self.offset]


class Sifted:
    """The applications of a stock, by their places in it, as filters sift them: all that a text means, else all."""

    def __init__(self, filters: ApplicationFilters, stock: Stock, answers: Answers, met: Iterable[int] | None) -> None:
        """Note the filters in use, each with the column that it looks at and the values that it keeps."""
        self.stock = stock
        self.answers = answers
        self.sort = filters.given("sort")
        self.places: Sequence[int] = range(len(stock.keys))
        if met is not None:
            place_of = stock.places()
            self.places = [place_of[key] for key in met]
            if self.sort:
                self.places = sorted(self.places)
        self.keeping: dict[str, tuple[Sequence[int], Container[int]]] = {}
        if status := filters.given("status"):
            self.keeping["status"] = answers.statuses, (BY_STRICTNESS.index(status),)
        if filters.given("category"):
            self.keeping["category"] = stock.shelves, _below(filters)
        if platform := filters.given("platform"):
            self.keeping["platform"] = stock.platforms, _with_bit(Platform.values.index(platform))
        if slug := filters.given("publisher"):
            self.keeping["publisher"] = (
                stock.publishers,
                [n for n, (one, _name) in enumerate(stock.makers) if one == slug],
            )

    def left(self, but: str = "") -> Sequence[int]:
        """Return what passes all filters but one, by name, or by how well a text is met where one is looked for."""
        left = self.places
        for name, (column, kept) in self.keeping.items():
            if name != but:
                left = [place for place in left if column[place] in kept]
        return left

    def in_order(self) -> Sequence[int]:
        """Return what passes all filters in the order asked for; what is equal in it stays by name."""
        left = self.left()
        if self.sort == "-name":
            return left[::-1]
        if self.sort == "publisher":
            return sorted(left, key=self.stock.publishers.__getitem__)
        if self.sort == "outcome":
            return sorted(left, key=self.answers.statuses.__getitem__, reverse=True)
        if self.sort == "-since":
            return sorted(left, key=self.answers.days.__getitem__, reverse=True)
        return left

    def counted(self, name: str, column: Sequence[int]) -> Counter[int]:
        """Return how many applications have each value of a column that a filter looks at, the filter left aside."""
        return Counter(map(column.__getitem__, self.left(but=name)))


def find(filters: ApplicationFilters, *, offset: int, limit: int) -> Found:
    """Return what the filters leave, with the keys from `offset` on, and count every facet.

    One query where all that is counted is kept; five more where none of it is, and three for what a text means.

    Each count is what choosing it would leave with the other filters kept. That of a device is how many
    have the chosen answer on it, so there is none where no answer is chosen: every application has some
    answer on every device. An organisation has none at all: it would take the answers of each
    organisation of the tree, some thirty times the rows of one.
    """
    device, status = filters.question.device, filters.given("status")
    devices = [device, *(one for one in DeviceClass if status and one != device)]
    at = asked_at(filters.question)
    met = _met(filters, at)
    stock, answers = stocked(at, filters.question, devices)
    sifted = Sifted(filters, stock, answers[0], met)
    left = sifted.in_order()
    page = left[offset : offset + limit]
    by_bits = sifted.counted("platform", stock.platforms)
    on_device = [sifted.counted("status", one.statuses) for one in answers]
    return Found(
        number=len(left),
        is_guessed=any(met[stock.keys[place]] in GUESSES for place in page) if met else False,
        offset=offset,
        keys=[stock.keys[place] for place in page],
        shelves={stock.keys[place]: stock.shelves[place] for place in page},
        statuses={BY_STRICTNESS[place]: number for place, number in on_device[0].items()},
        categories=sifted.counted("category", stock.shelves),
        platforms={
            platform: sum(by_bits[bits] for bits in by_bits.keys() & _with_bit(place))
            for place, platform in enumerate(Platform)
        },
        devices={
            one: counted[BY_STRICTNESS.index(status)] for one, counted in zip(devices, on_device, strict=True) if status
        },
        publishers=_publishers(sifted),
    )


def _met(filters: ApplicationFilters, at: At) -> dict[int, int] | None:
    """Return how the applications that a text means are meant, by their keys in order; None where there is no text."""
    text = filters.given("q")
    if not text:
        return None
    met = meant.get((at, text))
    if met is None:
        hits = filters.hits()
        met = dict(hits.values_list("pk", "nearness")) if "nearness" in hits.query.annotations else {}
        meant.put((at, text), met)
    return met


def _publishers(sifted: Sifted) -> list[Named]:
    """Return the publishers of most applications with their numbers, the chosen one before all others."""
    counted = sifted.counted("publisher", sifted.stock.publishers)
    _column, chosen = sifted.keeping.get("publisher", ((), ()))
    most = nsmallest(MOST_PUBLISHERS, counted, key=lambda place: (place not in chosen, -counted[place], place))
    return [Named(*sifted.stock.makers[place], counted[place]) for place in most]


def _with_bit(at: int) -> set[int]:
    """Return the numbers that stand for some platforms, the one at a place among them."""
    return {bits for bits in range(1 << len(Platform)) if bits >> at & 1}


def _below(filters: ApplicationFilters) -> set[int]:
    """Return the chosen category with those below it on the day."""
    top = next(one.pk for one in filters.categories if one.slug == filters.given("category"))
    return filters.tree.all_below([top], filters.question.on)
