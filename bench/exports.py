"""The files for device management on a large registry: what each costs, and what an unchanged one does."""

import time
import tracemalloc
from datetime import date
from statistics import median
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tqdm import tqdm

from bench.identifiers import value_of
from bench.large_registry import FIRST_DAY, LargeRegistry
from registry.models import Application, BaselineEntry, Decision, Identifier, PublisherIdentifier
from registry.revisions.models import Revision, seq, today
from registry.surfaces.exports.format import Format
from registry.surfaces.exports.formats import FORMATS
from registry.terms import BaselineRole, DeviceClass, IdentifierKind, Outcome, PublisherIdentifierKind

EXPORTS = "/api/v1/organisations/ministry-0/exports/"
TIMES = 3
EACH = 4
"""Identifiers that an application has beside that of Android: every kind is known of a fifth of them."""

PROHIBITED = 10
"""Categories of 200 applications each that are prohibited: as much as every format takes, where the rest is allowed."""

BATCH = 500
OTHERS = [kind for kind in IdentifierKind if kind != IdentifierKind.ANDROID_PACKAGE]
EVIDENCE = {"evidence_fr": "mesure", "evidence_en": "bench", "verified_on": FIRST_DAY}


class Cost(NamedTuple):
    """What a file costs: its seconds and those of our own work, bytes, queries, the most memory, and its 304."""

    status: int
    seconds: float
    work: float
    size: int
    queries: int
    peak: int
    unchanged: float | None


def report(registry: LargeRegistry) -> None:
    """Print each figure beside what it is compared with."""
    _fill(registry)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    print("files for device management, of each format the first device class (targets 1 s, 100 MB)")
    files = [(one, mode) for one in FORMATS.values() for mode in one.modes]
    for one, mode in tqdm(files, desc="Exports", unit="file", disable=None):
        cost = _cost(client, _address(one, mode))
        unchanged = "" if cost.unchanged is None else f"   304 in {cost.unchanged * 1000:5.2f} ms"
        print(
            f"  {one.name:<24}{mode:<15}{cost.status:>4}{cost.seconds:>7.2f} s ({cost.work:.2f} s of work)"
            f"{cost.size:>10} bytes{cost.queries:>4} queries{cost.peak / 1024 / 1024:>6.0f} MB{unchanged}"
        )
    start = time.perf_counter()
    client.get(EXPORTS)
    print(f"  the list of all of them, in JSON {time.perf_counter() - start:6.2f} s")
    for page in ("", f"{next(iter(FORMATS))}/"):
        start = time.perf_counter()
        client.get(f"/fr/organisations/ministry-0/exports/{page}")
        print(f"  the page /fr/organisations/ministry-0/exports/{page} {time.perf_counter() - start:6.2f} s")


def _address(format_: Format, mode: str) -> str:
    asked = f"?device={format_.devices[0]}&mode={mode}"
    if format_.needs_before:
        asked += f"&since={seq(Revision.objects.latest_number() - 1, today())}"
    return f"{EXPORTS}{format_.name}/{asked}"


def _cost(client: Client, address: str) -> Cost:
    times, works = [], []
    for _ in range(TIMES):
        start, before = time.perf_counter(), time.process_time()
        response = client.get(address)
        times.append(time.perf_counter() - start)
        works.append(time.process_time() - before)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = len(queries)  # the next request forgets them
    tracemalloc.start()
    client.get(address)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    tag = response.headers.get("ETag", "")
    known = []
    for _ in range(10 * TIMES if tag else 0):  # what is refused has no tag
        start = time.perf_counter()
        client.get(address, headers={"If-None-Match": tag})
        known.append(time.perf_counter() - start)
    return Cost(
        status=response.status_code,
        seconds=median(times),
        work=median(works),
        size=len(response.content),
        queries=asked,
        peak=peak,
        unchanged=median(known) if known else None,
    )


def _fill(registry: LargeRegistry) -> None:
    """Let the root rule on everything for every device, name it in every way, and list what none can do without."""
    day = date(2026, 11, 1)  # later than all other rulings of the root
    rulings = [
        registry.ruling(registry.root, category, Outcome.PROHIBITED if number < PROHIBITED else Outcome.APPROVED, day)
        for number, category in enumerate([*registry.categories, registry.large])
    ]
    for ruling in rulings:
        ruling.device_classes = list(DeviceClass.values)
    registry.publish(*rulings)
    signer = PublisherIdentifier(
        publisher=registry.applications[0].publisher,
        kind=PublisherIdentifierKind.WINDOWS_PUBLISHER_DN,
        value="CN=Example, O=Example, C=FR",
        **EVIDENCE,
    )
    registry.publish(signer)
    essential = _essential(registry)
    numbered = list(enumerate(registry.applications))
    for first in tqdm(range(0, len(numbered), BATCH), desc="Identifiers", unit="batch", disable=None):
        registry.publish(
            *(
                Identifier(
                    application=application,
                    kind=kind,
                    value=value_of(kind, number),
                    signer=signer if kind == IdentifierKind.WINDOWS_PACKAGE_NAME else None,
                    **EVIDENCE,
                )
                for number, application in numbered[first : first + BATCH]
                for at, kind in enumerate(OTHERS)
                if application in essential or (at + number) % len(OTHERS) < EACH
            )
        )
    registry.publish(
        *(
            BaselineEntry(organisation=registry.root, application=application, role=role)
            for application, role in zip(essential, BaselineRole, strict=True)
        )
    )


def _essential(registry: LargeRegistry) -> list[Application]:
    """Return an application for each role, which nobody prohibits."""
    ruled = set(Decision.objects.values_list("application", flat=True))
    free = [one for one in registry.applications[: registry.in_large_category] if one.pk not in ruled]
    return free[: len(BaselineRole)]
