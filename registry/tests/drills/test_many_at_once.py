"""Sixteen write on the same few things while eight read every surface: nothing is lost, doubled or half seen."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
import time_machine
from django.db import connection

from registry.models import Decision, Proposal, Revision, Withdrawal
from registry.revisions.chain import breaks
from registry.terms import ProposalState
from registry.tests.drills import FULL
from registry.tests.drills.crowd import WRITERS, Crowd
from registry.tests.drills.watch import SURFACES, Watcher
from registry.tests.surfaces.noon import NOON
from registry.verdicts.drift import drifts

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

TIMES = 6 if FULL else 1
PAUSE = 0.05 if FULL else 0.3
"""How often each writes, and for how many seconds a reader leaves the writers alone."""


def test_sixteen_write_while_eight_read(transactional_db: None) -> None:
    over = threading.Event()
    watchers = [Watcher(surface) for surface in SURFACES]
    with time_machine.travel(NOON, tick=True):
        crowd = Crowd()
        begun = Revision.objects.latest_number()

        def write(writer: int) -> None:
            chance = Random(writer)
            try:
                for _time in range(TIMES):
                    crowd.write(chance)
            finally:
                connection.close()

        def read(watcher: Watcher) -> None:
            try:
                watcher.watch(over, PAUSE)
            finally:
                connection.close()

        with ThreadPoolExecutor(WRITERS + len(watchers)) as pool:
            reading = [pool.submit(read, watcher) for watcher in watchers]
            writing = [pool.submit(write, writer) for writer in range(WRITERS)]
            try:
                for writer in writing:
                    writer.result()
            finally:
                over.set()
            for reader in reading:
                reader.result()

        ledger = crowd.ledger
        last = Revision.objects.latest_number()
        print(f"{len(ledger.published)} published, {len(ledger.approved)} of them proposed; {dict(ledger.refused)}")  # noqa: T201
        print(*(f"{len(w.said):4} states in {w.asked:4} answers {w.surface.address}" for w in watchers), sep="\n")  # noqa: T201

        # Nothing is lost, nothing doubled, and no number is left out.
        assert sorted(number for number, _uids in ledger.published) == list(range(begun + 1, last + 1))
        for number, uids in ledger.published:
            said = Revision.objects.get(number=number).contents
            assert {form["uid"] for form in said} == uids
            assert len(said) == len(uids) == 2
        entered = Counter[str]()
        for kind in (Decision, Withdrawal):
            entered.update(map(str, kind.objects.filter(revision__gt=begun).values_list("uid", flat=True)))
        assert entered == Counter(uid for _number, uids in ledger.published for uid in uids)

        # A proposal that two approved at once was published by one of them.
        published = Proposal.objects.filter(state=ProposalState.PUBLISHED)
        assert sorted(published.values_list("pk", flat=True)) == sorted(one.pk for one in ledger.approved)
        assert Proposal.objects.count() == len(crowd.waiting)
        assert len(ledger.published) + sum(ledger.refused.values()) == WRITERS * TIMES

        # Who looks at a proposal that was published meanwhile finds its rows there already (23505). The lock keeps
        # everybody else apart: nobody meets verdicts that are not committed, nobody waits in a circle.
        assert ledger.contention <= {"23505"}

        for watcher in watchers if FULL else watchers[:3]:  # the pages take their time
            watcher.check(begun, last)
        assert [*breaks()] == []
        assert [drift.in_words() for drift in drifts()] == []
