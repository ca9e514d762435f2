"""Settled verdicts, read sparsely, are what the rule says when it is asked densely."""

import os
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import registrar
from registry.models import Revision, Verdict
from registry.tests.scene import PHONE, TABLET
from registry.tests.verdicts.dense import Dense, as_resolved, as_the_rule_says_it
from registry.tests.verdicts.histories import DAYS, History
from registry.verdicts.drift import drifts
from registry.verdicts.timeline import timelines

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
examples = settings(
    max_examples=3000 if LONG else 8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
chances = st.integers(0, 2**32).map(Random)  # cheaper by far than a drawn choice each


@examples
@given(chance=chances)
def test_verdicts_read_on_a_day_or_along_a_timeline_are_what_the_rule_says(db: None, chance: Random) -> None:
    with transaction.atomic():
        history = History(chance)
        first = Revision.objects.latest_number()
        history.happen(chance.randint(1, 12))
        dense = Dense()
        days = [day for start in DAYS for day in (start, start.replace(day=start.day - 1))] if LONG else DAYS
        for revision in range(first, Revision.objects.latest_number() + 1):
            for organisation in history.organisations:
                day = chance.choice(days)
                held = Verdict.objects.holding(organisation=organisation, on=day, revision=revision).prefetch_related(
                    "reasons"
                )
                found = {(verdict.application_id, verdict.device_class): verdict for verdict in held}
                assert len(found) == len(held), "one verdict holds at a time"
                for application in history.applications:
                    for device_class in (PHONE, TABLET):
                        assert as_the_rule_says_it(found.get((application.pk, device_class))) == as_resolved(
                            dense.ask(
                                application=application.pk,
                                organisation=organisation.pk,
                                device_class=device_class,
                                on=day,
                                revision=revision,
                            )
                        ), f"{application} at {organisation} on {device_class}, {day}, as known at r{revision}"
        revision = chance.randint(first, Revision.objects.latest_number())
        dense = Dense()
        read = timelines(revision=revision)
        for organisation in history.organisations:
            for application in history.applications:
                for device_class in (PHONE, TABLET):
                    stretches = read.of(application.pk, organisation.pk, device_class)
                    for day in DAYS:
                        (stretch,) = (stretch for stretch in stretches if stretch.covers(day))
                        assert as_the_rule_says_it(stretch.verdict) == as_resolved(
                            dense.ask(
                                application=application.pk,
                                organisation=organisation.pk,
                                device_class=device_class,
                                on=day,
                                revision=revision,
                            )
                        )
        transaction.set_rollback(True)


@examples
@given(chance=chances)
def test_verdicts_thrown_away_and_settled_anew_are_the_same(as_owner: None, db: None, chance: Random) -> None:
    with transaction.atomic():
        History(chance).happen(chance.randint(1, 8))
        assert list(drifts()) == []
        before = everything()
        registrar.rebuild()
        assert everything() == before
        transaction.set_rollback(True)


def everything() -> set[tuple]:
    return {
        (
            verdict.application_id,
            verdict.organisation_id,
            verdict.device_class,
            verdict.valid,
            verdict.revision_from,
            verdict.revision_to,
            as_the_rule_says_it(verdict)[0],
            *map(str, as_the_rule_says_it(verdict)[1:2]),
        )
        for verdict in Verdict.objects.prefetch_related("reasons")
    }


@pytest.mark.parametrize("times", [12])
def test_the_histories_are_neither_empty_nor_all_refused(db: None, times: int) -> None:
    history = History(Random(7))
    history.happen(times)
    assert history.refused < times
    assert len(history.decisions) >= 3
