"""Sheets: what is written from the channel above is what is written alone, in random registries."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine

from registry.channels.rounds import Round
from registry.channels.sheets import Sheets
from registry.tests.surfaces.feed.histories import FeedHistory

PARIS = ZoneInfo("Europe/Paris")
FIRST_DAY = date(2023, 3, 18)


def everything(one: Round) -> dict[str, list]:
    """Return the records of every channel, each written from the one above it."""
    told = {}
    for channel in one.channels.values():
        told[channel.name] = list(one._sheets_of(channel.device_class).of(channel).entries())
    return told


@pytest.mark.parametrize("seed", range(2))
def test_what_is_written_from_the_channel_above_is_what_is_written_alone(db, seed, monkeypatch) -> None:
    chance = Random(seed)
    day = FIRST_DAY
    with time_machine.travel(datetime(2023, 3, 18, tzinfo=PARIS), tick=False) as clock:
        history = FeedHistory(chance)
        monkeypatch.setattr("registry.surfaces.feed.alternatives.MOST", 2)
        for _ in range(12):
            day += timedelta(days=chance.choice((0, 0, 1, 5)))
            clock.move_to(datetime(day.year, day.month, day.day, tzinfo=PARIS))
            history.happen(1)
            written = everything(Round())
            with monkeypatch.context() as patched:
                patched.setattr(Sheets, "_above", lambda self, ground: None)
                assert everything(Round()) == written
