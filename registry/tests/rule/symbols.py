"""The few symbols in which the truth table is written: who, about what, when, and what is then said."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from registry.resolve import Ruling
from registry.tests.rule.oracle import Answer


class Target(NamedTuple):
    """What a ruling is about: one application or one category."""

    application: int | None = None
    category: int | None = None


# Numbers that sort otherwise than the trees do, and an application that shares its number with a
# category: an answer that leans on either is wrong.
ROOT, MINISTRY, SERVICE, TEAM, OTHER_MINISTRY = 50, 20, 40, 10, 30
CHAINS = {
    ROOT: (ROOT,),
    MINISTRY: (ROOT, MINISTRY),
    SERVICE: (ROOT, MINISTRY, SERVICE),
    TEAM: (ROOT, MINISTRY, SERVICE, TEAM),
    OTHER_MINISTRY: (ROOT, OTHER_MINISTRY),
}
APP, OTHER_APP = Target(application=7), Target(application=8)
SOCIAL, RECREATIONAL, MESSAGING = Target(category=7), Target(category=2), Target(category=8)
CATEGORIES = (SOCIAL, RECREATIONAL)
PHONE, TABLET = "professional_phone", "professional_tablet"
IOS, ANDROID = ("ios_bundle_id", "org.example"), ("android_package", "org.example")


def day(number: int) -> date:
    """Return a day of March 2023; rulings take effect on the 1st and questions are asked on the 20th."""
    return date(2023, 3, number)


def ruling(
    outcome: str,
    organisation: int,
    target: Target = APP,
    *,
    since: int = 1,
    until: int | None = None,
    withdrawn: int | None = None,
    derogates: str | None = None,
    devices: tuple[str, ...] = (PHONE,),
    comply_by: int | None = None,
    versions: Mapping[tuple[str, str], str] | None = None,
    revision: int | None = None,
    place: int = 0,
) -> dict[str, Any]:
    """Return a ruling that is yet to be numbered; days are those of the month, its base goes by name."""
    return {
        "outcome": outcome,
        "organisation": organisation,
        "application": target.application,
        "category": target.category,
        "effective_on": day(since),
        "expires_on": day(until) if until else None,
        "ends_on": day(withdrawn) if withdrawn else None,
        "derogates": derogates,
        "device_classes": frozenset(devices),
        "comply_by": day(comply_by) if comply_by else None,
        "minimum_versions": versions or {},
        "revision": revision,
        "place": place,
    }


def approved(organisation: int, target: Target = APP, **facts: Any) -> dict[str, Any]:
    """Return a ruling that approves."""
    return ruling("approved", organisation, target, **facts)


def conditional(organisation: int, target: Target = APP, **facts: Any) -> dict[str, Any]:
    """Return a ruling that approves with conditions."""
    return ruling("conditional", organisation, target, **facts)


def prohibited(organisation: int, target: Target = APP, **facts: Any) -> dict[str, Any]:
    """Return a ruling that prohibits."""
    return ruling("prohibited", organisation, target, **facts)


def reviewed(organisation: int, target: Target = APP, **facts: Any) -> dict[str, Any]:
    """Return a ruling that says an assessment is in progress."""
    return ruling("under_review", organisation, target, **facts)


def published(**rulings: dict[str, Any]) -> dict[str, Ruling]:
    """Return the rulings by name, published one a revision in the order given, unless they say otherwise."""
    numbers = {name: number for number, name in enumerate(rulings, start=1)}
    return {
        name: Ruling(
            **facts
            | {
                "id": numbers[name],
                # A name that nobody bears is a base that nobody knows.
                "derogates": facts["derogates"] and numbers.get(facts["derogates"], 99),
                "revision": facts["revision"] or numbers[name],
            }
        )
        for name, facts in rulings.items()
    }


def at(
    organisation: int,
    *,
    on: int = 20,
    device: str = PHONE,
    about: Target = APP,
    under: tuple[Target, ...] = CATEGORIES,
    chain: tuple[int, ...] | None = None,
) -> dict[str, Any]:
    """Return the question asked: at an organisation, on a day, for a device, about an application."""
    return {
        "application": about.application,
        "categories": [category.category for category in under],
        "chain": CHAINS[organisation] if chain is None else chain,
        "device_class": device,
        "on": day(on),
    }


def said(
    outcome: str | None,
    by: str = "",
    *,
    comply_by: int | None = None,
    versions: Mapping[tuple[str, str], str] | None = None,
    **fates: str,
) -> Answer:
    """Return what is to be said: the outcome, by which rulings in order, and the fate of all others."""
    return Answer(
        outcome,
        tuple(by.split()),
        tuple(sorted((name, fate) for fate, names in fates.items() for name in names.split())),
        day(comply_by) if comply_by else None,
        tuple(sorted((versions or {}).items())),
    )


UNLISTED = said(None)


def named(answer: Answer, rulings: Mapping[str, Ruling]) -> Answer:
    """Return an answer with the rulings' names in the place of their numbers."""
    names = {ruling.id: name for name, ruling in rulings.items()}
    return Answer(
        answer.outcome,
        tuple(names[number] for number in answer.reasons),
        tuple(sorted((names[number], fate) for number, fate in answer.fates)),
        answer.comply_by,
        answer.minimum_versions,
    )
