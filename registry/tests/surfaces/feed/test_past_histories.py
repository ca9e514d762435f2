"""A feed of the past is the one that was given then, whatever was published since: random histories say so."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from registry.proposals.changes import Change
from registry.revisions.models import Revision
from registry.surfaces.feed.headers import HEAD_HEADER
from registry.tests.surfaces.feed.histories import FeedHistory
from registry.tests.surfaces.feed.test_past import told

PARIS = ZoneInfo("Europe/Paris")


class NamedOnce(FeedHistory):
    """A history in which no text changes: texts are told as they read now."""

    def renamed_application(self) -> Change:
        return self.identifier()

    def renamed_organisation(self) -> Change:
        return self.baseline_entry()


@pytest.mark.parametrize("seed", [3, 8])
def test_what_was_given_is_given_again_whatever_was_published_since(db, seed) -> None:
    chance, given = Random(seed), {}
    client, day = Client(), date(2023, 3, 18)
    with time_machine.travel(datetime(2023, 3, 18, tzinfo=PARIS), tick=False) as clock:
        history = NamedOnce(chance)
        for _ in range(16):
            if chance.random() < 0.4:
                day += timedelta(days=chance.choice((1, 2)))
                clock.move_to(datetime(day.year, day.month, day.day, tzinfo=PARIS))
            else:
                history.happen(1)
            for organisation, device in history.channels:
                address = f"/api/v1/organisations/{organisation}/feed/?device={device}"
                given[address, day, Revision.objects.latest_number()] = client.get(address)
        for (address, on, revision), before in given.items():
            again = client.get(f"{address}&on={on}&revision={revision}")
            assert again.status_code == before.status_code
            if again.status_code == 200:
                assert told(again.json()) == told(before.json())
                assert again["ETag"] != before["ETag"]
                assert again[HEAD_HEADER] == before[HEAD_HEADER]
    assert sum(response.status_code == 200 for response in given.values()) > 10
