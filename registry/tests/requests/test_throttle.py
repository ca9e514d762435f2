"""The throttle: counted by the database for all processes at once, and no address kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from registry.models import Hour, Submission
from registry.requests import throttle
from registry.requests.throttle import EVERYBODY, TooMany, count
from registry.tests.requests.asks import asks
from registry.tests.requests.conftest import Desk

NOW = datetime.fromisoformat("2026-11-24T10:20:00Z")


@pytest.fixture
def still(db: None) -> Iterator[None]:
    """Let the clock stand."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take little."""
    monkeypatch.setattr(throttle, "MOST_OF_A_SENDER", 2)
    monkeypatch.setattr(throttle, "MOST_OF_ALL", 3)


def test_a_sender_is_counted_within_an_hour(still: None) -> None:
    count("192.0.2.1")
    count("192.0.2.1")
    with pytest.raises(TooMany) as refusal:
        count("192.0.2.1")
    assert (refusal.value.until, refusal.value.seconds) == (datetime.fromisoformat("2026-11-24T11:00:00Z"), 2401)
    with time_machine.travel(NOW + timedelta(minutes=40), tick=False):
        count("192.0.2.1")


def test_all_senders_are_counted_together(still: None) -> None:
    for number in range(3):
        count(f"192.0.2.{number}")
    with pytest.raises(TooMany):
        count("192.0.2.9")


def test_of_ipv6_the_network_is_counted(still: None) -> None:
    count("2001:db8::1")
    count("2001:db8::ffff:2")
    with pytest.raises(TooMany):
        count("2001:db8:0:0:3::")


@pytest.mark.parametrize("same", ["192.0.2.1", "192.0.2.1:50123", "::ffff:192.0.2.1", "[::ffff:192.0.2.1]:50124"])
def test_an_address_is_the_same_however_it_is_told(still: None, same: str) -> None:
    count("192.0.2.1:50122")
    count("192.0.2.1")
    count("::ffff:192.0.2.2")
    with pytest.raises(TooMany):
        count(same)
    assert Hour.objects.exclude(sender=EVERYBODY).count() == 2


def test_the_link_by_which_an_address_came_is_none_of_it(still: None) -> None:
    count("fe80::1%eth0")
    count("[fe80::1%eth1]:50122")
    assert Hour.objects.exclude(sender=EVERYBODY).count() == 1


def test_what_is_no_address_is_counted_too(still: None) -> None:
    for odd in ("", "unix:", "\0"):
        count(odd)
    assert Hour.objects.get(sender=EVERYBODY).count == 3


def test_no_address_is_kept_and_none_is_known_again_in_another_hour(still: None) -> None:
    count("192.0.2.1")
    (first,) = Hour.objects.exclude(sender=EVERYBODY).values_list("sender", flat=True)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        count("192.0.2.1")
    (second,) = Hour.objects.exclude(sender=EVERYBODY).values_list("sender", flat=True)
    assert first != second, "the former hour is deleted, and its key is another one"


def test_a_request_that_is_refused_is_not_kept(at: Desk) -> None:
    asks(at.culture)
    asks(at.culture)
    with pytest.raises(TooMany), transaction.atomic():
        asks(at.culture)
    assert Submission.objects.count() == 2
