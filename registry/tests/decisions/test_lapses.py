"""The day on which a decision lapses, and the derogations that end soon."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from registry.models import Decision
from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
SINCE = date(2026, 1, 1)


def begin(scene):
    """Publish a chain of derogations: a ban, conditions below it, an approval below these."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.service, *of_service = scene.new_organisation("archives", scene.ministry)
    social, *of_social = scene.new_category("social", None)
    scene.chat, *of_chat = scene.new_application("chat", social)
    scene.publish(
        *(scene.root, *of_root, scene.ministry, *of_ministry, scene.service, *of_service),
        *(social, *of_social, scene.chat, *of_chat),
    )
    scene.ban = scene.rules(scene.root, social)
    scene.limits = scene.rules(
        scene.ministry, scene.chat, Outcome.CONDITIONAL, SINCE, expires_on=date(2027, 6, 1), derogates=scene.ban
    )
    scene.frees = scene.rules(
        scene.service, scene.chat, Outcome.APPROVED, SINCE, expires_on=date(2027, 3, 1), derogates=scene.limits
    )


laid_chain = laid_at_noon(begin)


@pytest.fixture
def scene(laid_chain, db):
    return deepcopy(laid_chain)


def lapses(revision=None):
    """Return the days on which the ban, the conditions and the approval lapse."""
    return list(Decision.objects.with_lapse(revision).order_by("pk").values_list("lapses_on", flat=True))


def ending(days=60, on=TODAY, revision=None):
    return list(Decision.objects.ending_within(days, on, revision))


def test_without_a_withdrawal_each_lapses_as_it_says(scene):
    assert lapses() == [None, date(2027, 6, 1), date(2027, 3, 1)]


def test_what_is_withdrawn_takes_all_that_derogates_from_it_along(scene):
    withdrawn = scene.withdraws(scene.ban, date(2026, 12, 24)).revision_id
    assert lapses() == [date(2026, 12, 24)] * 3
    assert lapses(withdrawn - 1) == [None, date(2027, 6, 1), date(2027, 3, 1)]


def test_what_is_withdrawn_leaves_its_base_as_it_was(scene):
    scene.withdraws(scene.limits, date(2026, 12, 24))
    assert lapses() == [None, date(2026, 12, 24), date(2026, 12, 24)]


def test_of_several_withdrawals_the_earliest_wins(scene):
    scene.withdraws(scene.limits, date(2027, 1, 24))
    scene.withdraws(scene.limits, date(2026, 12, 24))
    assert lapses()[1:] == [date(2026, 12, 24)] * 2


def test_a_decision_lapses_with_whoever_made_it_until_that_end_is_taken_back(scene):
    ended = scene.ends(scene.service, date(2026, 12, 31))
    assert lapses() == [None, date(2027, 6, 1), date(2026, 12, 31)]
    scene.ends(scene.service, None)
    assert lapses()[2] == date(2027, 3, 1)
    assert lapses(ended.revision.number)[2] == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("lapse", "found"),
    [
        pytest.param(TODAY + timedelta(days=1), True, id="tomorrow"),
        pytest.param(TODAY + timedelta(days=60), True, id="on the last of the days"),
        pytest.param(TODAY + timedelta(days=61), False, id="on the day after"),
        pytest.param(TODAY, False, id="today: it is no longer in force"),
    ],
)
def test_a_derogation_ends_soon_from_the_day_before_to_the_last_of_the_days(scene, lapse, found):
    scene.withdraws(scene.frees, lapse)
    assert ending() == ([scene.frees] if found else [])


def test_one_that_is_still_to_come_does_not_end_soon(scene):
    scene.rules(
        *(scene.service, scene.chat, Outcome.APPROVED, TODAY + timedelta(days=1)),
        expires_on=TODAY + timedelta(days=10),
        derogates=scene.ban,
    )
    assert ending() == []
    assert len(ending(on=TODAY + timedelta(days=1))) == 1


def test_a_ruling_that_derogates_from_none_is_not_among_them(scene):
    scene.rules(scene.root, scene.chat, expires_on=TODAY + timedelta(days=10))
    assert ending() == []


def test_the_first_to_lapse_comes_first_and_the_day_and_the_revision_are_asked_about(scene):
    scene.withdraws(scene.limits, date(2027, 1, 10))
    last = scene.withdraws(scene.frees, date(2027, 1, 5)).revision_id
    assert ending() == [scene.frees, scene.limits]
    assert ending(revision=last - 1) == [scene.limits, scene.frees]
    assert ending(revision=last - 2) == []
    assert ending(on=date(2026, 11, 1)) == []
    assert ending(on=date(2027, 1, 5)) == [scene.limits]
    assert ending(revision=1) == []


def test_the_last_day_of_all_can_be_asked_about(scene):
    assert ending(days=2_147_483_647, on=date.max) == []
    assert ending(days=2_147_483_647) == [scene.frees, scene.limits]


def test_the_lapse_is_asked_for_inside_another_question_too(scene):
    inner = Decision.objects.ending_within(365, TODAY).order_by().values("pk")
    assert set(Decision.objects.filter(pk__in=inner)) == {scene.limits, scene.frees}
    assert Decision.objects.ending_within(365, TODAY).count() == 2
