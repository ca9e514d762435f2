"""Whoever merges deltas has exactly the full feed, whatever happens: random histories say so."""

import os
from datetime import date, datetime, timedelta
from random import Random
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.surfaces.feed.delta import ledgers
from registry.tests.backups import Backups
from registry.tests.conftest import KEPT
from registry.tests.surfaces.feed.histories import FeedHistory
from registry.tests.surfaces.feed.merging import Merging, Refused
from registry.tests.surfaces.feed.resolved import resolved

PARIS = ZoneInfo("Europe/Paris")
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
FIRST_DAY = date(2023, 3, 18)
CLIENTS = 2


class World:
    """A registry to which things happen, and clients that ask whenever they come to it."""

    def __init__(self, chance: Random, clock: time_machine.Traveller) -> None:
        self.chance, self.clock, self.day = chance, clock, FIRST_DAY
        self.history = FeedHistory(chance)
        self.backups = Backups()
        self.backups.make(self.history)
        self.clients = [Merging(*channel) for channel in self.history.channels for _ in range(CLIENTS)]
        self.compared = self.restored = 0

    def step(self) -> None:
        """Let something happen, and let some of the clients ask."""
        self.happen()
        if self.chance.random() < 0.1:
            ledgers.clear()  # another process answers
        for client in self.clients:
            while self.chance.random() < 0.35:
                self.ask(client)

    def happen(self) -> None:
        """Let days pass, or publish something."""
        what = self.chance.random()
        if what < 0.35:
            self.day += timedelta(days=self.chance.choice((1, 1, 2, 5)))
            self.clock.move_to(midnight(self.day))
        elif what < 0.45:
            try:
                self.history.scene.publish(*self.history.conditions())
            except ValidationError:
                return
        elif what < 0.5:
            self.publish_over_midnight()
        elif what < 0.56:
            self.backups.make(self.history)
        elif what < 0.64:
            self.restore()
        else:
            self.history.happen(self.chance.choice((1, 1, 3)))

    def restore(self) -> None:
        """Put a backup back: whoever does may restart the server or not, and may raise the epoch or forget it."""
        self.history, _kept = self.backups.put_back(self.chance)
        self.restored += 1
        if self.chance.random() < 0.5:
            for one in KEPT:
                one.clear()
        if self.chance.random() < 0.5:
            django_settings.FEED_EPOCH += 1

    def publish_over_midnight(self) -> None:
        """Begin a publication on one day that is done on the next, where others have looked already."""
        self.clock.move_to(midnight(self.day + timedelta(days=1)))
        for client in self.clients[::2]:
            self.ask(client)
        self.clock.move_to(midnight(self.day) + timedelta(hours=23))
        self.history.happen(1)
        self.day += timedelta(days=1)
        self.clock.move_to(midnight(self.day))

    def ask(self, client: Merging) -> None:
        """Let a client ask, perhaps in vain; that its digest is the one it was told, it checks itself."""
        try:
            if self.chance.random() < 0.15:
                client.sync(loses_the_answer=True)
                client.asked_with = "what it asked with was never kept"
                return
            client.sync()
        except Refused:
            return
        if self.chance.random() < 0.4:
            self.compare(client)

    def compare(self, client: Merging) -> None:
        """Hold what a client has, to the letter, against the full feed."""
        full = Client().get(client.feed)
        assert full.status_code == 200
        whole = full.json()
        assert client.records == {record["id"]: record for record in whole["records"]}
        assert client.seq == whole["seq"]
        assert client.default_rule == whole["default_rule"]
        assert client.cursor == whole["cursor"]
        statuses = {one: record["status"] for one, record in client.records.items()}
        assert statuses == resolved(*client.channel, client.default_rule)
        self.compared += 1


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def live(chance: Random, steps: int) -> World:
    """Let a history of so many steps happen."""
    with (
        time_machine.travel(midnight(FIRST_DAY), tick=False) as clock,
        override_settings(FEED_EPOCH=1),
        patch("registry.surfaces.feed.alternatives.MOST", 2),
    ):
        world = World(chance, clock)
        for _ in range(steps):
            world.step()
        return world


@settings(
    max_examples=1000 if LONG else 12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.integers(0, 2**32).map(Random))
def test_whoever_merges_deltas_has_the_full_feed(db: None, chance: Random) -> None:
    with transaction.atomic():
        live(chance, steps=10)
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", [1])
def test_the_histories_are_told_by_deltas_and_not_by_fulls(db: None, seed: int) -> None:
    world = live(Random(seed), steps=40)
    assert sum(client.deltas for client in world.clients) > 2 * sum(client.fulls for client in world.clients)
    assert all(client.deltas > 3 for client in world.clients)
    assert any(client.unchanged for client in world.clients)
    assert world.compared > 15
    assert world.restored
