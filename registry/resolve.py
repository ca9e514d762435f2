"""The rule: which ruling holds for one application, organisation, device class and day.

It is pure: no clock and no database, the standard library only. What a ruling may look like when it
is published is the registrar's business; here, whatever was published gets an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

PROHIBITED, CONDITIONAL, APPROVED = "prohibited", "conditional", "approved"
UNDER_REVIEW = "under_review"
STRICTEST_FIRST = (PROHIBITED, CONDITIONAL, APPROVED)

OUTWEIGHED, DISPLACED = "outweighed", "displaced"
SET_ASIDE, STEPPED_ASIDE = "set_aside", "stepped_aside"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as the rule sees it; exactly one of `application` and `category` is set.

    Days are half-open: a ruling is in force from `effective_on`, and no longer on `expires_on` nor on
    `ends_on`, the earliest day on which a withdrawal ends it. `minimum_versions` maps an identifier
    (its kind and value) to a dotted version.
    """

    id: int
    organisation: int
    outcome: str
    device_classes: frozenset[str]
    effective_on: date
    revision: int
    place: int = 0
    application: int | None = None
    category: int | None = None
    expires_on: date | None = None
    ends_on: date | None = None
    derogates: int | None = None
    comply_by: date | None = None
    minimum_versions: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)

    def in_force(self, on: date) -> bool:
        """Tell whether the ruling is in force on a day."""
        return (
            self.effective_on <= on
            and (self.expires_on is None or on < self.expires_on)
            and (self.ends_on is None or on < self.ends_on)
        )


@dataclass(frozen=True, slots=True)
class Aside:
    """A candidate that does not hold: what became of it, and the ruling that caused it, if one did."""

    ruling: Ruling
    fate: str
    by: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What holds and why; `outcome` is None where the application is unlisted.

    `reasons` are the rulings that hold, the one nearest the root first: it is cited as *the*
    decision. `asides` are the other candidates, in the order of the chain.
    """

    outcome: str | None
    reasons: tuple[Ruling, ...] = ()
    asides: tuple[Aside, ...] = ()

    @property
    def comply_by(self) -> date | None:
        """Return the earliest deadline among the reasons."""
        return min((r.comply_by for r in self.reasons if r.comply_by), default=None)

    @property
    def minimum_versions(self) -> dict[tuple[str, str], str]:
        """Return the highest minimum version for each identifier among the reasons."""
        return highest_versions(r.minimum_versions for r in self.reasons)


def highest_versions(demands: Iterable[Mapping[tuple[str, str], str]]) -> dict[tuple[str, str], str]:
    """Return the highest version demanded of each identifier."""
    highest: dict[tuple[str, str], str] = {}
    for versions in demands:
        for identifier, version in versions.items():
            if identifier not in highest or version_key(version) > version_key(highest[identifier]):
                highest[identifier] = version
    return highest


def version_key(version: str) -> tuple[int, ...]:
    """Return a key that orders dotted versions: 7.1.10 after 7.1.5, and 7.1 equal to 7.1.0."""
    parts = [int(part) for part in version.split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def resolve(
    rulings: Iterable[Ruling],
    *,
    application: int,
    categories: Sequence[int],
    chain: Sequence[int],
    device_class: str,
    on: date,
) -> Resolution:
    """Return what holds for an organisation on a day, and why.

    `chain` names the organisations in force that day from the root down to the one asked about, and
    `categories` those of the application that day, nearest first. An organisation that has ended by
    then is left out of `chain` by the caller.
    """
    rank = {organisation: position for position, organisation in enumerate(chain)}
    nearness = {category: position for position, category in enumerate(categories, start=1)}
    nearness_of = {None: 0} | nearness

    def precedence(ruling: Ruling) -> tuple[int, int, int, int]:
        """Order the rulings of one organisation: the one that stands sorts first."""
        return (
            nearness_of[ruling.category],
            -ruling.effective_on.toordinal(),
            -ruling.revision,
            -ruling.place,
        )

    candidates = _candidates(
        r
        for r in rulings
        if r.organisation in rank
        and device_class in r.device_classes
        and r.in_force(on)
        and (r.application == application if r.category is None else r.category in nearness)
    )
    candidates.sort(key=lambda r: (rank[r.organisation], *precedence(r)))

    standing: dict[int, Ruling] = {}
    asides: list[Aside] = []
    for ruling in candidates:
        if ruling.outcome == UNDER_REVIEW:
            continue
        first = standing.setdefault(ruling.organisation, ruling)
        if first is not ruling:
            asides.append(Aside(ruling, DISPLACED, by=first))

    remaining = []
    for ruling in standing.values():
        derogation = next(
            (
                other
                for other in standing.values()
                if other.derogates == ruling.id and rank[other.organisation] > rank[ruling.organisation]
            ),
            None,
        )
        if derogation:
            asides.append(Aside(ruling, SET_ASIDE, by=derogation))
        else:
            remaining.append(ruling)

    assessments = [r for r in candidates if r.outcome == UNDER_REVIEW]
    if not remaining:
        if not assessments:
            return Resolution(None)
        first, *others = assessments
        asides += [
            Aside(r, DISPLACED if r.organisation == first.organisation else OUTWEIGHED, by=first) for r in others
        ]
        return Resolution(UNDER_REVIEW, (first,), _in_order(asides, candidates))

    outcome = min((r.outcome for r in remaining), key=STRICTEST_FIRST.index)
    reasons = tuple(r for r in remaining if r.outcome == outcome)
    asides += [Aside(r, OUTWEIGHED, by=reasons[0]) for r in remaining if r.outcome != outcome]
    asides += [Aside(r, STEPPED_ASIDE, by=reasons[0]) for r in assessments]
    return Resolution(outcome, reasons, _in_order(asides, candidates))


def _candidates(in_force: Iterable[Ruling]) -> list[Ruling]:
    """Return the candidates: a derogation is one only while its base is one, and so on down a chain."""
    by_id = {r.id: r for r in in_force}

    def is_candidate(ruling: Ruling) -> bool:
        while ruling.derogates is not None:
            if ruling.derogates not in by_id:
                return False
            ruling = by_id[ruling.derogates]
        return True

    return [r for r in by_id.values() if is_candidate(r)]


def _in_order(asides: list[Aside], candidates: list[Ruling]) -> tuple[Aside, ...]:
    """Return the asides in the order of the candidates."""
    position = {r.id: place for place, r in enumerate(candidates)}
    return tuple(sorted(asides, key=lambda aside: position[aside.ruling.id]))
