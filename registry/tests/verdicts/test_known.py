"""What was known when: where it begins, and what it costs."""

from datetime import date

from registry.revisions.models import Revision
from registry.terms import Outcome
from registry.tests.scene import PHONE
from registry.verdicts.known import Known, as_known


def test_it_begins_where_both_are_known_and_is_empty_before(tree) -> None:
    where = {"application": tree.app.pk, "device_class": PHONE}
    last = Revision.objects.latest_number()
    late = tree.organisation("late", below=tree.culture)
    seated = Revision.objects.latest_number()
    assert as_known(**where, organisation=late.pk, revision=last) == []
    [only] = as_known(**where, organisation=late.pk, revision=seated)
    assert (only.since, only.until, [stretch.outcome for stretch in only.stretches]) == (seated, None, [None])
    assert as_known(**where, organisation=tree.culture.pk, revision=0) == []


def test_it_asks_five_times_however_much_was_published(tree, django_assert_num_queries) -> None:
    for day in range(1, 9):
        tree.rules(tree.etat, tree.app, Outcome.PROHIBITED, date(2024, 1, day))
    last = Revision.objects.latest_number()
    with django_assert_num_queries(5):
        known = as_known(
            application=tree.app.pk,
            organisation=tree.museums.pk,
            device_class=PHONE,
            revision=last,
        )
    assert len(known) == 9
    assert isinstance(known[0], Known)
