"""What rulings cost: preview and publication, reading the past, storage, and checking all, on a large registry."""

import time
from collections.abc import Callable
from datetime import date
from resource import RUSAGE_SELF, getrusage
from statistics import median

from django.db import connection

from bench.large_registry import LargeRegistry
from registry import registrar
from registry.models import Revision, Verdict, Withdrawal
from registry.terms import DeviceClass, Outcome
from registry.verdicts.drift import drifts
from registry.verdicts.timeline import timelines

TABLES = ("revision", "decision", "withdrawal", "verdict", "verdictreason")


def report(registry: LargeRegistry) -> None:
    """Print each figure beside what it is compared with."""
    today = date.today()  # noqa: DTZ011  (a day for rulings, any will do)
    _preview_and_publish(registry, today)
    _ordinary_rulings(registry, today)
    _reading_the_past(registry)
    _checking()


def _preview_and_publish(registry: LargeRegistry, today: date) -> None:
    ban = registry.ruling(registry.root, registry.large, Outcome.PROHIBITED, today)
    preview = _seconds(lambda: registrar.preview(ban, by=registry.by))
    before = _bytes()
    published: list[registrar.Publication] = []
    publication = _seconds(lambda: published.append(registry.publish(ban)))
    turns = len(published[0].turns)
    print(f"root ruling on a category: {turns} verdicts turned")
    print(f"  preview      {preview:6.2f} s   (target 3 s)")
    print(f"  publication  {publication:6.2f} s   (target 3 s)")
    print(f"  channels     {_seconds(lambda: published[0].effect.channels(today)):6.2f} s")
    print(f"  storage      {(_bytes() - before) / turns:6.0f} bytes for each verdict turned")
    withdrawal = Withdrawal(decision=ban, ends_on=today, reason_fr="Mesure.", reason_en="Bench.")
    print(f"  withdrawal   {_seconds(lambda: registry.publish(withdrawal)):6.2f} s")


def _ordinary_rulings(registry: LargeRegistry, today: date) -> None:
    times = []
    before = _bytes()
    for application in registry.chance.sample(registry.applications, 40):
        ruling = registry.ruling(registry.chance.choice(registry.ministries), application, Outcome.APPROVED, today)
        times.append(_seconds(lambda ruling=ruling: registry.publish(ruling)))
    empty = median(_seconds(_an_empty_transaction) for _ in range(40))
    print("ordinary ruling: one application at one ministry")
    print(f"  publication  {median(times) * 1000:6.1f} ms  (target 50 ms; an empty transaction: {empty * 1000:.2f} ms)")
    print(f"  storage      {(_bytes() - before) / len(times):6.0f} bytes for each revision")


def _reading_the_past(registry: LargeRegistry) -> None:
    last = Revision.objects.latest_number()
    first = Revision.objects.filter(decisions__isnull=False).order_by("number").values_list("number", flat=True)[0]
    ministry = registry.ministries[0]
    some = [application.pk for application in registry.applications[:50]]

    def page(revision: int) -> None:
        list(
            Verdict.objects.holding(organisation=ministry, on=date(2026, 1, 1), revision=revision)
            .filter(device_class=DeviceClass.PROFESSIONAL_PHONE)
            .for_display()
            .order_by("application__sort_key")[:50]
        )
        timelines(applications=some, organisation=ministry.pk, revision=revision)

    old, new = [], []
    for _ in range(30):
        old.append(_seconds(lambda: page(first)))
        new.append(_seconds(lambda: page(last)))
    print("reading a page of verdicts")
    print(f"  at the newest revision {median(new) * 1000:6.1f} ms, at the oldest {median(old) * 1000:6.1f} ms")
    print(f"  ratio oldest / newest  {median(old) / median(new):6.2f}     (target at most 2)")


def _checking() -> None:
    before = getrusage(RUSAGE_SELF).ru_maxrss
    seconds = _seconds(lambda: list(drifts()))
    more = (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"check_verdicts: {Verdict.objects.count()} verdicts over {Revision.objects.latest_number()} revisions")
    print(f"  all of them  {seconds:6.1f} s, {more:.0f} MB above the peak before it")


def _an_empty_transaction() -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; COMMIT")


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(('registry_' || name)::regclass)) FROM unnest(%s::text[]) AS name",
            [list(TABLES)],
        )
        return int(cursor.fetchone()[0])
