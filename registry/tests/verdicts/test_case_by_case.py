"""Settling, case by case: after each publication every answer is what the rule says, as known at each revision."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from registry.models import Application, Decision, Revision, Verdict
from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.verdicts.dense import Dense, as_resolved, as_the_rule_says_it
from registry.tests.verdicts.small import Small
from registry.verdicts.drift import drifts
from registry.verdicts.timeline import timelines

FIRST, SECOND, THIRD, FOURTH = (date(2023 + year, 3, 24) for year in range(4))
DAYS = [day + timedelta(shift) for day in (FIRST, SECOND, THIRD, FOURTH) for shift in (-1, 0)]

History = Callable[[Small], object]


def history(sentence: str, *steps: History) -> object:
    return pytest.param(steps, id=sentence)


def rules(who: str, outcome: str, on: date = FIRST, what: str = "app", **fields: object) -> History:
    return lambda s: s.rules(getattr(s, who), getattr(s, what), outcome, on, **fields)


def moves(what: str, to: str | None, on: date | None) -> History:
    return lambda s: s.moves(getattr(s, what), to and getattr(s, to), on)


def ends(who: str, on: date | None) -> History:
    return lambda s: s.ends(getattr(s, who), on)


def withdraws(nth: int, on: date) -> History:
    def step(s: Small) -> None:
        s.withdraws(Decision.objects.order_by("id")[nth], on)

    return step


def derogates(who: str, nth: int, outcome: str, on: date, until: date, what: str = "app") -> History:
    def step(s: Small) -> None:
        base = Decision.objects.order_by("id")[nth]
        s.rules(getattr(s, who), getattr(s, what), outcome, on, derogates=base, expires_on=until)

    return step


HISTORIES = (
    history(
        "the root rules where a ministry did", rules("culture", "conditional"), rules("etat", "prohibited", SECOND)
    ),
    history(
        "the root rules on the category where a ministry did",
        rules("museums", "approved"),
        rules("etat", "prohibited", SECOND, "social"),
    ),
    history(
        "the root takes back what outweighed a ministry",
        rules("etat", "prohibited"),
        rules("culture", "approved"),
        withdraws(0, SECOND),
    ),
    history(
        "the ban above ends by itself",
        rules("etat", "prohibited", expires_on=THIRD),
        rules("culture", "approved", SECOND),
    ),
    history(
        "the earliest of two withdrawals wins",
        rules("culture", "prohibited"),
        withdraws(0, THIRD),
        withdraws(0, SECOND),
    ),
    history("an annulled ruling never was", rules("culture", "prohibited", SECOND), withdraws(0, FIRST)),
    history("a later ruling displaces", rules("etat", "prohibited"), rules("etat", "approved", SECOND)),
    history("a backdated ruling loses", rules("etat", "prohibited", SECOND), rules("etat", "approved", FIRST)),
    history("of two on one day the last entered stands", rules("etat", "prohibited"), rules("etat", "approved")),
    history(
        "of two in one publication the last in its place stands",
        lambda s: s.publish(
            s.unpublished(s.etat, s.app, "approved", FIRST), s.unpublished(s.etat, s.app, "prohibited", FIRST)
        ),
    ),
    history(
        "a service that ruled moves away from a ban",
        rules("culture", "prohibited"),
        rules("museums", "approved"),
        moves("museums", "interior", SECOND),
    ),
    history(
        "a service that ruled moves under a ban",
        rules("interior", "prohibited"),
        rules("museums", "conditional"),
        moves("museums", "interior", SECOND),
    ),
    history(
        "a service that ruled on the category moves under a ban",
        rules("interior", "prohibited"),
        rules("museums", "approved", what="social"),
        moves("museums", "interior", SECOND),
    ),
    history(
        "a service that ruled moves with the ministry above it",
        rules("interior", "prohibited"),
        rules("museums", "approved"),
        moves("culture", "interior", SECOND),
    ),
    history(
        "a service that rules only after it moved",
        moves("museums", "interior", SECOND),
        rules("interior", "prohibited"),
        rules("museums", "approved", FIRST),
    ),
    history(
        "a service that ruled was always elsewhere",
        rules("culture", "prohibited"),
        rules("museums", "approved"),
        moves("museums", "interior", None),
    ),
    history(
        "a move is overtaken by a correction",
        rules("interior", "prohibited"),
        rules("museums", "approved"),
        moves("museums", "interior", SECOND),
        moves("museums", "culture", SECOND),
    ),
    history(
        "a move that is entered later takes effect before another",
        rules("interior", "prohibited"),
        rules("museums", "approved"),
        moves("museums", "interior", THIRD),
        moves("museums", "etat", SECOND),
    ),
    history(
        "a ministry that ruled ends",
        rules("etat", "approved"),
        rules("interior", "prohibited"),
        ends("interior", SECOND),
    ),
    history(
        "a ministry that ruled ends, and does not",
        rules("interior", "prohibited"),
        ends("interior", SECOND),
        ends("interior", None),
    ),
    history(
        "a ministry ends above a service that ruled and moves away on that day",
        rules("culture", "prohibited"),
        rules("museums", "conditional"),
        moves("museums", "interior", SECOND),
        ends("culture", SECOND),
    ),
    history(
        "a service ends, and later its ministry",
        rules("culture", "prohibited"),
        rules("museums", "prohibited"),
        ends("museums", SECOND),
        ends("culture", THIRD),
    ),
    history(
        "an application moves into a ban", rules("etat", "prohibited", what="social"), moves("other", "social", SECOND)
    ),
    history(
        "an application moves out of a ban",
        rules("etat", "prohibited", what="social"),
        moves("app", "messaging", SECOND),
        moves("app", "social", THIRD),
    ),
    history(
        "an application was never in the banned category",
        rules("culture", "prohibited", what="social"),
        moves("app", "messaging", None),
    ),
    history(
        "a category moves into a ban", rules("etat", "prohibited", what="social"), moves("messaging", "social", SECOND)
    ),
    history(
        "a category moves into a ban and out again",
        rules("culture", "prohibited", what="social"),
        moves("messaging", "social", SECOND),
        moves("messaging", None, THIRD),
    ),
    history(
        "the ban comes after the moves",
        moves("messaging", "social", SECOND),
        moves("other", "social", THIRD),
        rules("etat", "prohibited", what="social"),
        rules("culture", "approved", what="messaging"),
    ),
    history(
        "a ban on a category covers the categories that moved below it",
        moves("messaging", "social", SECOND),
        rules("etat", "prohibited", what="social"),
    ),
    history(
        "two applications leave a banned category on two days",
        moves("other", "social", None),
        moves("app", "messaging", SECOND),
        moves("other", "messaging", THIRD),
        rules("etat", "prohibited", what="social"),
    ),
    history(
        "of two applications in one category one is ruled on by name",
        moves("other", "social", None),
        rules("etat", "prohibited"),
        rules("etat", "approved", what="social"),
    ),
    history(
        "two applications reach one category by different ways",
        moves("app", "messaging", SECOND),
        moves("other", "messaging", None),
        rules("etat", "prohibited", what="messaging"),
    ),
    history(
        "a derogation ends",
        rules("etat", "prohibited", what="social"),
        derogates("culture", 0, "approved", SECOND, THIRD),
    ),
    history(
        "a derogation lapses with its base",
        rules("etat", "prohibited"),
        derogates("culture", 0, "approved", FIRST, FOURTH),
        withdraws(0, SECOND),
    ),
    history(
        "a derogation is set aside below by another, then is withdrawn",
        rules("etat", "prohibited"),
        derogates("culture", 0, "conditional", FIRST, FOURTH),
        derogates("museums", 1, "approved", SECOND, THIRD),
        withdraws(1, THIRD),
    ),
    history(
        "a service moves from under the ministry that derogated",
        rules("etat", "prohibited"),
        derogates("culture", 0, "approved", FIRST, FOURTH),
        rules("museums", "conditional"),
        moves("museums", "interior", SECOND),
    ),
    history(
        "an assessment steps aside",
        rules("culture", "under_review"),
        rules("etat", "approved", SECOND, expires_on=THIRD),
    ),
    history(
        "each device has its own",
        rules("etat", "prohibited", device_classes=[PHONE, TABLET]),
        rules("culture", "approved", SECOND, device_classes=[TABLET]),
        withdraws(0, THIRD),
    ),
)


@pytest.mark.parametrize("steps", HISTORIES)
def test_every_answer_is_what_the_rule_says(tree: Small, steps: tuple[History, ...]) -> None:
    first = Revision.objects.latest_number()
    for step in steps:
        step(tree)
    last = Revision.objects.latest_number()
    dense = Dense()
    applications = list(Application.objects.all())
    for revision in range(first, last + 1):
        read = timelines(revision=revision)
        for organisation in (tree.etat, tree.culture, tree.interior, tree.museums):
            for application in applications:
                for device in (PHONE, TABLET):
                    stretches = read.of(application.pk, organisation.pk, device)
                    for day in DAYS:
                        (stretch,) = (stretch for stretch in stretches if stretch.covers(day))
                        assert as_the_rule_says_it(stretch.verdict) == as_resolved(
                            dense.ask(
                                application=application.pk,
                                organisation=organisation.pk,
                                device_class=device,
                                on=day,
                                revision=revision,
                            )
                        ), f"{application} at {organisation} on {device}, {day}, as known at r{revision}"
    assert list(drifts()) == []


def test_what_a_publication_does_not_turn_is_left_alone(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, FIRST)
    tree.rules(tree.culture, tree.other, Outcome.APPROVED, FIRST)
    before = set(Verdict.objects.values_list())
    tree.rules(tree.interior, tree.other, Outcome.APPROVED, FIRST)
    assert before < set(Verdict.objects.values_list())
    tree.publish(tree.app)
    tree.moves(tree.museums, tree.interior, SECOND)
    assert len(set(Verdict.objects.values_list()) - before) == 1
