"""Worlds for the property: small trees whose placements change by the day, and rulings of every shape.

Choices are few and weighted, so that worlds are crowded enough for rulings to meet. A parent always comes
before its child, for a tree that the registrar publishes has no circle either; the numbers of things sort
otherwise than the trees do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from registry.resolve import Ruling

T = TypeVar("T")

ORGANISATIONS = (50, 20, 40, 10, 30)  # the first is the root
CATEGORIES = (2, 5, 1, 4, 3)
APPLICATION, OTHER_APPLICATION = 1, 2  # which share their numbers with categories
PHONE, TABLET = "professional_phone", "professional_tablet"
IOS, ANDROID = ("ios_bundle_id", "org.example"), ("android_package", "org.example")
RULING_IDS = (7, 3, 9, 1, 5, 10, 2, 8, 4, 6)

SINCE_ALWAYS = date.min
DAYS = tuple(date(2023, 3, 24) + timedelta(days=n) for n in range(5))


@dataclass(frozen=True)
class Placement:
    """The fact that a thing is placed under another from a day; the later entered corrects the earlier."""

    under: int | None
    effective_on: date
    revision: int


@dataclass(frozen=True)
class World:
    """What is published: who is seated where, who has ended, what is filed where, and who ruled what."""

    seats: Mapping[int, tuple[Placement, ...]]
    ends: Mapping[int, date]
    shelves: Mapping[int, tuple[Placement, ...]]
    filings: tuple[Placement, ...]
    rulings: tuple[Ruling, ...]

    def question(self, organisation: int, on: date) -> dict[str, Any]:
        """Return the part of a question to the rule that the trees of that day answer."""
        line = climb(organisation, self.seats, on)
        category = placed_under(self.filings, on)
        return {
            "application": APPLICATION,
            "chain": [o for o in reversed(line) if o not in self.ends or on < self.ends[o]],
            "categories": [] if category is None else climb(category, self.shelves, on),
            "on": on,
        }


def placed_under(placements: tuple[Placement, ...], on: date) -> int | None:
    """Return where a thing is that day: of its placements the last to take effect, then the last entered."""
    there = [p for p in placements if p.effective_on <= on]
    if not there:
        return None
    last_to_take_effect = max(p.effective_on for p in there)
    (stands,) = [
        p
        for p in there
        if p.effective_on == last_to_take_effect
        and p.revision == max(q.revision for q in there if q.effective_on == last_to_take_effect)
    ]
    return stands.under


def climb(start: int, placements: Mapping[int, tuple[Placement, ...]], on: date) -> list[int]:
    """Return a thing and all above it that day, nearest first."""
    line = [start]
    while (above := placed_under(placements.get(line[-1], ()), on)) is not None:
        line.append(above)
    return line


class Deal:
    """A pack of bytes from which choices are dealt: from a pack of zeros, every first choice.

    A world drawn choice by choice costs more than its questions, and most examples would be copies with
    parts of one world repeated; a world dealt from one draw is cheap, new, and shrinks as well.
    """

    def __init__(self, pack: bytes) -> None:
        self._pack = iter(pack)

    def one_of(self, *choices: T) -> T:
        """Return one of the choices; one that is named more than once is likelier."""
        return choices[next(self._pack) % len(choices)]


def deal_placements(deal: Deal, *choices: int | None) -> tuple[Placement, ...]:
    """Return the first placement of a thing, and perhaps its move, or a correction that holds since always."""
    # The last choice is the likeliest: trees that are deep put more to the proof than flat ones.
    likely = choices + choices[-1:] * 3 * len(choices)
    first = Placement(deal.one_of(*likely), SINCE_ALWAYS, revision=1)
    changed_on = deal.one_of(None, None, None, SINCE_ALWAYS, *DAYS[1:4])
    second = Placement(deal.one_of(*likely), changed_on or SINCE_ALWAYS, revision=2)
    return (first, second) if changed_on else (first,)


def deal_rulings(deal: Deal) -> tuple[Ruling, ...]:
    """Return up to ten rulings in the order of their publication, some in one revision, some derogating."""
    published: list[Ruling] = []
    revision, place = 1, 0
    for number in RULING_IDS[: deal.one_of(*range(11), *[8, 9, 10] * 5)]:
        revision, place = deal.one_of((revision + 1, 0), (revision, place + 1))
        facts = deal_facts(deal)
        back = deal.one_of(None, None, None, None, 1, 1, 2, 3, 4)
        if back and back <= len(published):
            base = published[-back]
            facts["derogates"] = base.id
            # Every third has any shape: what the registrar refuses must do no harm either.
            if deal.one_of("lawful", "lawful", "any") == "lawful":
                facts |= deal_lawful_facts(deal, base)
        published.append(Ruling(id=number, revision=revision, place=place, **facts))
    return tuple(published)


def deal_facts(deal: Deal) -> dict[str, Any]:
    """Return what a ruling says, of whom, about what and when."""
    return {
        "organisation": deal.one_of(*ORGANISATIONS, ORGANISATIONS[0], ORGANISATIONS[0], ORGANISATIONS[1]),
        "outcome": deal.one_of("approved", "conditional", "prohibited", "under_review"),
        "device_classes": deal.one_of(*[frozenset({PHONE, TABLET})] * 3, frozenset({PHONE}), frozenset({TABLET})),
        "effective_on": deal.one_of(DAYS[0], DAYS[0], *DAYS[:4]),
        "expires_on": deal.one_of(*[None] * 20, *DAYS),
        "ends_on": deal.one_of(*[None] * 20, *DAYS),
        "comply_by": deal.one_of(None, *DAYS[2:]),
        "minimum_versions": deal.one_of(
            {}, {IOS: "7.1.9"}, {IOS: "7.1.10", ANDROID: "2"}, {IOS: "10", ANDROID: "1.12.3"}, {ANDROID: "1.2"}
        ),
        **deal.one_of(
            {"application": OTHER_APPLICATION},
            *[{"application": APPLICATION}] * 8,
            *[{"category": category} for category in CATEGORIES],
        ),
    }


def deal_lawful_facts(deal: Deal, base: Ruling) -> dict[str, Any]:
    """Return what makes a derogation lie within its base, by an organisation that may well be below it."""
    further = ORGANISATIONS[ORGANISATIONS.index(base.organisation) + 1 :] or ORGANISATIONS[-1:]
    return {
        "organisation": deal.one_of(further[0], *further),
        "outcome": deal.one_of("approved", "conditional"),
        "device_classes": base.device_classes,
        "effective_on": base.effective_on,
        "application": base.application or APPLICATION,
        "category": None,
    }


def deal_world(pack: bytes) -> World:
    """Return the world that is dealt from a pack."""
    deal = Deal(pack)
    ending = deal.one_of(*[None] * 5, *ORGANISATIONS[1:])
    return World(
        seats={o: deal_placements(deal, *ORGANISATIONS[:n]) for n, o in enumerate(ORGANISATIONS) if n},
        ends={ending: deal.one_of(*DAYS[1:4])} if ending else {},
        shelves={c: deal_placements(deal, None, *CATEGORIES[:n]) for n, c in enumerate(CATEGORIES) if n},
        filings=deal_placements(deal, *CATEGORIES),
        rulings=deal_rulings(deal),
    )


# Enough for the trees and ten rulings of up to 14 choices each.
worlds = st.binary(min_size=180, max_size=180).map(deal_world)
