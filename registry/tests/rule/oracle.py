"""The oracle: the rule told again, slowly, in the order of its text, apart from its implementation.

It shares nothing with `registry.resolve` but the shape of a ruling. Each step filters a list, and keeps
to the words of "The rule" in the design rather than to any shortcut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.resolve import Resolution, Ruling


@dataclass(frozen=True)
class Answer:
    """What is said to a question; rulings go by their ids, or by the names that a table gives them."""

    outcome: str | None
    reasons: tuple[Any, ...]
    """Those that hold, nearest the root first."""
    fates: tuple[tuple[Any, str], ...]
    """Every other candidate with what became of it, in no order that counts: sorted."""
    comply_by: date | None
    minimum_versions: tuple[tuple[tuple[str, str], str], ...]


def answer_of(resolution: Resolution) -> Answer:
    """Return what `resolve` says in the words of the oracle."""
    return Answer(
        resolution.outcome,
        tuple(ruling.id for ruling in resolution.reasons),
        tuple(sorted((aside.ruling.id, aside.fate) for aside in resolution.asides)),
        resolution.comply_by,
        tuple(sorted(resolution.minimum_versions.items())),
    )


def answer(
    rulings: Iterable[Ruling],
    *,
    application: int,
    categories: Sequence[int],
    chain: Sequence[int],
    device_class: str,
    on: date,
) -> Answer:
    """Return what the text of the rule says, step by step."""
    # 1. Candidates: decisions in force that day for that device class, made by the organisation or one
    #    above it, on the application or on a category above it.
    candidates = list(rulings)
    candidates = [r for r in candidates if r.effective_on <= on]
    candidates = [r for r in candidates if r.expires_on is None or on < r.expires_on]
    candidates = [r for r in candidates if r.ends_on is None or on < r.ends_on]
    candidates = [r for r in candidates if device_class in r.device_classes]
    candidates = [r for r in candidates if r.organisation in chain]
    candidates = [r for r in candidates if r.application == application or r.category in categories]
    #    A derogation lapses with its base, and so on down a chain: strike until nothing more lapses.
    while lapsed := [d for d in candidates if d.derogates is not None and _find(candidates, d.derogates) is None]:
        candidates = [r for r in candidates if r not in lapsed]

    # 2. `under_review` steps aside. Of the others one stands per organisation.
    reviews = [r for r in candidates if r.outcome == "under_review"]
    others = [r for r in candidates if r.outcome != "under_review"]
    standing = []
    for organisation in chain:
        made = [r for r in others if r.organisation == organisation]
        if made:
            standing.append(_the_one_that_stands(made, categories))
    displaced = [r for r in others if r not in standing]

    # 3. Set aside by a derogation from it that stands at an organisation strictly below its own.
    set_aside = []
    for base in standing:
        from_it = [d for d in standing if d.derogates == base.id]
        if any(d.organisation in _strictly_below(base.organisation, chain) for d in from_it):
            set_aside.append(base)

    # 4. Of what remains the strictest outcome holds, and every ruling that says it is a reason.
    remaining = [r for r in standing if r not in set_aside]
    for strictest in ("prohibited", "conditional", "approved"):
        reasons = [r for r in remaining if r.outcome == strictest]
        if reasons:
            outweighed = [r for r in remaining if r not in reasons]
            return _told(
                reasons,
                outweighed=outweighed,
                displaced=displaced,
                set_aside=set_aside,
                stepped_aside=reviews,
            )

    # 5. Only where nothing remains, the assessment nearest the root holds.
    for organisation in chain:
        its_own = [r for r in reviews if r.organisation == organisation]
        if its_own:
            holds = _the_one_that_stands(its_own, categories)
            its_others = [r for r in its_own if r != holds]
            elsewhere = [r for r in reviews if r not in its_own]
            return _told([holds], outweighed=elsewhere, displaced=its_others, set_aside=[], stepped_aside=[])
    return Answer(None, (), (), None, ())


def _find(rulings: list[Ruling], number: int) -> Ruling | None:
    """Return the ruling of that number among those given, if it is there."""
    for ruling in rulings:
        if ruling.id == number:
            return ruling
    return None


def _strictly_below(organisation: int, chain: Sequence[int]) -> list[int]:
    """Return the organisations of the chain under this one, itself left out."""
    below = list(chain)
    while below.pop(0) != organisation:
        pass
    return below


def _the_one_that_stands(made: list[Ruling], categories: Sequence[int]) -> Ruling:
    """Return which of one organisation's rulings stands, striking the losers sentence by sentence."""
    # On the application before on a category, the nearest category first.
    on_the_target = [r for r in made if r.application is not None]
    for category in categories:
        if not on_the_target:
            on_the_target = [r for r in made if r.category == category]
    # Then the latest `effective_on`.
    latest_day = max(r.effective_on for r in on_the_target)
    of_that_day = [r for r in on_the_target if r.effective_on == latest_day]
    # Then the highest revision.
    last_revision = max(r.revision for r in of_that_day)
    of_that_revision = [r for r in of_that_day if r.revision == last_revision]
    # Then its place within it: the later place stands.
    last_place = max(r.place for r in of_that_revision)
    (stands,) = [r for r in of_that_revision if r.place == last_place]
    return stands


def _told(reasons: list[Ruling], **fates: list[Ruling]) -> Answer:
    """Return the answer that holds for these reasons, its demands added up."""
    deadlines = sorted(r.comply_by for r in reasons if r.comply_by is not None)
    highest: dict[tuple[str, str], str] = {}
    for reason in reasons:
        for identifier, version in reason.minimum_versions.items():
            if identifier not in highest or _is_higher(version, highest[identifier]):
                highest[identifier] = version
    return Answer(
        reasons[0].outcome,
        tuple(r.id for r in reasons),
        tuple(sorted((r.id, fate) for fate, fated in fates.items() for r in fated)),
        deadlines[0] if deadlines else None,
        tuple(sorted(highest.items())),
    )


def _is_higher(version: str, other: str) -> bool:
    """Tell whether a dotted version is higher than another, number by number, a missing one being 0."""
    numbers, others = [int(n) for n in version.split(".")], [int(n) for n in other.split(".")]
    while numbers or others:
        number, its_other = (numbers or [0]).pop(0), (others or [0]).pop(0)
        if number != its_other:
            return number > its_other
    return False
