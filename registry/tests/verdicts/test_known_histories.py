"""What was known when: each timeline is the one that was read at its revision, and none that changed is left out."""

from itertools import pairwise
from random import Random

import pytest

from registry.revisions.models import Revision
from registry.tests.scene import PHONE
from registry.tests.verdicts.histories import History
from registry.verdicts.known import as_known
from registry.verdicts.timeline import holding_reasons, timelines


def read(stretches):
    """Return a timeline as it is told, one verdict after another that says the same taken together."""
    told = []
    for stretch in stretches:
        what = (stretch.outcome, holding_reasons(stretch.verdict))
        if not told or told[-1][1] != what:
            told.append((stretch.starts, what))
    return told


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_known_at_each_revision_is_what_is_read_at_it(db, seed) -> None:
    history = History(Random(seed))
    begins = Revision.objects.latest_number()
    history.happen(14)
    last = Revision.objects.latest_number()
    at_each = {number: timelines(revision=number) for number in range(begins, last + 1)}
    changes = 0
    for application in history.applications:
        for organisation in history.organisations:
            where = {"application": application.pk, "organisation": organisation.pk, "device_class": PHONE}
            known = as_known(**where, revision=last)
            changes += len(known)
            assert [one.since for one in known] == sorted(one.since for one in known)
            assert [one.until for one in known] == [*(one.since for one in known[1:]), None]
            for number, lines in at_each.items():
                then = next(one for one in reversed(known) if one.since <= number)
                assert read(then.stretches) == read(lines.of(application.pk, organisation.pk, PHONE))
            for earlier, later in pairwise(known):
                assert read(earlier.stretches) != read(later.stretches)
            half = (begins + last) // 2
            assert as_known(**where, revision=half) == [
                one._replace(until=one.until if one.until and one.until <= half else None)
                for one in known
                if one.since <= half
            ]
    assert changes > 15
