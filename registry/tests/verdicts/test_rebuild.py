"""A rebuild mends what was done by hand, and does nothing without being asked to write."""

from io import StringIO

import pytest
from django.core.management import call_command

from registry.models import Revision, Verdict, VerdictReason
from registry.tests.verdicts.test_drift import settled_scene, the_roots
from registry.verdicts.drift import drifts


def test_check_verdicts_of_nothing_finds_nothing(db: None) -> None:
    call_command("check_verdicts", stdout=(out := StringIO()), stderr=StringIO())
    assert "over 0 revision(s)" in out.getvalue()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_rebuild_mends_what_was_done_by_hand_and_only_when_it_may_write(as_owner: None) -> None:
    settled_scene()
    right = standing()
    Verdict.objects.filter(pk=the_roots().pk).update(revision_to=Revision.objects.latest_number() + 1)
    wrong, drifting = standing(), list(drifts())
    assert drifting
    call_command("rebuild_verdicts", stdout=(out := StringIO()))
    assert out.getvalue().endswith("Nothing was done: add --write.\n")
    assert (standing(), list(drifts())) == (wrong, drifting)
    call_command("rebuild_verdicts", write=True, stdout=(out := StringIO()))
    assert out.getvalue() == f"{Revision.objects.count()} revision(s) settled anew.\n"
    assert standing() == right
    assert list(drifts()) == []


def standing() -> set[tuple[object, ...]]:
    """Return the verdicts, but for their row numbers."""
    return {
        (*row, *VerdictReason.objects.filter(verdict=pk).values_list("place", "decision", "fate", "by"))
        for pk, *row in Verdict.objects.values_list(
            "pk", "application", "organisation", "device_class", "valid", "revision_from", "revision_to", "outcome"
        )
    }
