"""Whatever happens to a registry, and whatever is lost on the way, a device that syncs has the state of the feed."""

import json
import os
import shutil
import tempfile
from collections import Counter
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
from registry.reach.bounds import Radius
from registry.surfaces.feed.channel import find_channel
from registry.surfaces.feed.document import document
from registry.surfaces.feed.state import State
from registry.terms import DeviceClass
from registry.tests.channels.conftest import follower
from registry.tests.surfaces.feed.histories import FeedHistory

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
        for slug, device in channels:
            for number in range(3):
                to = copies / f"{slug}-{number}"
                to.mkdir()
                self.devices.append(follower(served, to, f"{slug}/{device}"))

    def know(self, slug: str, device: str) -> None:
        """Remember what the feed says of the head that was just published, densely."""
        shelf = Shelf(f"{slug}/{device}")
        head, channel = shelf.head(), find_channel(slug, DeviceClass(device))
        if head and (head["seq"], head["epoch"]) == (channel.seq, 1) and not shelf.held() and "moved_to" not in head:
            records = json.loads(json.dumps(document(State(channel), ORIGIN)["records"]))
            self.truth[shelf.served.as_posix(), 1, head["seq"]] = {record["id"]: record for record in records}
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
        """Let a device sync, and hold what it has against the truth."""
        with patch.object(aval_client, "fetch", self.fetch):
            outcome = device.sync()
        self.outcomes[outcome.code] += 1
        state = device.store.read()
        assert outcome.code in ("updated", "unchanged", "mirror_behind", "unreachable", "expired", "moved"), outcome
        if state.head:
            at = (self.served / "v1" / device.channel).as_posix(), state.head["epoch"], state.head["seq"]
            assert state.records == self.truth[at]


REAL = aval_client.fetch


def live(chance: Random, steps: int) -> Counter[str]:
    """Let things happen, days pass, the publisher publish now and then, and devices sync when they please."""
    folder = Path(tempfile.mkdtemp())
    told = {"FEED_FOLDER": folder / "feed", "FEED_KEYS": folder / "keys", "PUBLIC_URL": ORIGIN}
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
            day = FIRST_DAY
            for _ in range(steps):
                if chance.random() < 0.4:
                    day += timedelta(days=chance.choice((1, 1, 2, 5)))
                    clock.move_to(midnight(day))
                elif chance.random() < 0.15:
                    try:
                        history.scene.publish(*history.conditions())
                    except ValidationError:
                        continue
                else:
                    history.happen(1)
                for slug, device in history.channels:
                    if chance.random() < 0.7:
                        publish(slug, DeviceClass(device), Signer.of_now(), confirmed=ANY)
                        fleet.know(slug, device)
                for one in fleet.devices:
                    if chance.random() < 0.4:
                        fleet.sync(one)
    finally:
        shutil.rmtree(folder)
    return fleet.outcomes


@hypothesis_settings(
    max_examples=1500 if LONG else 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.integers(0, 2**32).map(Random))
def test_a_device_that_syncs_has_the_state_of_the_feed(db: None, chance: Random) -> None:
    with transaction.atomic():
        live(chance, steps=24)
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", [1])
def test_the_histories_lose_and_mislead_and_still_arrive(db: None, seed: int) -> None:
    assert live(Random(seed), steps=30).keys() >= {"updated", "unchanged", "mirror_behind", "unreachable"}
