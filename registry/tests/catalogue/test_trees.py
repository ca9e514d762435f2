"""The trees as they stand on a day: who is above whom, who has ended, what unlisted means, what is in which one."""

from datetime import date, timedelta

import pytest

from registry.catalogue.trees import (
    SINCE_ALWAYS,
    CategoryTree,
    OrganisationTree,
    Placed,
    Placements,
    Tree,
    category_tree,
    organisation_tree,
)
from registry.models import DefaultRule, Revision
from registry.terms import Rule
from registry.tests.scene import Scene

ETAT, CULTURE, INTERIOR, MUSEUMS, LOUVRE = range(1, 6)
FIRST, SECOND, THIRD = date(2023, 3, 24), date(2024, 1, 1), date(2025, 1, 1)
EVE = timedelta(days=1)


def placed(*rows: tuple[int, date | None, object]) -> Placements:
    """Return placements, entered one after the other."""
    return Placements((thing, Placed(on or SINCE_ALWAYS, n, 0, value)) for n, (thing, on, value) in enumerate(rows))


SEATS = (
    (ETAT, None, None),
    (CULTURE, None, ETAT),
    (INTERIOR, None, ETAT),
    (MUSEUMS, None, CULTURE),
    (LOUVRE, None, MUSEUMS),
    (MUSEUMS, SECOND, INTERIOR),
)


def tree(ends: dict[int, tuple[date | None, int | None]] | None = None, rules=(), seats=SEATS) -> OrganisationTree:
    return OrganisationTree(parents=placed(*seats), ends=ends or {}, default_rules=placed(*rules))


def test_a_placement_holds_from_its_day() -> None:
    seats = placed((MUSEUMS, None, CULTURE), (MUSEUMS, SECOND, INTERIOR))
    assert [seats.on(MUSEUMS, day) for day in (date.min, SECOND - EVE, SECOND, date.max)] == [
        CULTURE,
        CULTURE,
        INTERIOR,
        INTERIOR,
    ]
    assert seats.on(LOUVRE, SECOND) is None
    assert seats.on(LOUVRE, SECOND, default=ETAT) == ETAT


def test_of_several_the_last_to_take_effect_stands_then_the_last_entered() -> None:
    by_day = placed((MUSEUMS, SECOND, INTERIOR), (MUSEUMS, FIRST, ETAT), (MUSEUMS, None, CULTURE))
    assert [by_day.on(MUSEUMS, day) for day in (FIRST - EVE, FIRST, SECOND)] == [CULTURE, ETAT, INTERIOR]
    corrected = placed((MUSEUMS, None, CULTURE), (MUSEUMS, None, INTERIOR))
    assert corrected.on(MUSEUMS, FIRST) == INTERIOR
    one_publication = Placements(
        [(MUSEUMS, Placed(FIRST, 1, place, value)) for place, value in ((1, ETAT), (0, CULTURE))]
    )
    assert one_publication.on(MUSEUMS, FIRST) == ETAT


def test_placements_tell_what_was_ever_said_and_when_it_turns() -> None:
    seats = placed(*SEATS)
    assert seats.ever(MUSEUMS) == {CULTURE, INTERIOR}
    assert seats.ever(99) == set()
    assert seats.turns(MUSEUMS) == {SECOND}
    assert seats.history(MUSEUMS) == ((SINCE_ALWAYS, CULTURE), (SECOND, INTERIOR))
    assert seats.history(MUSEUMS) != placed((MUSEUMS, None, CULTURE), (MUSEUMS, THIRD, INTERIOR)).history(MUSEUMS)
    assert set(seats) == {ETAT, CULTURE, INTERIOR, MUSEUMS, LOUVRE}
    assert LOUVRE in seats
    assert 99 not in seats


def test_the_way_up_is_that_of_the_day() -> None:
    assert tree().upwards(LOUVRE, SECOND - EVE) == [LOUVRE, MUSEUMS, CULTURE, ETAT]
    assert tree().upwards(LOUVRE, SECOND) == [LOUVRE, MUSEUMS, INTERIOR, ETAT]
    assert tree().chain(LOUVRE, SECOND) == [ETAT, INTERIOR, MUSEUMS, LOUVRE]


def test_all_above_and_below_are_those_of_any_day() -> None:
    assert tree().ever_above(LOUVRE) == {LOUVRE, MUSEUMS, CULTURE, INTERIOR, ETAT}
    assert tree().ever_below(CULTURE) == {CULTURE, MUSEUMS, LOUVRE}
    assert tree().ever_below(INTERIOR) == {INTERIOR, MUSEUMS, LOUVRE}
    assert tree().ever_below(LOUVRE) == {LOUVRE}


def test_a_circle_is_found_on_its_day_and_followed_once() -> None:
    circle = Tree(placed(*SEATS, (CULTURE, THIRD, LOUVRE), (MUSEUMS, THIRD, CULTURE)))
    assert [circle.has_circle(day) for day in (FIRST, THIRD - EVE, THIRD)] == [False, False, True]
    assert circle.upwards(LOUVRE, THIRD) == [LOUVRE, MUSEUMS, CULTURE]
    assert circle.days() == {SINCE_ALWAYS, SECOND, THIRD}


def test_one_that_has_ended_has_no_say_from_that_day_on() -> None:
    ended = tree({CULTURE: (SECOND, INTERIOR), ETAT: (None, None)})
    assert [ended.ended(CULTURE, day) for day in (SECOND - EVE, SECOND, THIRD)] == [False, True, True]
    assert not ended.ended(ETAT, date.max)
    assert ended.chain(CULTURE, SECOND - EVE) == [ETAT, CULTURE]
    assert ended.chain(CULTURE, SECOND) == [ETAT]


def test_the_days_on_which_a_chain_may_turn_are_moves_and_ends() -> None:
    ended = tree({CULTURE: (THIRD, None), INTERIOR: (None, None)})
    assert ended.turns({MUSEUMS, CULTURE}) == {SECOND, THIRD}
    assert ended.turns({INTERIOR, LOUVRE}) == set()


def test_who_is_seated_right_below_on_a_day() -> None:
    assert tree().seated_below(CULTURE, SECOND - EVE) == [MUSEUMS]
    assert tree().seated_below(CULTURE, SECOND) == []
    assert tree().seated_below(INTERIOR, SECOND) == [MUSEUMS]
    assert tree({MUSEUMS: (THIRD, None)}).seated_below(INTERIOR, THIRD) == []
    assert tree({MUSEUMS: (THIRD, None)}).seated_below(INTERIOR, THIRD - EVE) == [MUSEUMS]


@pytest.mark.parametrize(
    ("rules", "on", "said"),
    [
        pytest.param([(ETAT, None, "allow")], FIRST, Rule.ALLOW, id="the root's holds below"),
        pytest.param([(ETAT, None, "deny")], FIRST, Rule.DENY, id="the root's holds below, when it denies"),
        pytest.param([(ETAT, None, "allow"), (CULTURE, None, "deny")], FIRST, Rule.DENY, id="the nearest one holds"),
        pytest.param(
            [(ETAT, None, "allow"), (CULTURE, None, "deny")],
            SECOND,
            Rule.ALLOW,
            id="the nearest one in the tree of the day",
        ),
        pytest.param(
            [(ETAT, None, "allow"), (MUSEUMS, SECOND, "deny")], SECOND - EVE, Rule.ALLOW, id="it holds from its day"
        ),
        pytest.param(
            [(ETAT, None, "allow"), (MUSEUMS, FIRST, "deny"), (MUSEUMS, SECOND, "")],
            SECOND,
            Rule.ALLOW,
            id="an empty one inherits",
        ),
        pytest.param([], FIRST, Rule.ALLOW, id="nothing said allows"),
    ],
)
def test_what_unlisted_means(rules, on: date, said: Rule) -> None:
    assert tree(rules=rules).default_rule(LOUVRE, on) == said


def test_the_rule_of_one_that_has_ended_no_longer_holds() -> None:
    rules = [(ETAT, None, "allow"), (CULTURE, None, "deny")]
    ended = tree({CULTURE: (FIRST, None)}, rules)
    assert ended.default_rule(CULTURE, FIRST - EVE) == Rule.DENY
    assert ended.default_rule(CULTURE, FIRST) == Rule.ALLOW


def test_the_categories_of_an_application_are_those_of_the_day_nearest_first() -> None:
    recreational, social, messaging, app = 1, 2, 3, 9
    categories = CategoryTree(
        parents=placed(
            (recreational, None, None),
            (social, None, recreational),
            (messaging, None, None),
            (messaging, THIRD, social),
        ),
        applications=placed((app, None, social), (app, SECOND, messaging)),
    )
    assert categories.of_application(app, SECOND - EVE) == [social, recreational]
    assert categories.of_application(app, SECOND) == [messaging]
    assert categories.of_application(app, THIRD) == [messaging, social, recreational]
    assert categories.of_application(7, THIRD) == []
    assert categories.ever_of_application(app) == {messaging, social, recreational}
    assert categories.ever_of_application(7) == set()


def test_trees_are_read_as_they_were_known(scene: Scene, django_assert_num_queries) -> None:
    etat = scene.organisation("etat")
    culture = scene.organisation("culture", etat)
    museums = scene.organisation("museums", culture)
    social = scene.category("social")
    messaging = scene.category("messaging")
    app = scene.application("app", social)
    before = Revision.objects.latest_number()
    scene.publish(
        scene.placement(museums, etat, None),
        scene.placement(app, messaging, None),
        scene.placement(messaging, social, SECOND),
        DefaultRule(organisation=culture, rule="deny"),
        scene.end(culture, THIRD, etat),
    )
    with django_assert_num_queries(3):
        now = organisation_tree()
    with django_assert_num_queries(2):
        categories = category_tree()
    then, categories_then = organisation_tree(before), category_tree(before)
    assert (now.parents.on(museums.pk, FIRST), then.parents.on(museums.pk, FIRST)) == (etat.pk, culture.pk)
    assert (now.default_rule(culture.pk, FIRST), then.default_rule(culture.pk, FIRST)) == (Rule.DENY, Rule.ALLOW)
    assert (now.ends, then.ends) == ({culture.pk: (THIRD, etat.pk)}, {})
    assert categories.of_application(app.pk, SECOND) == [messaging.pk, social.pk]
    assert categories_then.of_application(app.pk, SECOND) == [social.pk]
    assert category_tree(applications=()).of_application(app.pk, SECOND) == []
    scene.ends(culture, None)
    assert organisation_tree().ends == {culture.pk: (None, None)}
