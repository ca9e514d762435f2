"""Drift put in by hand is found, in each way."""

from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoDbBlocker

from registry.models import Application, Category, Decision, Organisation, Revision, Verdict, VerdictReason
from registry.terms import Fate, Outcome
from registry.tests.laying import laid
from registry.tests.scene import TABLET, Scene
from registry.verdicts.drift import drifts
from registry.verdicts.reading import FOR_EVER

BAN = date(2023, 3, 24)
LATER = date(2024, 1, 1)
MUCH_LATER = date(2025, 1, 1)


def settled_scene() -> Scene:
    """Return a scene in which a ministry tightens what the root approves, and withdraws that again."""
    scene = Scene()
    etat, *root = scene.new_organisation("etat", None)
    ministry, seat = scene.new_organisation("ministry", etat)
    social, top = scene.new_category("social", None)
    app, place = scene.new_application("app", social)
    approval = scene.unpublished(etat, app, Outcome.APPROVED, BAN)
    scene.publish(etat, *root, ministry, seat, social, top, app, place, approval)
    ruling = scene.rules(ministry, app, Outcome.PROHIBITED, LATER)
    scene.withdraws(ruling, MUCH_LATER)
    scene.publish(app)  # a revision that turns nothing
    assert list(drifts()) == []
    return scene


@pytest.fixture(scope="module")
def laid_settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Settle it once for this module."""
    with laid(settled_scene, django_db_blocker) as scene:
        yield scene


@pytest.fixture
def settled(laid_settled: Scene, db: None) -> Scene:
    """Return a scene whose verdicts are as the facts give them."""
    return laid_settled


def the_ministrys(**columns: object) -> Verdict:
    return Verdict.objects.get(organisation__slug="ministry", revision_to=FOR_EVER, **columns)


def the_roots() -> Verdict:
    return Verdict.objects.get(organisation__slug="etat", revision_to=FOR_EVER)


def replace(verdict: Verdict, **columns: object) -> Verdict:
    """Put a verdict with other columns in the place of one, with the same reasons."""
    reasons = list(verdict.reasons.all())
    remove(verdict)
    for name, value in columns.items():
        setattr(verdict, name, value)
    verdict.save(force_insert=True)
    VerdictReason.objects.bulk_create(reasons)
    return verdict


def remove(verdict: Verdict) -> None:
    verdict.reasons.all()._raw_delete("default")
    Verdict.objects.filter(pk=verdict.pk)._raw_delete("default")


def extra() -> None:
    verdict = the_roots()
    reasons = list(verdict.reasons.all())
    verdict.pk, verdict.organisation = None, Organisation.objects.get(slug="ministry")
    verdict.device_class = TABLET
    verdict.save(force_insert=True)
    for reason in reasons:
        reason.pk, reason.verdict = None, verdict
    VerdictReason.objects.bulk_create(reasons)


def with_reasons(verdict: Verdict, change: Callable[[list[VerdictReason]], list[VerdictReason]]) -> None:
    reasons = change(list(verdict.reasons.all()))
    verdict.reasons.all()._raw_delete("default")
    VerdictReason.objects.bulk_create(reasons)


def outweighed(reasons: list[VerdictReason], **columns: object) -> list[VerdictReason]:
    for name, value in columns.items():
        setattr(reasons[-1], name, value)
    return reasons


def reach(verdict: Verdict, starts: date, ends: date | None) -> Verdict:
    return replace(verdict, valid=DateRange(starts, ends))


WAYS = {
    "another outcome": lambda: replace(the_roots(), outcome=Outcome.PROHIBITED),
    "a row that is missing": lambda: remove(the_ministrys()),
    "a row too many": extra,
    "another device": lambda: replace(the_roots(), device_class=TABLET),
    "another organisation": lambda: replace(
        the_roots(), organisation=Organisation.objects.get(slug="ministry"), valid=DateRange(BAN, LATER)
    ),
    "another ruling cited": lambda: replace(the_ministrys(), decision=the_roots().decision),
    "a day too early": lambda: reach(the_roots(), date(2023, 3, 23), None),
    "a day too late": lambda: reach(the_roots(), date(2023, 3, 25), None),
    "an end that nothing gives": lambda: reach(the_roots(), BAN, LATER),
    "an end a day too late": lambda: reach(the_ministrys(), LATER, date(2025, 1, 2)),
    "known too early": lambda: replace(the_roots(), revision_from=the_roots().revision_from - 1),
    "known too late": lambda: replace(the_roots(), revision_from=the_roots().revision_from + 1),
    "known no longer": lambda: replace(the_roots(), revision_to=Revision.objects.latest_number()),
    "known no longer from the next revision on": lambda: replace(
        the_roots(), revision_to=Revision.objects.latest_number() + 1
    ),
    "known no longer from some revision on": lambda: replace(the_roots(), revision_to=FOR_EVER - 1),
    "a reason that is missing": lambda: with_reasons(the_ministrys(), lambda reasons: reasons[:1]),
    "no reasons": lambda: with_reasons(the_ministrys(), lambda reasons: []),
    "another fate": lambda: with_reasons(the_ministrys(), lambda r: outweighed(r, fate=Fate.DISPLACED)),
    "another ruling behind it": lambda: with_reasons(the_ministrys(), lambda r: outweighed(r, decision=r[0].decision)),
    "another cause": lambda: with_reasons(the_ministrys(), lambda r: outweighed(r, by=r[1].decision)),
}


@pytest.fixture
def by_hand(as_owner: None, settled: Scene) -> Iterator[None]:
    """Let the owner do what only a rebuild does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL aval.rebuilding = 'on'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL aval.rebuilding = 'off'")


@pytest.mark.parametrize("way", WAYS)
def test_is_found(by_hand: None, way: str) -> None:
    WAYS[way]()
    found = list(drifts())
    assert found
    assert all("app @ " in drift.in_words() and "/professional_" in drift.in_words() for drift in found)


def test_what_the_server_may_do_without_publishing_is_found(settled: Scene) -> None:
    """The server's role may close a verdict and enter one, as it does when it publishes."""
    Verdict.objects.filter(pk=the_roots().pk).update(revision_to=Revision.objects.latest_number() + 1)
    (missing,) = drifts()
    assert (missing.revision, missing.stands) == (Revision.objects.latest_number() + 1, False)
    extra_one = the_ministrys()
    extra_one.pk, extra_one.revision_from, extra_one.device_class = None, missing.revision, TABLET
    extra_one.save(force_insert=True)
    assert [drift.stands for drift in drifts()] == [False, True]


def test_a_drift_is_told_once_at_the_revision_at_which_it_shows(by_hand: None) -> None:
    verdict = the_roots()
    replace(verdict, outcome=Outcome.PROHIBITED)
    stands, given = sorted(drifts(), key=lambda drift: not drift.stands)
    assert stands.revision == given.revision == verdict.revision_from
    assert (stands.stands, given.stands) == (True, False)
    ruling = Decision.objects.get(organisation__slug="etat").pk
    place = f"r{verdict.revision_from}: app @ etat/professional_phone [2023-03-24, …)"
    assert stands.in_words() == f"{place} prohibited (decision {ruling} holds) stands, but the facts do not give it"
    assert given.in_words() == f"{place} approved (decision {ruling} holds) is given by the facts, but does not stand"


def test_it_is_found_in_each_batch_of_applications(by_hand: None, settled: Scene, monkeypatch) -> None:
    monkeypatch.setattr("registry.verdicts.drift.BATCH", 1)
    social, etat = Category.objects.get(slug="social"), Organisation.objects.get(slug="etat")
    settled.publish(*settled.new_application("first", social), *settled.new_application("last", social))
    settled.rules(etat, social, Outcome.CONDITIONAL, LATER)
    assert list(drifts()) == []
    for verdict in Verdict.objects.filter(application__slug__in=("first", "last")):
        remove(verdict)
    missing = {(Application.objects.get(pk=drift.verdict.application).slug, drift.stands) for drift in drifts()}
    assert missing == {("first", False), ("last", False)}


def test_check_verdicts_says_where_and_fails(by_hand: None) -> None:
    replace(the_roots(), outcome=Outcome.PROHIBITED)
    out = StringIO()
    with pytest.raises(CommandError, match=r"2 verdict\(s\) differ from the facts, over \d+ revision\(s\)") as refusal:
        call_command("check_verdicts", stdout=out, stderr=StringIO())
    assert refusal.value.returncode == 1
    assert out.getvalue().splitlines() == [drift.in_words() for drift in drifts()]


def test_check_verdicts_says_that_nothing_drifts(settled: Scene) -> None:
    out = StringIO()
    call_command("check_verdicts", stdout=out, stderr=StringIO())
    assert (
        out.getvalue()
        == f"No drift: every verdict follows from the facts, over {Revision.objects.count()} revision(s).\n"
    )
