"""Whatever happens to a registry, and whatever is lost on the way, a device that syncs has the state of the feed."""

import json
import os
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from unittest.mock import patch
from zoneinfo import ZoneInfo

import aval_client
import pytest
import time_machine
from aval_client import Client, Unreachable
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from registry.channels import custody
from registry.channels.publisher import Signer, publish
from registry.channels.shelf import Shelf
from registry.reach.limits import Radius
from registry.surfaces.feed.channel import find_channel
from registry.surfaces.feed.document import document
from registry.surfaces.feed.state import State
from registry.terms import DeviceClass
from registry.tests.backups import Backups
from registry.tests.channels.conftest import follower
from registry.tests.surfaces.feed.histories import FeedHistory
from registry.tests.surfaces.feed.resolved import resolved

PARIS = ZoneInfo("Europe/Paris")
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
FIRST_DAY = date(2023, 3, 18)
ANY = Radius(10**6, 10**6, 0)
ORIGIN = "https://aval.example"


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


class Fleet:
    """The devices of some channels, each with its copy, and a network that loses things and remembers old heads."""

    def __init__(self, chance: Random, served: Path, copies: Path, channels: list[tuple[str, str]]) -> None:
        self.chance, self.served = chance, served
        self.truth: dict[tuple[str, int, int], dict] = {}
        self.old_heads: dict[str, list[bytes]] = {}
        self.outcomes: Counter[str] = Counter()
        self.devices: list[Client] = []
        self.expected = {"updated", "unchanged", "mirror_behind", "unreachable", "expired", "moved"}
        for slug, device in channels:
            for number in range(3):
                to = copies / f"{slug}-{number}"
                to.mkdir()
                self.devices.append(follower(served, to, f"{slug}/{device}"))

    def know(self, slug: str, device: str) -> None:
        """Remember what the rule and the feed say of the head that was just published; never two things of one."""
        shelf = Shelf(f"{slug}/{device}")
        head, channel = shelf.head(), find_channel(slug, DeviceClass(device))
        at = settings.FEED_EPOCH, channel.seq
        if head and (head["epoch"], head["seq"]) == at and not shelf.held() and "moved_to" not in head:
            told = json.loads(json.dumps(document(State(channel), ORIGIN)["records"]))
            records = {record["id"]: record for record in told}
            assert {one: record["status"] for one, record in records.items()} == resolved(
                slug, device, head["default_rule"]
            )
            assert self.truth.setdefault((shelf.served.as_posix(), *at), records) == records
            self.old_heads.setdefault(f"{slug}/{device}", []).append(shelf.raw_head())

    def fetch(self, url: str, most: int, etag: str = "") -> tuple[bytes | None, str]:
        """Return a file, or not, or an old head in its place."""
        if self.chance.random() < 0.1:
            raise Unreachable("It was lost.", lasting=True)
        raw, tag = REAL(url, most, etag)
        channel = "/".join(Path(url).parts[-3:-1])
        if url.endswith("head.json") and self.old_heads.get(channel) and self.chance.random() < 0.15:
            return self.chance.choice(self.old_heads[channel]), ""
        return raw, tag

    def sync(self, device: Client) -> None:
        """Let a device sync over that network, and hold what it has against the truth."""
        with patch.object(aval_client, "fetch", self.fetch):
            outcome = device.sync()
        self.outcomes[outcome.code] += 1
        assert outcome.code in self.expected, outcome
        self.compare(device)

    def compare(self, device: Client) -> None:
        """Hold what a device has against the truth."""
        state = device.store.read()
        if state.head:
            at = (self.served / "v1" / device.channel).as_posix(), state.head["epoch"], state.head["seq"]
            assert state.records == self.truth[at]

    def arrive(self) -> None:
        """Let every device sync over a network that loses nothing: it has what is served, whatever was before."""
        for device in self.devices:
            shelf = Shelf(device.channel)
            head = shelf.head()
            if head is None or shelf.held() or "moved_to" in head:
                continue
            outcome = device.sync()
            assert outcome.code in ("updated", "unchanged"), outcome
            ours = device.store.read().head
            assert (ours["epoch"], ours["seq"]) == (head["epoch"], head["seq"])
            self.compare(device)


REAL = aval_client.fetch


class Operator:
    """Who backs the registry up, now and then puts a backup back, and raises the epoch: at once, or when it shows."""

    def __init__(self, chance: Random, folder: Path, history: FeedHistory, fleet: Fleet) -> None:
        self.chance, self.folder, self.history, self.fleet = chance, folder, history, fleet
        self.backups = Backups()
        self.owes_an_epoch = False
        self.restored = 0
        self.back_up()

    def back_up(self) -> None:
        """Back the database up, and with it the folder in which channels are published."""
        to = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(settings.FEED_FOLDER, to / "feed")
        self.backups.make(self.history, to / "feed")

    def restore(self) -> None:
        """Put a backup of the database back, perhaps that of the folder too: then the keys stay, and the epoch rises.

        A publisher whose folder went back as well cannot know what devices have.
        """
        self.history, feed = self.backups.put_back(self.chance)
        self.restored += 1
        self.owes_an_epoch = True
        if self.chance.random() < 0.3:
            for name in ("keys.json", "keys"):
                _put(settings.FEED_FOLDER / "v1" / name, feed / "v1" / name)
            _put(feed, settings.FEED_FOLDER)
            # Until it is published to again, heads are served that devices are past.
            self.fleet.expected |= {"rollback", "wrong_epoch"}
            self.raise_epoch()
        elif self.chance.random() < 0.4:
            self.raise_epoch()

    def raise_epoch(self) -> None:
        """Raise the epoch, and let the root list it."""
        settings.FEED_EPOCH += 1
        call_command("feed_keys", "rotate", write=True, stdout=StringIO())
        self.owes_an_epoch = False
        self.fleet.expected.add("unknown_key")  # until a head is signed by the new key

    def work(self) -> None:
        """Do what there is to do."""
        what = self.chance.random()
        if what < 0.1:
            self.back_up()
        elif what < 0.18:
            self.restore()
        elif what < 0.4 and self.owes_an_epoch:
            self.raise_epoch()
        elif what > 0.9:
            for ledger in settings.FEED_FOLDER.glob("publisher/*/*/ledger-*.json"):
                ledger.unlink()  # a disk loses what deltas are made from


def _put(source: Path, to: Path) -> None:
    """Put a file or a folder in the place of another."""
    if source.is_dir():
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(source, to)
    else:
        shutil.copy2(source, to)


def live(chance: Random, steps: int) -> tuple[Counter[str], int]:
    """Let things happen, days pass, the publisher publish now and then, and devices sync when they please.

    Return what came of the syncs, and how many restores there were.
    """
    folder = Path(tempfile.mkdtemp())
    told = {"FEED_FOLDER": folder / "feed", "FEED_KEYS": folder / "keys", "PUBLIC_URL": ORIGIN, "FEED_EPOCH": 1}
    try:
        with (
            time_machine.travel(midnight(FIRST_DAY), tick=False) as clock,
            override_settings(**told),
            patch.object(custody, "ROUNDS", 1000),
            patch.object(os, "fsync"),  # no power fails here, and it would take most of the time
            patch("registry.surfaces.feed.alternatives.MOST", 2),
        ):
            history = FeedHistory(chance)
            call_command("feed_keys", "init", demo=True, write=True, stdout=StringIO())
            fleet = Fleet(chance, folder / "feed", folder, history.channels)
            operator = Operator(chance, folder, history, fleet)
            day = FIRST_DAY
            for _ in range(steps):
                if chance.random() < 0.4:
                    day += timedelta(days=chance.choice((1, 1, 2, 5)))
                    clock.move_to(midnight(day))
                elif chance.random() < 0.15:
                    with suppress(ValidationError):
                        operator.history.scene.publish(*operator.history.conditions())
                else:
                    operator.history.happen(1)
                operator.work()
                for channel in history.channels:
                    if chance.random() < 0.7:
                        publish_channel(fleet, *channel)
                for one in fleet.devices:
                    if chance.random() < 0.4:
                        fleet.sync(one)
            if operator.owes_an_epoch:
                operator.raise_epoch()
            for channel in history.channels:
                publish_channel(fleet, *channel)
            fleet.arrive()
    finally:
        shutil.rmtree(folder)
    return fleet.outcomes, operator.restored


def publish_channel(fleet: Fleet, slug: str, device: str) -> None:
    """Bring a channel up to date, whatever turns."""
    publish(slug, DeviceClass(device), Signer.of_now(), confirmed=ANY)
    fleet.know(slug, device)


@hypothesis_settings(
    max_examples=600 if LONG else 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.integers(0, 2**32).map(Random))
def test_a_device_that_syncs_has_the_state_of_the_feed(db: None, chance: Random) -> None:
    with transaction.atomic():
        live(chance, steps=16)
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", [1])
def test_the_histories_lose_and_mislead_and_still_arrive(db: None, seed: int) -> None:
    outcomes, restored = live(Random(seed), steps=30)
    assert outcomes.keys() >= {"updated", "unchanged", "mirror_behind", "unreachable"}
    assert restored
