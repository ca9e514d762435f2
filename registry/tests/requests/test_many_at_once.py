"""Many at once: each agent waits to be counted, so that none passes the throttle and none files a request twice.

At the desk each waits for the step of another, and then finds it.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from registry.models import AssessmentRequest, Proposal, Submission
from registry.proposals.workflow import Stale
from registry.requests import desk, throttle
from registry.requests.throttle import TooMany
from registry.tests.requests.asks import asks
from registry.tests.requests.conftest import Desk
from registry.tests.scene import Scene

MOST, SENDERS, EDITORS = 3, 8, 4


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


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_request_up_at_once_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    at = Desk()
    request = asks(at.culture, at.chat)
    together, step = Barrier(EDITORS), desk._step

    def steps(*args: Any, **columns: Any) -> None:
        together.wait()  # each has written a draft by now, and none has said so
        step(*args, **columns)

    monkeypatch.setattr(desk, "_step", steps)

    def take(_editor: int) -> bool:
        try:
            desk.take_up(AssessmentRequest.objects.get(pk=request.pk), by=at.editor)
        except Stale:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(EDITORS) as pool:
        assert sum(pool.map(take, range(EDITORS))) == 1
    assert Proposal.objects.filter(state="draft").count() == 1, "the drafts of the others are gone with their steps"
