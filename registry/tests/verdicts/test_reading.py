"""The words by which verdicts are read: what holds at an organisation, on a day, as known at a revision."""

from datetime import date, timedelta

import pytest
from django.db.models import Q

from registry.catalogue.trees import organisation_tree
from registry.models import Decision, Organisation, Revision, Verdict
from registry.terms import DeviceClass, Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.verdicts.small import Small

BAN = date(2023, 3, 24)
MOVE = date(2024, 1, 1)
LATER = date(2025, 1, 1)
NEVER = date(2022, 1, 1)


def outcomes(organisation: Organisation, on: date = LATER, **words: object) -> list[str]:
    return list(Verdict.objects.holding(organisation=organisation, on=on, **words).values_list("outcome", flat=True))


@pytest.mark.parametrize(
    "narrowed",
    [
        pytest.param(lambda held: held.usable(), id="to what may be used"),
        pytest.param(lambda held: held.filter(outcome=Outcome.APPROVED), id="to what is approved"),
        pytest.param(lambda held: held.exclude(outcome=Outcome.PROHIBITED), id="away from what is prohibited"),
        pytest.param(lambda held: held.filter(organisation__slug="etat"), id="to what the root ruled"),
        pytest.param(lambda held: held.filter(decision__effective_on=BAN), id="to what began first"),
        pytest.param(lambda held: held.filter(revision_from__lt=4), id="to what was known first"),
        pytest.param(lambda held: held.filter(~Q(organisation__slug="culture")), id="away from the ministry"),
    ],
)
def test_a_later_filter_lets_no_farther_verdict_back_in(tree: Small, narrowed) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, MOVE)
    for organisation in (tree.culture, tree.museums):
        held = Verdict.objects.holding(organisation=organisation, on=LATER)
        assert [verdict.outcome for verdict in held] == [Outcome.PROHIBITED]
        assert not narrowed(held).exists()
    assert narrowed(Verdict.objects.holding(organisation=tree.interior, on=LATER)).exists()


def test_a_nearer_one_that_has_ended_or_is_no_longer_known_hides_nothing(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN, expires_on=MOVE)
    annulled = tree.rules(tree.museums, tree.app, Outcome.CONDITIONAL, BAN)
    assert outcomes(tree.museums, BAN) == ["prohibited"]
    assert outcomes(tree.museums, MOVE) == ["conditional"]
    tree.withdraws(annulled, BAN)
    assert outcomes(tree.museums, MOVE) == outcomes(tree.culture, MOVE) == ["approved"]
    assert outcomes(tree.museums, MOVE, revision=annulled.revision_id) == ["conditional"]


def test_the_nearest_one_holds_for_each_application_apart(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.culture, tree.other, Outcome.PROHIBITED, BAN)
    held = Verdict.objects.holding(organisation=tree.museums, on=LATER)
    assert dict(held.values_list("application__slug", "outcome")) == {"app": "approved", "other": "prohibited"}


def test_the_nearest_one_holds_for_each_device_apart(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN, device_classes=[PHONE, TABLET])
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN, device_classes=[TABLET])
    held = Verdict.objects.holding(organisation=tree.museums, on=LATER)
    assert dict(held.values_list("device_class", "outcome")) == {PHONE: Outcome.APPROVED, TABLET: Outcome.PROHIBITED}
    assert list(held.filter(device_class=DeviceClass.WORKSTATION)) == []


def test_a_verdict_holds_from_its_day_until_before_its_end(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, MOVE, expires_on=LATER)
    days = {on: outcomes(tree.culture, on) for on in (MOVE - timedelta(1), MOVE, LATER - timedelta(1), LATER)}
    assert list(days.values()) == [[], ["prohibited"], ["prohibited"], []]


def test_it_is_the_chain_of_the_day_that_counts(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.rules(tree.interior, tree.app, Outcome.APPROVED, BAN)
    tree.moves(tree.museums, tree.interior, MOVE)
    assert outcomes(tree.museums, MOVE - timedelta(1)) == ["prohibited"]
    assert outcomes(tree.museums, MOVE) == ["approved"]
    assert outcomes(tree.culture, MOVE) == ["prohibited"]


def test_it_is_the_chain_known_at_the_revision_that_counts(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.rules(tree.interior, tree.app, Outcome.APPROVED, BAN)
    before = Revision.objects.latest_number()
    tree.moves(tree.museums, tree.interior, None)
    assert outcomes(tree.museums, BAN) == ["approved"]
    assert outcomes(tree.museums, BAN, revision=before) == ["prohibited"]
    assert outcomes(tree.museums, BAN, revision=before + 1) == ["approved"]


def test_a_verdict_is_read_as_it_was_known(tree: Small) -> None:
    ruling = tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    tree.withdraws(ruling, MOVE)
    tree.rules(tree.culture, tree.app, Outcome.APPROVED, MOVE)
    ruled = ruling.revision_id
    known = [outcomes(tree.museums, LATER, revision=ruled + later) for later in (-1, 0, 1, 2)]
    assert known == [[], ["prohibited"], [], ["approved"]]
    assert outcomes(tree.museums, LATER) == ["approved"]
    assert outcomes(tree.museums, BAN) == ["prohibited"]


def test_an_organisation_that_has_ended_rules_no_more(tree: Small) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.interior, tree.app, Outcome.PROHIBITED, BAN)
    tree.ends(tree.interior, MOVE)
    assert outcomes(tree.interior, MOVE - timedelta(1)) == ["prohibited"]
    assert outcomes(tree.interior, MOVE) == ["approved"]
    before = Revision.objects.latest_number() - 1
    assert outcomes(tree.interior, MOVE, revision=before) == ["prohibited"]
    tree.ends(tree.interior, None)
    assert outcomes(tree.interior, MOVE) == ["prohibited"]


def test_nothing_is_held_where_nobody_ruled(tree: Small) -> None:
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    assert outcomes(tree.interior) == outcomes(tree.etat) == outcomes(tree.culture, NEVER) == []
    assert outcomes(tree.culture, revision=1) == []


def test_what_may_be_used_is_approved_with_or_without_conditions(tree: Small) -> None:
    for device_class, outcome in zip(DeviceClass, Outcome, strict=True):
        tree.rules(tree.etat, tree.app, outcome, BAN, device_classes=[device_class])
    usable = Verdict.objects.holding(organisation=tree.museums, on=LATER).usable()
    assert set(usable.values_list("outcome", flat=True)) == {Outcome.APPROVED, Outcome.CONDITIONAL}


def test_a_tree_that_is_known_already_is_not_read_again(tree: Small, django_assert_num_queries) -> None:
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    with django_assert_num_queries(4):  # three for the tree, and the verdicts
        read = list(Verdict.objects.holding(organisation=tree.museums, on=LATER))
    known = organisation_tree()
    with django_assert_num_queries(1):
        assert list(Verdict.objects.holding(organisation=tree.museums, on=LATER, tree=known)) == read


def test_what_is_shown_is_loaded_with_as_many_queries_for_one_as_for_ten(
    tree: Small, django_assert_num_queries
) -> None:
    def shown() -> list[str]:
        held = Verdict.objects.holding(organisation=tree.museums, on=LATER, tree=known).for_display().with_reasons()
        return [
            f"{verdict.application.publisher} {verdict.organisation} {verdict.decision.organisation}"
            f" {reason.decision.organisation} {reason.by and reason.by.organisation} {reason.decision.target}"
            f" {reason.decision.ends_on} {[str(m.identifier) for m in reason.decision.minimum_versions.all()]}"
            for verdict in held
            for reason in verdict.reasons.all()
        ]

    known = organisation_tree()
    tree.rules(tree.etat, tree.app, Outcome.APPROVED, BAN)
    tree.rules(tree.culture, tree.app, Outcome.PROHIBITED, BAN)
    with django_assert_num_queries(4):  # verdicts, reasons, minimum versions, withdrawals
        assert len(shown()) == 2
    for number in range(9):
        application, place = tree.new_application(f"app-{number}", tree.social)
        rulings = [
            tree.unpublished(organisation, application, outcome, BAN)
            for organisation, outcome in ((tree.etat, Outcome.APPROVED), (tree.culture, Outcome.PROHIBITED))
        ]
        tree.publish(application, place, *rulings)
    with django_assert_num_queries(4):
        assert len(shown()) == 20


def test_the_words_on_decisions(tree: Small) -> None:
    first = tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, BAN)
    second = tree.rules(tree.culture, tree.app, Outcome.APPROVED, BAN, derogates=first, expires_on=LATER)
    assert list(Decision.objects.newest_first()) == [second, first]
    assert list(Decision.objects.known(first.revision_id)) == [first]
    assert list(Decision.objects.known().derogations()) == [second]
    assert (first.ends_on, second.ends_on) == (None, LATER)
    tree.withdraws(second, MOVE)
    assert Decision.objects.get(pk=second.pk).ends_on == MOVE
