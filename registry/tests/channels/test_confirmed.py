"""What whoever publishes confirms is counted as the signer counts, and the signer lets through that and no more."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from registry import registrar
from registry.channels.shelf import Shelf
from registry.models import BaselineEntry, Confirmation, DefaultRule, Identifier, Organisation, Withdrawal
from registry.proposals.changes import Retirement
from registry.reach.counting import wide_reach
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.channels.conftest import CHANNEL
from registry.tests.channels.ground import TODAY, at, begin
from registry.tests.scene import PHONE
from registry.tests.surfaces.noon import laid_at_noon

TOMORROW, LONG_AGO = TODAY + timedelta(days=1), TODAY - timedelta(days=30)

laid_channels = laid_at_noon(begin)


@pytest.fixture
def scene(laid_channels, db, noon):
    return deepcopy(laid_channels)


def bans(scene, first=0, last=6, on=TODAY, by=None):
    return [
        scene.unpublished(by or scene.ministry, one, Outcome.PROHIBITED, on) for one in scene.applications[first:last]
    ]


def withdrawals(scene, number):
    return [
        Withdrawal(decision=ruling, ends_on=TODAY, reason_fr="Un test.", reason_en="A test.")
        for ruling in scene.rulings[:number]
    ]


def renamed(scene, number):
    return [
        scene.new_identifier(one, IdentifierKind.ANDROID_PACKAGE, f"org.example.app{place}")
        for place, one in enumerate(scene.applications[:number])
    ]


def denial(scene):
    entry = BaselineEntry(organisation=scene.ministry, application=scene.applications[0], role=BaselineRole.OTHER)
    return [entry, DefaultRule(organisation=scene.ministry, rule="deny")]


PUBLISHED = [
    pytest.param(bans, (6, 0), id="rulings"),
    pytest.param(lambda scene: bans(scene, by=scene.root), (6, 0), id="rulings of the root"),
    pytest.param(
        lambda scene: [scene.unpublished(scene.root, scene.social, Outcome.PROHIBITED, TODAY)],
        (8, 0),
        id="one ruling on a category",
    ),
    pytest.param(lambda scene: withdrawals(scene, 3), (0, 3), id="withdrawals"),
    pytest.param(lambda scene: [*bans(scene, last=6), *withdrawals(scene, 8)[6:]], (6, 2), id="both"),
    pytest.param(lambda scene: renamed(scene, 7), (7, 0), id="identifiers"),
    pytest.param(denial, (8, 0), id="another default rule, which counts as all"),
]


def reached(wide, slug="culture"):
    """Return what was counted of the phones of an organisation, by day."""
    seat = Organisation.objects.get(slug=slug).pk
    return {
        place.day: (radius.turned, radius.dropped)
        for place, radius in wide
        if (place.organisation, place.device_class) == (seat, PHONE)
    }


@pytest.mark.parametrize(("changes", "count"), PUBLISHED)
def test_it_is_counted_as_the_signer_counts_and_goes_through_confirmed(scene, publishes, changes, count) -> None:
    publishes()
    wide = registrar.preview(*changes(scene), by=scene.registrar).wide
    assert reached(wide) == {TODAY: count}
    with_nobodys_word(scene, publishes, changes, count)
    most = max(radius.count for _place, radius in wide)
    registrar.publish(*changes(scene), by=scene.registrar, why="Counted.", confirmed=most)
    assert publishes() == "updated"
    assert Shelf(CHANNEL).held() is None


def with_nobodys_word(scene, publishes, changes, count) -> None:
    """Insist that the signer holds what nobody confirmed, of the same number; it is taken back."""
    with transaction.atomic():
        scene.publish(*changes(scene))
        assert publishes() == "held"
        held = Shelf(CHANNEL).held()
        assert (held["turned"], held["dropped"]) == count
        transaction.set_rollback(True)
    Shelf(CHANNEL).hold(None)  # the same seq is another state afterwards


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(lambda scene: bans(scene, last=5), id="few"),
        pytest.param(lambda scene: withdrawals(scene, 1), id="one that is dropped"),
        pytest.param(
            lambda scene: bans(scene, on=TODAY - timedelta(days=30)), id="a past that another ruling outweighs"
        ),
    ],
)
def test_little_is_confirmed_by_nobody(scene, publishes, changes) -> None:
    publishes()
    assert registrar.preview(*changes(scene), by=scene.registrar).wide == []
    scene.publish(*changes(scene))
    assert publishes() == "updated"


def test_what_turns_on_a_day_to_come_is_counted_on_it_and_goes_through_at_its_midnight(scene, publishes, noon) -> None:
    publishes()
    wide = registrar.preview(*bans(scene, on=TOMORROW), by=scene.registrar).wide
    assert reached(wide) == {TOMORROW: (6, 0)}
    registrar.publish(*bans(scene, on=TOMORROW), by=scene.registrar, why="Counted.", confirmed=6)
    assert publishes() == "updated"
    noon.move_to(at(TOMORROW, 0))
    assert publishes() == "updated"


def test_an_end_is_counted_on_its_day(scene, publishes, noon) -> None:
    publishes()
    ending = [
        scene.unpublished(scene.ministry, one, Outcome.PROHIBITED, TODAY, expires_on=TOMORROW)
        for one in scene.applications[:6]
    ]
    wide = registrar.preview(*deepcopy(ending), by=scene.registrar).wide
    assert reached(wide) == {TODAY: (6, 0), TOMORROW: (6, 0)}
    registrar.publish(*ending, by=scene.registrar, why="Counted.", confirmed=6)
    assert publishes() == "updated"
    noon.move_to(at(TOMORROW, 0))
    assert publishes() == "updated"


def test_two_that_are_small_alone_are_counted_together_on_the_day_on_which_both_turn(scene, publishes, noon) -> None:
    publishes()
    scene.publish(*bans(scene, 0, 4, on=TOMORROW))
    wide = registrar.preview(*bans(scene, 4, 8, on=TOMORROW), by=scene.registrar).wide
    assert reached(wide) == {TOMORROW: (8, 0)}
    registrar.publish(*bans(scene, 4, 8, on=TOMORROW), by=scene.registrar, why="Counted.", confirmed=8)
    assert registrar.preview(*bans(scene, 0, 1, on=TOMORROW), by=scene.registrar).wide == [], "confirmed already"
    noon.move_to(at(TOMORROW, 0))
    assert publishes() == "updated"


def test_what_was_confirmed_is_good_for_what_it_was_confirmed_for_and_for_once(scene, publishes) -> None:
    publishes()
    registrar.publish(*bans(scene), by=scene.registrar, why="Counted.", confirmed=6)
    assert publishes() == "updated"
    scene.publish(*(scene.unpublished(scene.ministry, one, Outcome.CONDITIONAL, TODAY) for one in scene.applications))
    scene.publish(*withdrawals_of(scene.ministry))
    assert publishes() == "held"


def withdrawals_of(organisation):
    """Return the withdrawal of every ban of an organisation."""
    return [
        Withdrawal(decision=ruling, ends_on=TODAY, reason_fr="Un test.", reason_en="A test.")
        for ruling in organisation.decisions.filter(outcome=Outcome.PROHIBITED)
    ]


def test_publications_that_arrive_together_are_let_through_together(scene, publishes) -> None:
    publishes()
    registrar.publish(*bans(scene, 0, 6), by=scene.registrar, why="Counted.", confirmed=6)
    scene.publish(*bans(scene, 6, 8))
    assert publishes() == "updated"


@pytest.mark.parametrize("said", [5, 7])
def test_another_number_publishes_nothing(scene, said) -> None:
    before = Confirmation.objects.count()
    with pytest.raises(registrar.Unconfirmed, match=r"\b6\b"):
        registrar.publish(*bans(scene), by=scene.registrar, why="Counted.", confirmed=said)
    assert Confirmation.objects.count() == before


def test_a_retired_identifier_counts_as_an_added_one(scene, publishes) -> None:
    scene.publish(*renamed(scene, 6))
    publishes()
    wide = registrar.preview(*map(Retirement, Identifier.objects.all()), by=scene.registrar).wide
    assert reached(wide) == {TODAY: (6, 0)}


@pytest.mark.parametrize("size", [6, 8])
def test_counting_asks_as_much_of_many_as_of_few(scene, monkeypatch, size) -> None:
    scene.publish(*bans(scene, 0, 2, on=TOMORROW))
    asked = []

    def counting(*args, **more):
        with CaptureQueriesContext(connection) as queries:
            wide = wide_reach(*args, **more)
        asked.append(len(queries))
        return wide

    monkeypatch.setattr(registrar, "wide_reach", counting)
    assert reached(registrar.preview(*bans(scene, 0, size, on=TOMORROW), by=scene.registrar).wide)
    assert asked == [5]  # what turns on the same days, baselines, minimum versions, records, what was confirmed


def test_a_seat_below_one_that_bans_more_turns_what_it_bans(scene, publishes) -> None:
    scene.publish(*bans(scene, by=scene.heir))
    publishes()
    assert reached(registrar.preview(*seat_below_the_heir(scene), by=scene.registrar).wide) == {TODAY: (6, 0)}
    registrar.publish(*seat_below_the_heir(scene), by=scene.registrar, why="Counted.", confirmed=6)
    assert publishes() == "updated"


def seat_below_the_heir(scene):
    return [scene.placement(scene.ministry, scene.heir, TODAY)]


def test_another_default_rule_from_a_day_to_come_counts_as_all_on_that_day(scene, publishes, noon) -> None:
    publishes()
    entry = BaselineEntry(organisation=scene.ministry, application=scene.applications[0], role=BaselineRole.OTHER)
    scene.publish(entry)
    publishes()
    denies = DefaultRule(organisation=scene.ministry, rule="deny", effective_on=TOMORROW)
    assert reached(registrar.preview(deepcopy(denies), by=scene.registrar).wide) == {TOMORROW: (8, 0)}
    registrar.publish(denies, by=scene.registrar, why="Counted.", confirmed=8)
    assert publishes() == "updated"
    noon.move_to(at(TOMORROW, 0))
    assert publishes() == "updated"
    assert Shelf(CHANNEL).head()["default_rule"] == "deny"
