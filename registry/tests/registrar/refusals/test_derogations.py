"""Bad derogations from a ban of the root on a category with all below it, on phones, until 2030."""

from datetime import timedelta

import pytest

from registry.models import Decision
from registry.terms import DeviceClass, Outcome
from registry.tests.registrar.ground import BAN, DURING, END, LATER, Ground
from registry.tests.registrar.refusals import WHOLE, refused, row
from registry.tests.scene import PHONE, TABLET

LOOSENS_AND_ENDS = "A derogation approves, with or without conditions, and always has an end."
FROM_NEITHER = "One derogates from a prohibition or a condition: this decision is neither."
STRICTLY_BELOW_THE_ROOT = "A derogation is made strictly below etat (en), which made the ruling."
STRICTLY_BELOW_CULTURE = "A derogation is made strictly below culture (en), which made the ruling."
ONLY_ITS_DEVICES = "A derogation covers only devices that the ruling covers."
ONLY_RECREATIONAL = "A derogation is for what the ruling covers: recreational (en)."


def from_cultures_ban(g: Ground, **fields) -> list[Decision]:
    """Return a ban of a ministry on one application, and a derogation from it."""
    ban = g.unpublished(g.culture, g.tiktok, Outcome.PROHIBITED, DURING)
    return [ban, g.derogation(**{"derogates": ban, "organisation": g.museums, **fields})]


DOES_NOT_BIND = (
    "This ruling does not bind Tiktok there on June 2, 2024: another one of etat (en) stands in its place."
    " Derogate from that one, if need be."
)

TABLE = (
    row(
        "a derogation from a ruling that another one of the same organisation displaced",
        lambda g: [
            g.unpublished(g.etat, g.tiktok, Outcome.PROHIBITED, DURING),
            g.derogation(effective_on=DURING + timedelta(days=1)),
        ],
        "derogates",
        DOES_NOT_BIND,
    ),
    row(
        "a derogation for a category from a ruling that another one of the same organisation displaced",
        lambda g: [
            g.unpublished(g.etat, g.social, Outcome.PROHIBITED, DURING),
            g.derogation(target=g.social, effective_on=DURING + timedelta(days=1)),
        ],
        "derogates",
        DOES_NOT_BIND.replace("Tiktok", "social (en)"),
    ),
    row("a derogation without an end", lambda g: [g.derogation(expires_on=None)], WHOLE, LOOSENS_AND_ENDS),
    row("a derogation that prohibits", lambda g: [g.derogation(outcome=Outcome.PROHIBITED)], WHOLE, LOOSENS_AND_ENDS),
    row("a derogation that assesses", lambda g: [g.derogation(outcome=Outcome.UNDER_REVIEW)], WHOLE, LOOSENS_AND_ENDS),
    row(
        "a derogation from an approval",
        lambda g: [g.derogation(derogates=g.approval, target=g.signal)],
        "derogates",
        FROM_NEITHER,
    ),
    row(
        "a derogation from an assessment",
        lambda g: [g.derogation(derogates=g.review, target=g.signal, organisation=g.museums)],
        "derogates",
        FROM_NEITHER,
    ),
    row(
        "a derogation by the base's own organisation",
        lambda g: [g.derogation(organisation=g.etat)],
        "organisation",
        STRICTLY_BELOW_THE_ROOT,
    ),
    row(
        "a derogation by the ministry that made the ban",
        lambda g: from_cultures_ban(g, organisation=g.culture),
        "organisation",
        STRICTLY_BELOW_CULTURE,
    ),
    row(
        "a derogation above the ban",
        lambda g: from_cultures_ban(g, organisation=g.etat),
        "organisation",
        STRICTLY_BELOW_CULTURE,
    ),
    row(
        "a derogation beside the ban",
        lambda g: from_cultures_ban(g, organisation=g.interior),
        "organisation",
        STRICTLY_BELOW_CULTURE,
    ),
    row(
        "a derogation by a service that has moved away by that day",
        lambda g: [g.placement(g.museums, g.interior, DURING), *from_cultures_ban(g)],
        "organisation",
        STRICTLY_BELOW_CULTURE,
    ),
    row(
        "a derogation for other devices",
        lambda g: [g.derogation(device_classes=[TABLET])],
        "device_classes",
        ONLY_ITS_DEVICES,
    ),
    row(
        "a derogation for more devices",
        lambda g: [g.derogation(device_classes=[PHONE, DeviceClass.WORKSTATION])],
        "device_classes",
        ONLY_ITS_DEVICES,
    ),
    row(
        "a derogation for an application outside the category",
        lambda g: [g.derogation(target=g.olvid)],
        "derogates",
        ONLY_RECREATIONAL,
    ),
    row(
        "a derogation for another category",
        lambda g: [g.derogation(target=g.messaging)],
        "derogates",
        ONLY_RECREATIONAL,
    ),
    row(
        "a derogation for an application that has left the category by that day",
        lambda g: [g.placement(g.tiktok, g.messaging, DURING), g.derogation()],
        "derogates",
        ONLY_RECREATIONAL,
    ),
    row(
        "a derogation for a category that has left the banned one by that day",
        lambda g: [g.placement(g.social, g.messaging, DURING), g.derogation(target=g.social)],
        "derogates",
        ONLY_RECREATIONAL,
    ),
    row(
        "a derogation for a category above the banned one",
        lambda g: [
            ban := g.unpublished(g.etat, g.social, Outcome.PROHIBITED, BAN),
            g.derogation(derogates=ban, target=g.recreational),
        ],
        "derogates",
        "A derogation is for what the ruling covers: social (en).",
    ),
    row(
        "a derogation for another application",
        lambda g: from_cultures_ban(g, target=g.olvid),
        "derogates",
        "A derogation is for what the ruling covers: Tiktok.",
    ),
    row(
        "a derogation for the category of a banned application",
        lambda g: from_cultures_ban(g, target=g.social),
        "derogates",
        "A derogation is for what the ruling covers: Tiktok.",
    ),
    row(
        "a derogation that begins earlier",
        lambda g: [g.derogation(on=BAN - timedelta(1))],
        "effective_on",
        "The ruling is in force from March 24, 2023: a derogation cannot begin earlier.",
    ),
    row(
        "a derogation that lasts longer",
        lambda g: [g.derogation(expires_on=END + timedelta(1))],
        "expires_on",
        "The ruling ends on Jan. 1, 2030: a derogation cannot last longer.",
    ),
    row(
        "a derogation that lasts longer than a withdrawal of the same publication",
        lambda g: [g.withdrawal(g.ban, LATER), g.derogation(expires_on=LATER + timedelta(1))],
        "expires_on",
        "The ruling ends on Jan. 1, 2025: a derogation cannot last longer.",
    ),
    row(
        "a derogation from what was annulled",
        lambda g: [g.withdrawal(g.ban, BAN), g.derogation()],
        "expires_on",
        "The ruling ends on March 24, 2023: a derogation cannot last longer.",
    ),
    row(
        "a derogation of a ministry that has ended",
        lambda g: [g.derogation(organisation=g.former)],
        "organisation",
        "former (en) has ended by that day: it rules no more.",
    ),
    row(
        "a derogation from a derogation that approves",
        lambda g: [
            first := g.derogation(),
            g.derogation(derogates=first, organisation=g.museums),
        ],
        "derogates",
        FROM_NEITHER,
    ),
    row(
        "a derogation from a conditional derogation, longer than it",
        lambda g: [
            first := g.derogation(outcome=Outcome.CONDITIONAL),
            g.derogation(derogates=first, organisation=g.museums, expires_on=LATER + timedelta(1)),
        ],
        "expires_on",
        "The ruling ends on Jan. 1, 2025: a derogation cannot last longer.",
    ),
)


@pytest.mark.parametrize(("bad", "field", "told"), TABLE)
def test_is_refused(ground: Ground, bad, field: str, told: str) -> None:
    refused(ground, bad(ground), field, told)


def test_a_derogation_longer_than_an_earlier_withdrawal_is_refused(ground: Ground) -> None:
    ground.publish(ground.withdrawal(ground.ban, LATER))
    refused(
        ground,
        [ground.derogation(expires_on=LATER + timedelta(1), derogates=ground.again(ground.ban))],
        "expires_on",
        "The ruling ends on Jan. 1, 2025: a derogation cannot last longer.",
    )


@pytest.mark.parametrize(
    "good",
    [
        pytest.param(lambda g: [g.derogation()], id="for an application of the category"),
        pytest.param(lambda g: [g.derogation(target=g.social)], id="for a category below"),
        pytest.param(lambda g: [g.derogation(target=g.recreational)], id="for the whole category"),
        pytest.param(lambda g: [g.derogation(on=BAN, expires_on=END)], id="for all of its days"),
        pytest.param(lambda g: [g.derogation(organisation=g.museums)], id="two levels below"),
        pytest.param(from_cultures_ban, id="by a service from its ministry's ban"),
        pytest.param(
            lambda g: [
                first := g.derogation(outcome=Outcome.CONDITIONAL),
                g.derogation(derogates=first, organisation=g.museums),
            ],
            id="from a derogation under conditions",
        ),
    ],
)
def test_is_published(ground: Ground, good) -> None:
    assert ground.publish(*good(ground)).turns
