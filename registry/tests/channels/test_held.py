"""What is held: a state that turns too much or a registry that went back, until a person acts."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from registry.channels.keyring import read_keyring
from registry.channels.shelf import Shelf
from registry.models import Application, BaselineEntry, DefaultRule, Revision
from registry.reach.limits import Radius
from registry.terms import BaselineRole, Outcome
from registry.tests.channels.conftest import CHANNEL, copied
from registry.tests.channels.ground import TODAY, at, begin, head
from registry.tests.surfaces.noon import laid_at_noon

laid_channels = laid_at_noon(begin)


@pytest.fixture
def scene(laid_channels, db, noon):
    return deepcopy(laid_channels)


def turned(scene, number: int) -> None:
    """Prohibit so many applications at once."""
    scene.publish(
        *(scene.unpublished(scene.ministry, one, Outcome.PROHIBITED, TODAY) for one in scene.applications[:number])
    )


def test_what_turns_too_much_is_held_and_the_last_head_is_signed_anew(scene, publishes, device, noon, caplog) -> None:
    publishes()
    device.sync()
    before = head()
    turned(scene, 6)
    assert publishes() == "held"
    assert "is held" in caplog.text
    assert Shelf(CHANNEL).held() == {
        "why": "wide",
        "seq": Revision.objects.latest_number() + (TODAY - date(1970, 1, 1)).days,
        "turned": 6,
        "dropped": 0,
        "of": 8,
    }
    assert (head()["seq"], head()["held"]) == (before["seq"], True)
    assert "confirms" in device.sync().message
    noon.shift(timedelta(hours=7))
    issued = head()["issued_at"]
    assert publishes() == "held"
    assert head()["issued_at"] > issued


@pytest.mark.parametrize(
    ("confirmed", "outcome"),
    [
        pytest.param(Radius(6, 0, 0), "updated", id="the number that turns"),
        pytest.param(Radius(5, 0, 0), "held", id="a smaller one"),
    ],
)
def test_a_person_lets_go_what_is_held_by_its_number(scene, publishes, device, confirmed, outcome) -> None:
    publishes()
    device.sync()
    turned(scene, 6)
    publishes()
    assert publishes(confirmed=confirmed) == outcome
    device.sync()
    assert (copied(device)["app-0"]["status"] == "prohibited") == (outcome == "updated")
    assert (Shelf(CHANNEL).held() is None) == (outcome == "updated")


@pytest.mark.parametrize(
    ("number", "until", "outcome"),
    [
        pytest.param(6, TODAY + timedelta(days=1), "updated", id="its number, by its day"),
        pytest.param(5, TODAY + timedelta(days=1), "held", id="a smaller number"),
        pytest.param(6, TODAY, "held", id="a day that has passed"),
    ],
)
def test_what_will_turn_on_its_day_is_allowed_ahead_once(scene, publishes, noon, number, until, outcome) -> None:
    publishes()
    tomorrow = TODAY + timedelta(days=1)
    rulings = [scene.unpublished(scene.ministry, one, Outcome.PROHIBITED, tomorrow) for one in scene.applications[:6]]
    scene.publish(*rulings)
    assert publishes() == "updated"
    options = {"release": True, "turns": number, "until": until}
    call_command("publish_feeds", channel=[CHANNEL], **options)
    noon.move_to(at(tomorrow, 0))
    assert publishes() == outcome
    assert (Shelf(CHANNEL).allowed(TODAY) is None) == (outcome == "updated")


def test_a_few_are_never_held_and_the_first_state_never_is(scene, publishes) -> None:
    turned(scene, 8)
    assert publishes() == "updated"


def test_another_default_rule_counts_as_all(scene, publishes) -> None:
    publishes()
    entry = BaselineEntry(organisation=scene.ministry, application=scene.applications[0], role=BaselineRole.OTHER)
    scene.publish(DefaultRule(organisation=scene.ministry, rule="deny"), entry)
    assert publishes() == "held"
    held = Shelf(CHANNEL).held()
    assert (held["why"], held["turned"], held["of"]) == ("wide", 8, 8)


def test_a_channel_that_would_deny_everything_is_held(scene, publishes) -> None:
    publishes()
    scene.publish(DefaultRule(organisation=scene.ministry, rule="deny"))
    assert publishes() == "held"
    assert Shelf(CHANNEL).held()["why"] == "no baseline"


def test_a_registry_that_was_set_back_is_held_until_its_epoch_rises(scene, publishes, device, settings, noon) -> None:
    noon.shift(timedelta(days=1))
    publishes()
    device.sync()
    noon.shift(timedelta(days=-1))
    assert publishes() == "held"
    assert Shelf(CHANNEL).held()["why"] == "behind"
    settings.FEED_EPOCH = 2
    call_command("feed_keys", "rotate", write=True)
    assert read_keyring()["epochs"] == [1, 2]
    assert publishes() == "updated"
    assert head()["deltas"] == []
    noon.shift(timedelta(days=1))
    publishes()
    assert device.sync().code == "updated"
    assert device.store.read().head["epoch"] == 2


@pytest.mark.parametrize("ledger", [pytest.param("kept", id="seen"), pytest.param("lost", id="seen without a ledger")])
def test_a_registry_whose_past_was_rewritten_is_held_though_its_seq_rises(scene, publishes, device, ledger) -> None:
    with transaction.atomic():
        scene.rules(scene.ministry, scene.applications[0], on=TODAY)
        publishes()
        device.sync()
        transaction.set_rollback(True)  # the registry is restored to before a revision that it had published
    if ledger == "lost":
        for path in Shelf(CHANNEL).kept.glob("ledger-*.json"):
            path.unlink()
    for application in scene.applications[1:4]:
        again = Application.objects.get(pk=application.pk)
        scene.rules(scene.ministry, again, Outcome.CONDITIONAL, on=TODAY)
        assert publishes() == "held"
        assert Shelf(CHANNEL).held()["why"] == "behind"
    assert copied(device)["app-0"]["status"] == "prohibited"


def test_a_channel_that_was_held_goes_on_once_the_registry_is_where_it_was(scene, publishes, device, noon) -> None:
    noon.shift(timedelta(days=1))
    publishes()
    noon.shift(timedelta(days=-1))
    assert publishes() == "held"
    noon.shift(timedelta(days=1))
    assert publishes() == "renewed"
    assert Shelf(CHANNEL).held() is None
    assert "held" not in head()
    assert device.sync().code == "updated"
