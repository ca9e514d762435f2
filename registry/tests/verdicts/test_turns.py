"""Turns: what a publication changed, for whom, on which days, from what to what."""

from datetime import date, timedelta

from registry.models import Revision, Withdrawal
from registry.registrar import Publication
from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.verdicts.small import Small
from registry.verdicts.turns import Effect, effect_in, turns_in

BAN = date(2023, 3, 24)
SECOND = date(2024, 1, 1)
THIRD = date(2025, 1, 1)
ALWAYS = date.min


def told(publication: Publication) -> list[tuple]:
    """Return what a publication says it turned; read again, it says the same."""
    assert [turn[:5] for turn in turns_in(publication.revision.number)] == [turn[:5] for turn in publication.turns]
    return [
        (
            turn.application.slug,
            turn.organisation.slug,
            turn.device_class,
            turn.starts,
            turn.ends,
            turn.before and turn.before.outcome,
            turn.after and turn.after.outcome,
        )
        for turn in publication.turns
    ]


def test_a_ruling_turns_what_was_unlisted(tree: Small) -> None:
    made = tree.publish(tree.unpublished(tree.etat, tree.app, "prohibited", BAN, device_classes=[PHONE, TABLET]))
    assert told(made) == [
        ("app", "etat", PHONE, BAN, None, None, "prohibited"),
        ("app", "etat", TABLET, BAN, None, None, "prohibited"),
    ]
    assert all(turn.changes_outcome for turn in made.turns)


def test_a_ruling_with_an_end_turns_until_then(tree: Small) -> None:
    made = tree.publish(tree.unpublished(tree.culture, tree.app, "prohibited", BAN, expires_on=SECOND))
    assert told(made) == [("app", "culture", PHONE, BAN, SECOND, None, "prohibited")]


def test_a_ruling_on_a_category_turns_each_application_in_it(tree: Small) -> None:
    tree.moves(tree.other, tree.social, SECOND)
    made = tree.publish(tree.unpublished(tree.etat, tree.social, "prohibited", BAN))
    assert told(made) == [
        ("app", "etat", PHONE, BAN, None, None, "prohibited"),
        ("other", "etat", PHONE, SECOND, None, None, "prohibited"),
    ]


def test_a_stricter_ruling_below_turns_there_alone(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    made = tree.publish(tree.unpublished(tree.culture, tree.app, "prohibited", SECOND))
    assert told(made) == [("app", "culture", PHONE, SECOND, None, "approved", "prohibited")]


def test_a_ruling_that_is_outweighed_turns_nothing(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN)
    assert told(tree.publish(tree.unpublished(tree.culture, tree.app, "approved", SECOND))) == []


def test_a_backdated_ruling_that_loses_turns_only_the_days_before(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, SECOND)
    made = tree.publish(tree.unpublished(tree.etat, tree.app, "prohibited", BAN))
    assert told(made) == [("app", "etat", PHONE, BAN, SECOND, None, "prohibited")]


def test_another_ruling_with_the_same_outcome_turns_the_reason_and_not_the_outcome(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN)
    made = tree.publish(tree.unpublished(tree.culture, tree.app, "prohibited", SECOND))
    assert told(made) == [("app", "culture", PHONE, SECOND, None, "prohibited", "prohibited")]
    assert [turn.changes_outcome for turn in made.turns] == [False]


def test_a_withdrawal_turns_back(tree: Small) -> None:
    ruling = tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.withdraws(ruling, SECOND)
    assert told_last(tree) == [("app", "culture", PHONE, SECOND, None, "prohibited", None)]


def test_a_withdrawal_that_annuls_turns_every_day(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, SECOND)
    tree.withdraws(tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN), BAN)
    assert told_last(tree) == [
        ("app", "culture", PHONE, BAN, SECOND, "prohibited", None),
        ("app", "culture", PHONE, SECOND, None, "prohibited", "approved"),
    ]


def told_last(tree: Small) -> list[tuple]:
    revision = Revision.objects.newest_first()[0]
    return told(Publication(revision, (), Effect(turns_in(revision.number))))


def test_an_application_that_moves_into_a_banned_category_turns_from_that_day(tree: Small) -> None:
    tree.rules(tree.etat, tree.social, Outcome.PROHIBITED, BAN)
    made = tree.moves(tree.other, tree.social, SECOND)
    assert told(made) == [("other", "etat", PHONE, SECOND, None, None, "prohibited")]


def test_an_application_corrected_out_of_a_banned_category_was_never_banned(tree: Small) -> None:
    tree.rules(tree.etat, tree.social, Outcome.PROHIBITED, BAN)
    made = tree.moves(tree.app, tree.messaging, None)
    assert told(made) == [("app", "etat", PHONE, BAN, None, "prohibited", None)]


def test_a_new_application_in_a_banned_category_turns_since_the_ban(tree: Small) -> None:
    tree.rules(tree.etat, tree.social, Outcome.PROHIBITED, BAN)
    made = tree.publish(*tree.new_application("new", tree.social))
    assert told(made) == [("new", "etat", PHONE, BAN, None, None, "prohibited")]


def test_a_category_that_moves_turns_all_below_it(tree: Small) -> None:
    tree.rules(tree.etat, tree.social, Outcome.PROHIBITED, BAN)
    made = tree.moves(tree.messaging, tree.social, SECOND)
    assert told(made) == [("other", "etat", PHONE, SECOND, None, None, "prohibited")]


def test_an_organisation_that_moves_turns_itself(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.rules(tree.interior, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.interior, tree.other, Outcome.APPROVED, THIRD)
    made = tree.moves(tree.museums, tree.interior, SECOND)
    assert told(made) == [
        ("app", "museums", PHONE, SECOND, None, "prohibited", "approved"),
        ("other", "museums", PHONE, THIRD, None, None, "approved"),
    ]


def test_an_organisation_that_moves_as_what_held_is_annulled_or_ruled_anew_turns_itself(tree: Small) -> None:
    ban = tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    annulled = Withdrawal(decision=ban, ends_on=BAN, reason_fr="Pour un test.", reason_en="For a test.")
    made = tree.publish(annulled, tree.placement(tree.museums, tree.interior, None))
    assert told(made) == [
        ("app", "culture", PHONE, BAN, None, "prohibited", None),
        ("app", "museums", PHONE, BAN, None, "prohibited", None),
    ]
    made = tree.publish(
        tree.unpublished(tree.culture, tree.other, "prohibited", SECOND),
        tree.placement(tree.museums, tree.culture, THIRD),
    )
    assert told(made) == [
        ("other", "culture", PHONE, SECOND, None, None, "prohibited"),
        ("other", "museums", PHONE, THIRD, None, None, "prohibited"),
    ]


def test_an_organisation_that_moves_to_where_the_same_holds_turns_nothing(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN)
    assert told(tree.moves(tree.museums, tree.interior, SECOND)) == []


def test_the_end_of_an_organisation_turns_what_it_ruled(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.interior, tree.app, Outcome.PROHIBITED, BAN)
    made = tree.ends(tree.interior, SECOND)
    assert told(made) == [("app", "interior", PHONE, SECOND, None, "prohibited", "approved")]
    back = tree.ends(tree.interior, None)
    assert told(back) == [("app", "interior", PHONE, SECOND, None, "approved", "prohibited")]


def test_a_new_organisation_turns_nothing_by_being_seated(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    assert told(tree.publish(*tree.new_organisation("new", tree.culture))) == []


def test_a_turn_goes_on_where_only_what_does_not_hold_changes(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.rules(tree.culture, tree.social, Outcome.APPROVED, SECOND)  # displaced from the first day
    made = tree.moves(tree.museums, tree.interior, None)
    assert told(made) == [("app", "museums", PHONE, BAN, None, "prohibited", None)]


def test_a_turn_does_not_go_on_through_days_that_did_not_turn(tree: Small) -> None:
    tree.rules(tree.culture, tree.social, Outcome.PROHIBITED, BAN)
    tree.moves(tree.app, tree.messaging, SECOND)
    tree.moves(tree.app, tree.social, THIRD)
    made = tree.moves(tree.museums, tree.interior, None)
    assert told(made) == [
        ("app", "museums", PHONE, BAN, SECOND, "prohibited", None),
        ("app", "museums", PHONE, THIRD, None, "prohibited", None),
    ]


def test_a_derogation_turns_for_its_days(tree: Small) -> None:
    ban = tree.rules(tree.etat, tree.social, Outcome.PROHIBITED, BAN)
    made = tree.publish(tree.unpublished(tree.culture, tree.app, "approved", SECOND, derogates=ban, expires_on=THIRD))
    assert told(made) == [("app", "culture", PHONE, SECOND, THIRD, "prohibited", "approved")]
    tree.withdraws(ban, SECOND + timedelta(1))
    assert told_last(tree) == [
        ("app", "culture", PHONE, SECOND + timedelta(1), THIRD, "approved", None),
        ("app", "culture", PHONE, THIRD, None, "prohibited", None),
        ("app", "etat", PHONE, SECOND + timedelta(1), None, "prohibited", None),
    ]


def test_an_assessment_turns_where_nobody_ruled(tree: Small) -> None:
    made = tree.publish(tree.unpublished(tree.culture, tree.app, "under_review", BAN))
    assert told(made) == [("app", "culture", PHONE, BAN, None, None, "under_review")]


def test_a_publication_of_texts_turns_nothing(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN)
    assert told(tree.publish(tree.app, tree.culture)) == []


def test_turns_are_told_in_the_order_of_names_then_organisations_devices_and_days(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, SECOND)
    changes = [
        tree.unpublished(organisation, application, "prohibited", BAN, device_classes=devices)
        for organisation in (tree.interior, tree.culture)
        for application in (tree.other, tree.app)
        for devices in ([TABLET, PHONE],)
    ]
    order = [turn[:4] for turn in told(tree.publish(*changes))]
    assert order == sorted(order)
    assert len(order) > len(changes) * 2


def test_of_a_large_publication_the_applications_entered_first_are_looked_at_and_the_rest_counted(tree: Small) -> None:
    crowd = tree.category("crowd")
    tree.publish(*(row for number in range(5) for row in tree.new_application(f"app-{number}", crowd)))
    number = tree.rules(tree.etat, crowd).revision_id
    for most, seen, left_out in ((3, 3, 2), (5, 5, 0), (None, 5, 0)):
        effect = effect_in(number, most=most)
        assert [turn.application.slug for turn in effect.turns] == [f"app-{number}" for number in range(seen)]
        assert effect.left_out == left_out


def test_a_move_looks_at_no_more_applications_either(tree: Small) -> None:
    crowd = tree.category("crowd")
    tree.publish(*(row for number in range(5) for row in tree.new_application(f"app-{number}", crowd)))
    above = tree.organisation("above", below=tree.etat)
    tree.rules(above, crowd)
    number = tree.moves(tree.culture, above, None).revision.number
    effect = effect_in(number, most=3)
    assert [turn.application.slug for turn in effect.turns] == ["app-0", "app-1", "app-2"]
    assert effect.left_out == 2
    assert len(turns_in(number)) == 5
