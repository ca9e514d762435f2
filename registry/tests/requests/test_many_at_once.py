"""Many agents at once: each waits to be counted, so that none passes the throttle and none files a request twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from registry.models import Submission
from registry.requests import throttle
from registry.requests.throttle import TooMany
from registry.tests.requests.asks import asks
from registry.tests.scene import Scene

MOST, SENDERS = 3, 8


@pytest.mark.django_db(transaction=True)
def test_many_at_once_pass_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_OF_ALL", MOST)
    organisation = Scene().organisation("etat")

    def send(number: int) -> bool:
        try:
            asks(organisation, sender=f"192.0.2.{number}")
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(SENDERS) as pool:
        assert sum(pool.map(send, range(SENDERS))) == MOST
    assert Submission.objects.count() == MOST
    assert len(set(Submission.objects.values_list("request", flat=True))) == 1, "whoever asks the same joins"
