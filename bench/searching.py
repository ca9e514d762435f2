"""What a search costs: the first page of what is meant, with its count, for the ways in which people ask."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from bench.large_registry import LargeRegistry
from registry.catalogue.trees import categories_meant, category_tree
from registry.models import Application
from registry.revisions.models import today

TIMES = 9


def report(registry: LargeRegistry) -> None:
    """Print a median for each way of asking."""
    print("searching: what a text means, a count and a page of fifty (target 60 ms at 10,000 applications)")
    for way, text in _questions(registry):
        found, times = 0, []
        for _ in range(TIMES):
            start = perf_counter()
            found = _search(text)
            times.append(perf_counter() - start)
        print(f"  {way:22} {median(times) * 1000:6.1f} ms, {found} found by “{text}”")


def _search(text: str) -> int:
    day = today()
    within = categories_meant(text, category_tree(None, []), day)
    found = Application.objects.placed(on=day).meant_by(text, within=within)
    list(found.select_related("publisher")[:50])
    return found.count()


def _questions(registry: LargeRegistry) -> Iterator[tuple[str, str]]:
    name = next(one.name for one in registry.applications if 8 <= len(one.name) <= 12 and " " not in one.name)
    yield "a name", name
    yield "a name, spaced", f"{name[:4]} {name[4:]}"
    yield "a slip", f"{name[:3]}{name[4]}{name[3]}{name[5:]}"
    yield "as it is heard", name.replace("c", "k").replace("eau", "o")
    yield "its beginning", name[:4]
    yield "two letters", name[:2]
    yield "a publisher", "Publisher 42"
    yield "a category", "Category 7"
    yield "an address of a store", "https://play.google.com/store/apps/details?id=org.example.a42&hl=fr"
    yield "nothing", "qqqzzzwwwxxx"
