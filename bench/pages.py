"""What the list of applications costs a reader: typical addresses, its files, and pages beyond its end."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

from django.test import Client

from bench.large_registry import LargeRegistry
from registry.surfaces.pages.lists.stock import answered, meant, stocks
from registry.terms import Outcome

TIMES = 15

LISTS = {
    "unfiltered": "",
    "the last page": "?page={last}",
    "prohibited at a ministry": "?organisation=ministry-1&status=prohibited",
    "a category": "?category=category-3",
    "a text": "?q=pepl",
    "several filters": "?organisation=ministry-1&platform=android&publisher=publisher-7&category=large",
    "the strictest first": "?organisation=ministry-1&sort=outcome",
    "as known at a revision": "?organisation=ministry-1&revision=5",
}


def report(registry: LargeRegistry) -> None:
    """Print the median time of each address, view and template, asked in this process."""
    registry.publish(registry.ruling(registry.root, registry.large, Outcome.PROHIBITED, date(2024, 1, 1)))
    last = -(-len(registry.applications) // 50)
    client = Client(SERVER_NAME="localhost")

    def ask(address: str, status: int = 200) -> Callable[[], object]:
        def do() -> None:
            response = client.get(f"/fr/{address}")
            assert response.status_code == status, (address, response.status_code)  # noqa: S101  (else it times errors)

        return do

    lists = {name: ask(f"applications/{query.format(last=last)}") for name, query in LISTS.items()}
    lists["a page past the end"] = ask("applications/?page=999999", 404)
    print(f"the list of applications (target 60 ms at 10,000 applications), median of {TIMES}")
    print(f"  {'':<26}   again      the first after a publication")
    for name, do in lists.items():
        print(f"  {name:<26}{_milliseconds(do):8.1f} ms{_milliseconds(do, before=_forget):8.1f} ms")
    for name in ("csv", "json"):
        narrowed = f"applications.{name}?organisation=ministry-1&category=large"
        print(f"  {f'{name}, a large category':<26}{_milliseconds(ask(narrowed), 5):8.1f} ms")
        whole = 200 if len(registry.applications) <= 10_000 else 400
        print(f"  {f'{name}, all':<26}{_milliseconds(ask(f'applications.{name}', whole), 3):8.1f} ms  ({whole})")


def _forget() -> None:
    """Let the process keep nothing of lists, as after a publication."""
    for kept in (stocks, answered, meant):
        kept.clear()


def _milliseconds(do: Callable[[], object], times: int = TIMES, before: Callable[[], object] = lambda: None) -> float:
    do()  # what is made once, templates above all
    took = []
    for _ in range(times):
        before()
        start = time.perf_counter()
        do()
        took.append(time.perf_counter() - start)
    return median(took) * 1000
