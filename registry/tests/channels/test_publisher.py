"""The publisher: what becomes of a channel as the registry, the days and the keys go on."""

import hashlib
import json
from copy import deepcopy
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import aval_client
import pytest
from django.core.management import call_command
from django.db import transaction

from registry.channels.custody import NoKey
from registry.channels.folder import own
from registry.channels.keyring import read_keyring
from registry.channels.shelf import Shelf
from registry.channels.signing import payload
from registry.models import Application, DefaultRule, Revision
from registry.reach.bounds import Radius
from registry.terms import Outcome
from registry.tests.channels.conftest import CHANNEL, copied
from registry.tests.surfaces.noon import laid_at_noon

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)


def begin(scene):
    """Publish two ministries below a root, and eight applications that one of them approved."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.heir, *of_heir = scene.new_organisation("armees", scene.root)
    scene.social, place = scene.new_category("social", None)
    assert scene.publisher
    scene.publish(scene.root, *of_root, scene.ministry, *of_ministry, scene.heir, *of_heir, scene.social, place)
    changes = []
    scene.applications, scene.rulings = [], []
    for number in range(8):
        application, its_place = scene.new_application(f"app-{number}", scene.social)
        ruling = scene.unpublished(scene.ministry, application, Outcome.APPROVED, date(2026, 11, 1))
        scene.applications.append(application)
        scene.rulings.append(ruling)
        changes += [application, its_place, ruling]
    scene.publish(*changes)


laid_channels = laid_at_noon(begin)


@pytest.fixture
def scene(laid_channels, db, noon):
    return deepcopy(laid_channels)


def head():
    return Shelf(CHANNEL).head()


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def test_a_ruling_reaches_a_device_by_a_delta(scene, publishes, device, monkeypatch, fetch) -> None:
    assert publishes() == "updated"
    assert device.sync().code == "updated"
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    assert publishes() == "updated"
    asked = []
    real = aval_client.fetch
    monkeypatch.setattr(aval_client, "fetch", lambda url, *more: asked.append(url) or real(url, *more))
    assert device.sync().code == "updated"
    assert [url.rsplit("/", 1)[1].split("-")[0] for url in asked] == ["head.json", "delta"]
    assert copied(device)["app-0"]["status"] == "prohibited"
    assert copied(device) == {record["id"]: record for record in of_origin(fetch)["records"]}


def of_origin(fetch):
    """Return the full feed of the API, with addresses below the origin of the channels."""
    return json.loads(json.dumps(fetch("culture")).replace("http://testserver", "https://aval.example"))


@pytest.fixture
def fetch(client):
    def ask(organisation):
        response = client.get(f"/api/v1/organisations/{organisation}/feed/")
        assert response.status_code == 200
        return json.loads(response.content)

    return ask


def test_the_head_describes_the_state_of_the_feed(scene, publishes, fetch) -> None:
    publishes()
    document = fetch("culture")
    same = ("channel", "epoch", "seq", "revision", "day", "default_rule", "record_count", "state_digest")
    assert {name: head()[name] for name in same} == {name: document[name] for name in same}
    assert head()["demo"] is True
    assert head()["prev"] is None


def test_a_state_that_turns_by_its_date_alone_is_a_state_of_its_day(scene, publishes, device, noon) -> None:
    scene.rules(scene.ministry, scene.applications[0], on=TODAY + timedelta(days=1))
    publishes()
    device.sync()
    assert copied(device)["app-0"]["status"] == "approved"
    noon.move_to(at(TODAY + timedelta(days=1), 0))
    assert publishes() == "updated"
    assert device.sync().code == "updated"
    assert copied(device)["app-0"]["status"] == "prohibited"


def test_what_ceased_is_dropped_by_whoever_had_it_however_long_they_were_away(scene, publishes, device, noon) -> None:
    publishes()
    device.sync()
    scene.withdraws(scene.rulings[0], TODAY)
    publishes()
    for number in range(1, 8):
        noon.move_to(at(TODAY + timedelta(days=number)))
        publishes()
    assert any(one["base"] <= device.store.read().head["seq"] for one in head()["deltas"])
    assert device.sync().code == "updated"
    assert "app-0" not in copied(device)


def test_what_came_and_went_between_two_bases_is_buried_too(scene, publishes, device) -> None:
    scene.withdraws(scene.rulings[0], TODAY)
    publishes()
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    publishes()
    device.sync()
    assert "app-0" in copied(device)
    ruling = scene.rules(scene.ministry, scene.applications[0], Outcome.CONDITIONAL, on=TODAY)
    for one in [*scene.ministry.decisions.filter(application=scene.applications[0]).exclude(pk=ruling.pk), ruling]:
        if not hasattr(one, "withdrawal") and one.pk != scene.rulings[0].pk:
            scene.withdraws(one, TODAY)
    publishes()
    assert device.sync().code == "updated"
    assert "app-0" not in copied(device)


def test_heads_are_chained(scene, publishes) -> None:
    publishes()
    before = hashlib.sha256(payload(Shelf(CHANNEL).raw_head())).hexdigest()
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    publishes()
    assert head()["prev"] == before


def test_a_head_is_signed_anew_after_six_hours_and_not_before(scene, publishes, device, noon) -> None:
    publishes()
    device.sync()
    before = head()
    noon.shift(timedelta(hours=5, minutes=59))
    assert publishes() == "fresh"
    assert head() == before
    noon.shift(timedelta(minutes=1))
    assert publishes() == "renewed"
    dates = ("issued_at", "expires_at")
    assert {name: value for name, value in head().items() if name not in dates} == {
        name: value for name, value in before.items() if name not in dates
    }
    assert device.sync().code == "unchanged"
    noon.shift(timedelta(hours=71))
    assert device.sync().code == "unchanged"


def test_a_stopped_publisher_makes_devices_alert_and_keep_what_they_have(scene, publishes, device, noon) -> None:
    publishes()
    device.sync()
    noon.shift(timedelta(hours=72))
    outcome = device.sync()
    assert (outcome.code, outcome.exit) == ("expired", 4)
    assert len(copied(device)) == 8


def test_yesterdays_head_put_back_a_foreign_signature_and_a_wiped_full_are_refused(
    scene, publishes, device, noon, keys, tmp_path, settings
) -> None:
    publishes()
    device.sync()
    served = keys / "v1" / CHANNEL
    yesterday = (served / "head.json").read_bytes()
    noon.shift(timedelta(days=1))
    publishes()
    device.sync()
    kept = device.store.read()
    todays = (served / "head.json").read_bytes()
    (served / "head.json").write_bytes(yesterday)
    assert device.sync().code == "mirror_behind"
    settings.FEED_FOLDER, settings.FEED_KEYS = tmp_path / "forger", tmp_path / "forger-keys"
    call_command("feed_keys", "init", demo=True, write=True)
    noon.shift(timedelta(hours=1))
    publishes()
    (served / "head.json").write_bytes((settings.FEED_FOLDER / "v1" / CHANNEL / "head.json").read_bytes())
    assert device.sync().code == "unknown_key"
    (served / "head.json").write_bytes(todays)
    assert device.store.read() == kept


def test_an_organisation_that_ends_leaves_its_last_state_and_names_its_successor(
    scene, publishes, device, noon
) -> None:
    publishes()
    device.sync()
    scene.ends(scene.ministry, TODAY + timedelta(days=1), scene.heir)
    publishes()
    noon.move_to(at(TODAY + timedelta(days=1)))
    assert publishes() == "moved"
    assert head()["moved_to"] == "armees"
    device.sync()
    outcome = device.sync()
    assert (outcome.code, outcome.exit) == ("moved", 5)
    assert "armees/professional_phone" in outcome.message
    assert len(copied(device)) == 8
    noon.move_to(at(TODAY + timedelta(days=85)))
    call_command("feed_keys", "rotate", write=True)
    publishes()
    issued = head()["issued_at"]
    noon.move_to(at(TODAY + timedelta(days=92)))
    assert publishes() == "moved"
    assert head()["issued_at"] == issued


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


def test_production_signs_with_no_demonstrations_keys(scene, publishes, settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NoKey, match="demonstration"):
        publishes()


def test_a_few_are_never_held_and_the_first_state_never_is(scene, publishes) -> None:
    turned(scene, 8)
    assert publishes() == "updated"


def test_another_default_rule_counts_as_all(scene, publishes) -> None:
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


def test_a_registry_whose_past_was_rewritten_is_held_though_its_seq_rises(scene, publishes, device) -> None:
    with transaction.atomic():
        scene.rules(scene.ministry, scene.applications[0], on=TODAY)
        publishes()
        device.sync()
        transaction.set_rollback(True)  # the registry is restored to before a revision that it had published
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


def test_old_blobs_are_swept_when_no_head_that_may_live_names_them(scene, publishes, noon, keys) -> None:
    publishes()
    blobs = keys / "v1" / CHANNEL / "blobs"
    (first,) = blobs.iterdir()
    for hours in (24, 24, 24):
        noon.shift(timedelta(hours=hours))
        publishes()
        assert first.exists()
    noon.shift(timedelta(hours=2))
    call_command("feed_keys", "rotate", write=True)  # a new head of the same state
    publishes()
    assert not first.exists()
    named = {one["url"].removeprefix("blobs/") for one in (head()["full"], *head()["deltas"])}
    assert named <= {path.name for path in blobs.iterdir()}
    assert len(list(own().joinpath(CHANNEL).glob("ledger-*"))) == 1


def test_a_ledger_that_was_lost_costs_deltas_and_nothing_else(scene, publishes, device) -> None:
    publishes()
    device.sync()
    for path in own().joinpath(CHANNEL).glob("ledger-*"):
        path.unlink()
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    assert publishes() == "updated"
    assert head()["deltas"] == []
    assert device.sync().code == "updated"
