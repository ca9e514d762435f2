"""Bad decisions, minimum versions and withdrawals."""

from datetime import date, timedelta

import pytest

from registry.models import Decision
from registry.proposals.changes import Retirement
from registry.terms import IdentifierKind, Outcome
from registry.tests.registrar.ground import BAN, DURING, END, LATER, Ground
from registry.tests.registrar.refusals import WHOLE, refused, row
from registry.tests.scene import PHONE

BLANK = "This field cannot be blank."
ONE_TARGET = "A decision rules on an application or on a category: choose one of them."
CONDITIONS = "State the conditions, in both languages, where the outcome is “approved with conditions”, and only there."
DEADLINE = "The deadline must lie within the days on which the decision is in force."
RESTRICTION = "Only a prohibition or a condition has a deadline."
NOT_COVERED = "This identifier is of an application that the decision does not cover."
DOTTED = "A version is numbers with dots, e.g. 7.1.10."
VERSION_CODE = "On Android a version is its version code: a whole number of at most 2147483647."
ENDS = "The decision ends on Jan. 1, 2030 already."


def of_tiktok(g: Ground, outcome: str = Outcome.PROHIBITED, on: date = DURING, **fields) -> list[Decision]:
    return [g.unpublished(g.culture, g.tiktok, outcome, on, **fields)]


DECISIONS = (
    row(
        "a decision of a ministry that has ended",
        lambda g: [g.unpublished(g.former, g.tiktok, Outcome.PROHIBITED, date(2024, 1, 1))],
        "organisation",
        "former (en) has ended by that day: it rules no more.",
    ),
    row(
        "a decision that rests on a draft",
        lambda g: of_tiktok(g, basis=g.draft),
        "basis",
        "The notice is a draft: publish it before a decision rests on it.",
    ),
    row("a decision on two targets", lambda g: of_tiktok(g, category=g.messaging), WHOLE, ONE_TARGET),
    row("a decision on nothing", lambda g: of_tiktok(g, application=None), WHOLE, ONE_TARGET),
    row("a decision for no device", lambda g: of_tiktok(g, device_classes=[]), "device_classes", BLANK),
    row(
        "a decision for a device that nobody knows",
        lambda g: of_tiktok(g, device_classes=[PHONE, "typewriter"]),
        "device_classes",
        "Item 2 in the array did not validate: Value 'typewriter' is not a valid choice.",
    ),
    row(
        "an outcome that nobody knows",
        lambda g: of_tiktok(g, "unlisted"),
        "outcome",
        "Value 'unlisted' is not a valid choice.",
    ),
    row(
        "a condition that is not stated",
        lambda g: of_tiktok(g, Outcome.CONDITIONAL, conditions_fr="", conditions_en=""),
        WHOLE,
        CONDITIONS,
    ),
    row(
        "a condition stated in one language",
        lambda g: of_tiktok(g, Outcome.CONDITIONAL, conditions_en=""),
        WHOLE,
        CONDITIONS,
    ),
    row(
        "a condition of nothing but spaces",
        lambda g: of_tiktok(g, Outcome.CONDITIONAL, conditions_fr=" \n"),
        "conditions_fr",
        "State the conditions, in both languages.",
    ),
    row(
        "a prohibition with conditions",
        lambda g: of_tiktok(g, conditions_fr="Si.", conditions_en="If."),
        WHOLE,
        CONDITIONS,
    ),
    row(
        "an approval with conditions", lambda g: of_tiktok(g, Outcome.APPROVED, conditions_fr="Si."), WHOLE, CONDITIONS
    ),
    row("a decision without a rationale", lambda g: of_tiktok(g, rationale_en=""), "rationale_en", BLANK),
    row("a rationale of nothing but spaces", lambda g: of_tiktok(g, rationale_fr=" \t "), "rationale_fr", BLANK),
    row(
        "an expiry on the day of its effect",
        lambda g: of_tiktok(g, expires_on=DURING),
        WHOLE,
        "A decision must expire after the day on which it takes effect.",
    ),
    row(
        "an expiry before its effect",
        lambda g: of_tiktok(g, expires_on=BAN),
        WHOLE,
        "A decision must expire after the day on which it takes effect.",
    ),
    row("a deadline before its effect", lambda g: of_tiktok(g, comply_by=DURING - timedelta(1)), WHOLE, DEADLINE),
    row(
        "a deadline on the day of its expiry",
        lambda g: of_tiktok(g, expires_on=LATER, comply_by=LATER),
        WHOLE,
        DEADLINE,
    ),
    row("a deadline for an approval", lambda g: of_tiktok(g, Outcome.APPROVED, comply_by=DURING), WHOLE, RESTRICTION),
    row(
        "a deadline for an assessment",
        lambda g: of_tiktok(g, Outcome.UNDER_REVIEW, comply_by=DURING),
        WHOLE,
        RESTRICTION,
    ),
    row(
        "a decision that was published before",
        lambda g: [g.again(g.ban)],
        WHOLE,
        "What was published is not edited: publish a new fact.",
    ),
    row(
        "a decision that was published before, with another outcome",
        lambda g: [g.again(g.ban, outcome=Outcome.APPROVED)],
        WHOLE,
        "What was published is not edited: publish a new fact.",
    ),
    row(
        "the same decision twice in one publication",
        lambda g: of_tiktok(g) * 2,
        WHOLE,
        "What was published is not edited: publish a new fact.",
    ),
)


MINIMUM_VERSIONS = (
    row(
        "a minimum version for a prohibition",
        lambda g: [*(made := of_tiktok(g)), g.minimum(made[0], g.of_tiktok, "7.1")],
        "version",
        "Only “approved with conditions” sets a minimum version.",
    ),
    row(
        "a minimum version for an approval",
        lambda g: [*(made := of_tiktok(g, Outcome.APPROVED)), g.minimum(made[0], g.of_tiktok, "7.1")],
        "version",
        "Only “approved with conditions” sets a minimum version.",
    ),
    row(
        "a minimum version for a decision that was published before",
        lambda g: [
            on_ios := g.known_as(g.olvid, IdentifierKind.IOS_BUNDLE_ID, "io.olvid.messenger"),
            g.minimum(g.caution, on_ios, "4.1"),
        ],
        "decision",
        "A published decision takes no further condition: publish a new one.",
    ),
    row(
        "a minimum version by another application's identifier",
        lambda g: g.conditional(g.olvid, (g.of_tiktok, "7.1")),
        "identifier",
        NOT_COVERED,
    ),
    row(
        "a minimum version by the identifier of an application outside the category",
        lambda g: g.conditional(g.messaging, (g.of_tiktok, "7.1")),
        "identifier",
        NOT_COVERED,
    ),
    row(
        "a minimum version by an identifier that the same publication retires",
        lambda g: [Retirement(of := g.again(g.of_tiktok)), *g.conditional(g.tiktok, (of, "7.1"))],
        "identifier",
        "This identifier is no longer known: choose another one.",
    ),
    row(
        "two minimum versions by one identifier",
        lambda g: g.conditional(g.tiktok, (g.of_tiktok, "7.1"), (g.of_tiktok, "7.2")),
        WHOLE,
        "The decision sets a minimum version for this identifier already.",
    ),
    row("a version with a letter", lambda g: g.conditional(g.tiktok, (g.of_tiktok, "7.1b")), WHOLE, DOTTED),
    row("a version that begins with a dot", lambda g: g.conditional(g.tiktok, (g.of_tiktok, ".7")), WHOLE, DOTTED),
    row("a version of seven numbers", lambda g: g.conditional(g.tiktok, (g.of_tiktok, "1.2.3.4.5.6.7")), WHOLE, DOTTED),
    row("a version of a huge number", lambda g: g.conditional(g.tiktok, (g.of_tiktok, "9" * 19)), WHOLE, DOTTED),
    row("a version in Arabic digits", lambda g: g.conditional(g.tiktok, (g.of_tiktok, "٧.١")), WHOLE, DOTTED),
    row("a version with a line break", lambda g: g.conditional(g.tiktok, (g.of_tiktok, "7.1\n")), WHOLE, DOTTED),
    row(
        "a dotted version on Android", lambda g: g.conditional(g.olvid, (g.on_android, "7.1")), "version", VERSION_CODE
    ),
    row(
        "a version code beyond 32 bits",
        lambda g: g.conditional(g.olvid, (g.on_android, "2147483648")),
        "version",
        VERSION_CODE,
    ),
)

WITHDRAWALS = (
    row("a withdrawal on the day of the expiry", lambda g: [g.withdrawal(g.ban, END)], "ends_on", ENDS),
    row("a withdrawal after the expiry", lambda g: [g.withdrawal(g.ban, END + timedelta(1))], "ends_on", ENDS),
    row(
        "a withdrawal without a reason",
        lambda g: [g.withdrawal(g.ban, LATER, reason_fr=" ")],
        "reason_fr",
        BLANK,
    ),
    row(
        "two withdrawals for one day",
        lambda g: [g.withdrawal(g.ban, LATER), g.withdrawal(g.ban, LATER)],
        "ends_on",
        "The decision ends on Jan. 1, 2025 already.",
    ),
)


@pytest.mark.parametrize(("bad", "field", "told"), [*DECISIONS, *MINIMUM_VERSIONS, *WITHDRAWALS])
def test_is_refused(ground: Ground, bad, field: str, told: str) -> None:
    refused(ground, bad(ground), field, told)


@pytest.mark.parametrize("on", [LATER, LATER + timedelta(1)], ids=["the same day", "a later one"])
def test_a_second_withdrawal_that_is_no_earlier_is_refused(ground: Ground, on: date) -> None:
    ground.publish(ground.withdrawal(ground.ban, LATER))
    refused(ground, [ground.withdrawal(ground.ban, on)], "ends_on", "The decision ends on Jan. 1, 2025 already.")


def test_a_second_withdrawal_that_is_earlier_is_published(ground: Ground) -> None:
    ground.publish(ground.withdrawal(ground.ban, LATER))
    ground.publish(ground.withdrawal(ground.ban, DURING))
    assert Decision.objects.get(pk=ground.ban.pk).ends_on == DURING
