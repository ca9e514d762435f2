"""The device feed on a large registry: what an unchanged one costs, what ten changes cost, and the first answer."""

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from resource import RUSAGE_SELF, getrusage
from socket import create_server
from statistics import median

from django.db import connection
from django.test import Client
from psutil import Process
from tqdm import tqdm

from bench.large_registry import LargeRegistry
from bench.work import worked
from registry.models import Decision
from registry.surfaces.feed.bodies import bodies
from registry.surfaces.feed.delta import ledgers
from registry.terms import Outcome

FEED = "/api/v1/organisations/ministry-0/feed/"
ROUNDS, ASKED = 10, 200
CHANGES = 10

BARE = {
    "/feed/v1/asking": "a bare view that asks SELECT 1 (target 80 %)",
    "/feed/v1/bare": "a bare view without a database",
    "/bare": "a bare view in the snapshot of a page",
}
"""What an unchanged feed is compared with, see `bench.server`."""


def report(registry: LargeRegistry) -> None:
    """Print each figure beside what it is compared with."""
    _list_all(registry)
    _full()
    _deltas(registry)
    _unchanged()


def _list_all(registry: LargeRegistry) -> None:
    """Let the root rule on every category, so that each channel has a record of every application."""
    day = date(2023, 1, 1)
    registry.publish(
        *(
            registry.ruling(registry.root, category, Outcome.PROHIBITED if number % 2 else Outcome.APPROVED, day)
            for number, category in enumerate([registry.large, *registry.categories])
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _full() -> None:
    ledgers.clear()
    bodies.clear()
    before = getrusage(RUSAGE_SELF).ru_maxrss
    client = Client(SERVER_NAME="localhost")
    start = time.perf_counter()
    response = client.get(FEED)
    first = time.perf_counter() - start
    start = time.perf_counter()
    client.get(FEED)
    again = time.perf_counter() - start
    told = response.json()
    more = (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    size = len(gzip.compress(response.content, 6))
    print(f"full feed of {told['record_count']} records: {len(response.content)} bytes, {size} compressed")
    print(f"  written {first:6.2f} s, given again {again * 1000:6.2f} ms, {more:.0f} MB above the peak before it")


def _deltas(registry: LargeRegistry) -> None:
    """Publish ten changes at a time; the ledger is kept from the first answer on, as in any process that answers."""
    client = Client(SERVER_NAME="localhost")
    cursor = client.get(FEED).json()["cursor"]
    start = time.perf_counter()
    cursor = client.get(f"{FEED}?since={cursor}").json()["cursor"]
    print(f"delta, the first of a process (it reads the channel through): {time.perf_counter() - start:.2f} s")
    times, sizes, kept = [], [], []
    for _ in tqdm(range(20), desc="Deltas", unit="delta", disable=None):
        registry.publish(*_changes(registry))
        start = time.perf_counter()
        response = client.get(f"{FEED}?since={cursor}", headers={"Accept-Encoding": "gzip"})
        times.append(time.perf_counter() - start)
        start = time.perf_counter()
        client.get(f"{FEED}?since={cursor}", headers={"Accept-Encoding": "gzip"})
        kept.append(time.perf_counter() - start)
        sizes.append(len(response.content))
        told = client.get(f"{FEED}?since={cursor}").json()
        if len(told["records"]) < CHANGES:
            raise RuntimeError("This is not the delta that was to be measured.")
        cursor = told["cursor"]
    print(f"delta of {CHANGES} changes: {median(sizes):.0f} bytes compressed, {max(sizes)} at most (target 4,096)")
    print(f"  made        {median(times) * 1000:6.2f} ms  (target 10 ms)")
    print(f"  given again {median(kept) * 1000:6.2f} ms")


def _changes(registry: LargeRegistry) -> list[Decision]:
    """Return rulings of a ministry on ten applications, none of which changes an alternative of others."""
    prohibited = [one for number, one in enumerate(registry.applications) if number >= registry.in_large_category]
    return [
        registry.ruling(registry.ministries[0], application, Outcome.PROHIBITED, date(2024, 1, 1))
        for application in registry.chance.sample(prohibited, CHANGES)
    ]


def _unchanged() -> None:
    """Ask one server in turns, so that what else the machine does falls on each alike."""
    with _served() as (port, server):
        asking = HTTPConnection("127.0.0.1", port, timeout=30)
        tag = _ask(asking, FEED, "")
        rates: dict[str, list[float]] = {address: [] for address in (FEED, *BARE)}
        seconds = dict.fromkeys(rates, 0.0)
        for _ in tqdm(range(ROUNDS), desc="304", unit="round", disable=None):
            for address, measured in rates.items():
                start, spent = time.perf_counter(), worked(server)
                for _ in range(ASKED):
                    _ask(asking, address, tag)
                measured.append(ASKED / (time.perf_counter() - start))
                seconds[address] += worked(server) - spent
        feed, work = median(rates[FEED]), seconds[FEED] / ROUNDS / ASKED
        print(f"304 of the feed: {feed:.0f}/s, {work * 1e6:.0f} µs of work each; one worker, one connection")
        for address, what in BARE.items():
            bare = median(rates[address])
            print(f"  of {what:<42} {bare:6.0f}/s: {feed / bare:5.0%} (work {seconds[address] / seconds[FEED]:5.0%})")


def _ask(asking: HTTPConnection, address: str, tag: str) -> str:
    asking.request("GET", address, headers={"If-None-Match": tag})
    response = asking.getresponse()
    response.read()
    if response.status != (304 if tag else 200):
        raise RuntimeError(f"{address} answers {response.status}")
    return response.getheader("ETag", "")


@contextmanager
def _served() -> Iterator[tuple[int, Process]]:
    """Serve the bench's database by gunicorn, with one worker, until it is done."""
    with create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}", "bench.server"]
    server = subprocess.Popen(command, env=os.environ | {"BENCH_DATABASE": name})
    try:
        for _ in range(300):
            try:
                HTTPConnection("127.0.0.1", port, timeout=30).request("GET", "/healthz")
            except ConnectionError:
                time.sleep(0.1)
            else:
                break
        yield port, Process(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
