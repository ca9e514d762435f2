"""The promise of `rev`: no field of a record changes without its rev rising above the seq at which it was seen."""

import hashlib
import os
from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.tests.surfaces.feed.histories import FeedHistory

PARIS = ZoneInfo("Europe/Paris")
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
FIRST_DAY = date(2023, 3, 18)


class Watch:
    """A client that keeps every feed that it was given."""

    def __init__(self) -> None:
        self.client = Client()
        self.seen: dict[tuple[str, str], list[tuple[int, str, bytes, dict[str, Any]]]] = defaultdict(list)
        self.refused = 0

    def look(self, organisation: str, device: str) -> None:
        """Fetch a feed, and hold it against all that were given before it."""
        response = self.client.get(f"/api/v1/organisations/{organisation}/feed/", {"device": device})
        if response.status_code in (409, 410):
            self.refused += 1
            return
        assert response.status_code == 200, response.content
        document = response.json()
        records = {record["id"]: record for record in document["records"]}
        lines = sorted(f"{r['id']} {r['rev']} {r['status']}\n" for r in document["records"])
        assert document["state_digest"] == hashlib.sha256("".join(lines).encode()).hexdigest()
        assert document["record_count"] == len(records)
        assert all(record["rev"] <= document["seq"] for record in document["records"])
        for seq, etag, body, before in self.seen[organisation, device]:
            assert document["seq"] >= seq
            if document["seq"] == seq:
                assert (response.content, response["ETag"]) == (body, etag), "a seq names one state"
                continue
            assert response["ETag"] != etag
            for slug, record in records.items():
                if record != before.get(slug):
                    assert record["rev"] > seq, f"{before.get(slug)} became {record} without a word"
        self.seen[organisation, device].append((document["seq"], response["ETag"], response.content, records))

    def saw(self) -> set[str]:
        """Return what showed in any record."""
        shown = set()
        for feeds in self.seen.values():
            for _seq, _etag, _body, records in feeds:
                for record in records.values():
                    shown |= record.keys() | {record["status"]}
                    shown |= {"an alternative"} if record["alternatives"] else set()
                    shown |= {"the baseline"} if record["reason"]["decision"] is None else set()
                    shown |= {key for identifier in record["identifiers"] for key in identifier}
        return shown


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def live(chance: Random, steps: int) -> Watch:
    """Let things happen and days pass, and look at the feeds at every seq."""
    watch = Watch()
    # Of a few alternatives only the first are listed, so that some come and go unseen.
    with (
        time_machine.travel(midnight(FIRST_DAY), tick=False) as clock,
        patch("registry.surfaces.feed.alternatives.MOST", 2),
    ):
        history = FeedHistory(chance)
        day = FIRST_DAY
        for _ in range(steps):
            if chance.random() < 0.4:
                # Several midnights at once skip seqs, as devices do that were off.
                day += timedelta(days=chance.choice((1, 1, 2, 5)))
                clock.move_to(midnight(day))
            elif chance.random() < 0.15:
                changes = history.conditions()
                try:
                    history.scene.publish(*changes)
                except ValidationError:
                    continue
            else:
                history.happen(1)
            for channel in history.channels:
                watch.look(*channel)
    return watch


@settings(
    max_examples=1000 if LONG else 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.integers(0, 2**32).map(Random))
def test_no_record_changes_without_its_rev_rising(db: None, chance: Random) -> None:
    with transaction.atomic():
        live(chance, steps=24)
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", [1])
def test_the_histories_show_all_that_a_record_can_hold(db: None, seed: int) -> None:
    assert live(Random(seed), steps=24).saw() >= {
        "approved",
        "conditional",
        "prohibited",
        "under_review",
        "conditions",
        "until",
        "min_version",
        "an alternative",
        "the baseline",
    }
