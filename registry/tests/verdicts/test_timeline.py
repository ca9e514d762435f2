"""Timelines: since when and until when an outcome holds, through every ruling, move and end behind it."""

from datetime import date, timedelta

from registry.models import Organisation
from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.verdicts.small import Small
from registry.verdicts.timeline import Stretch, holding_reasons, timelines

BAN = date(2023, 3, 24)
SECOND = date(2024, 1, 1)
THIRD = date(2025, 1, 1)
ALWAYS = date.min


def run(scene: Small, organisation: Organisation, on: date) -> tuple[date, date | None, str | None]:
    stretch = timelines().run(scene.app.pk, organisation.pk, PHONE, on)
    return stretch.starts, stretch.ends, stretch.outcome


def shape(scene: Small, where: Organisation, **words: object) -> list[tuple[date, date | None, str | None]]:
    stretches = timelines(**words).of(scene.app.pk, where.pk, PHONE)
    return [(stretch.starts, stretch.ends, stretch.outcome) for stretch in stretches]


def test_what_nobody_ruled_on_is_unlisted_since_always_and_for_ever(tree: Small) -> None:
    assert run(tree, tree.culture, BAN) == (ALWAYS, None, None)
    assert shape(tree, tree.culture) == [(ALWAYS, None, None)]


def test_since_is_the_day_from_which_and_until_the_day_on_which_no_longer(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN, expires_on=SECOND)
    assert run(tree, tree.museums, BAN - timedelta(1)) == (ALWAYS, BAN, None)
    assert run(tree, tree.museums, BAN) == (BAN, SECOND, Outcome.PROHIBITED)
    assert run(tree, tree.museums, SECOND - timedelta(1)) == (BAN, SECOND, Outcome.PROHIBITED)
    assert run(tree, tree.museums, SECOND) == (SECOND, None, None)


def test_since_goes_back_through_rulings_with_the_same_outcome(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN, expires_on=THIRD)
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, SECOND)
    assert run(tree, tree.culture, SECOND) == (BAN, None, Outcome.PROHIBITED)
    assert run(tree, tree.culture, THIRD) == (BAN, None, Outcome.PROHIBITED)
    assert run(tree, tree.etat, SECOND) == (BAN, THIRD, Outcome.PROHIBITED)
    assert len(shape(tree, tree.culture)) == 4


def test_since_goes_back_through_a_move_where_both_prohibit(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.rules(tree.interior, tree.app, Outcome.PROHIBITED, BAN)
    tree.moves(tree.museums, tree.interior, SECOND)
    assert run(tree, tree.museums, THIRD) == (BAN, None, Outcome.PROHIBITED)


def test_since_is_the_move_where_one_of_both_prohibits(tree: Small) -> None:
    tree.rules(tree.interior, tree.app, Outcome.PROHIBITED, BAN)
    tree.moves(tree.museums, tree.interior, SECOND)
    tree.moves(tree.museums, tree.culture, THIRD)
    assert run(tree, tree.museums, SECOND) == (SECOND, THIRD, Outcome.PROHIBITED)
    assert shape(tree, tree.museums) == [
        (ALWAYS, SECOND, None),
        (SECOND, THIRD, Outcome.PROHIBITED),
        (THIRD, None, None),
    ]


def test_a_gap_of_a_day_breaks_the_run(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN, expires_on=SECOND)
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, SECOND + timedelta(1))
    assert run(tree, tree.etat, THIRD) == (SECOND + timedelta(1), None, Outcome.PROHIBITED)
    assert run(tree, tree.etat, SECOND) == (SECOND, SECOND + timedelta(1), None)


def test_another_outcome_breaks_the_run(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, SECOND, expires_on=THIRD)
    assert run(tree, tree.culture, SECOND) == (SECOND, THIRD, Outcome.PROHIBITED)
    assert run(tree, tree.culture, THIRD) == (THIRD, None, Outcome.APPROVED)
    assert run(tree, tree.culture, BAN) == (BAN, SECOND, Outcome.APPROVED)


def test_the_end_of_an_organisation_ends_what_it_ruled(tree: Small) -> None:
    tree.rules(tree.interior, tree.app, Outcome.PROHIBITED, BAN)
    tree.ends(tree.interior, SECOND)
    assert run(tree, tree.interior, BAN) == (BAN, SECOND, Outcome.PROHIBITED)
    assert run(tree, tree.interior, SECOND) == (SECOND, None, None)


def test_the_verdict_of_a_run_is_that_of_the_day(tree: Small) -> None:
    first = tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN)
    second = tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, SECOND)
    at = timelines()
    assert holding_reasons(at.run(tree.app.pk, tree.museums.pk, PHONE, BAN).verdict) == (first.pk,)
    assert holding_reasons(at.run(tree.app.pk, tree.museums.pk, PHONE, SECOND).verdict) == (first.pk, second.pk)
    assert holding_reasons(at.run(tree.app.pk, tree.museums.pk, TABLET, SECOND).verdict) == ()


def test_a_timeline_is_read_as_it_was_known(tree: Small) -> None:
    ruling = tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.withdraws(ruling, SECOND)
    assert shape(tree, tree.museums) == [(ALWAYS, BAN, None), (BAN, SECOND, "prohibited"), (SECOND, None, None)]
    assert shape(tree, tree.museums, revision=ruling.revision_id) == [(ALWAYS, BAN, None), (BAN, None, "prohibited")]
    assert shape(tree, tree.museums, revision=ruling.revision_id - 1) == [(ALWAYS, None, None)]


def test_narrower_timelines_say_the_same(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN, device_classes=[PHONE, TABLET])
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, SECOND)
    tree.rules(tree.interior, tree.app, Outcome.PROHIBITED, BAN)
    all_of_it = shape(tree, tree.museums)
    for words in ({"organisation": tree.museums.pk}, {"device_class": PHONE}, {"applications": [tree.app.pk]}):
        assert shape(tree, tree.museums, **words) == all_of_it
    assert shape(tree, tree.museums, applications=[]) == [(ALWAYS, None, None)]
    assert timelines().device_classes(tree.app.pk) == [PHONE, TABLET]
    assert timelines(device_class=TABLET).device_classes(tree.app.pk) == [TABLET]


def test_a_stretch_covers_its_first_day_and_not_its_end() -> None:
    stretch = Stretch(BAN, SECOND, None)
    days = (BAN - timedelta(1), BAN, SECOND - timedelta(1), SECOND)
    assert [stretch.covers(day) for day in days] == [False, True, True, False]
    assert Stretch(ALWAYS, None, None).covers(date.max)
