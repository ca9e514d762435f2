"""The publisher: what becomes of a channel as the registry, the days and the keys go on."""

import hashlib
import json
from copy import deepcopy
from datetime import timedelta

import aval_client
import pytest
from django.core.management import call_command

from registry.channels.custody import NoKey
from registry.channels.folder import own
from registry.channels.shelf import Shelf
from registry.channels.signing import payload
from registry.terms import Outcome
from registry.tests.channels.conftest import CHANNEL, copied
from registry.tests.channels.ground import TODAY, at, begin, head
from registry.tests.surfaces.noon import laid_at_noon

laid_channels = laid_at_noon(begin)


@pytest.fixture
def scene(laid_channels, db, noon):
    return deepcopy(laid_channels)


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


def test_production_signs_with_no_demonstrations_keys(scene, publishes, settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NoKey, match="demonstration"):
        publishes()


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
