"""The signed channels on a large registry: what it costs to publish all of them, and how fast nginx serves one."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.large_registry import LargeRegistry
from bench.nginx import measure
from registry.models import Application, Category
from registry.terms import DeviceClass, Outcome

CHANNEL = "ministry-0/professional_phone"
SIZES, FEW = (1_000, 10_000, 100_000), 3


@dataclass(frozen=True)
class Cost:
    """What became of the channels, in how many seconds, with how much work (the start too) and how much memory."""

    became: str
    seconds: float
    cpu: float
    megabytes: float

    def __str__(self) -> str:
        """Return it in words."""
        return (
            f"{self.became}; {self.seconds:.1f} s, of CPU {self.cpu:.1f} s with the start of the process,"
            f" {self.megabytes:.0f} MB at most"
        )


def report(registry: LargeRegistry) -> None:
    """Print each figure beside what it is compared with."""
    today = date.today()  # noqa: DTZ011  (a day for rulings, any will do)
    with folder(registry):
        print(
            f"all channels published: {len(registry.ministries) + 1} organisations × {len(DeviceClass)} device classes"
        )
        _publish("from scratch", "target 30 s")
        _publish("nothing new", "what it costs to start and to look")
        in_small, in_large = registry.applications[-1], registry.applications[1]
        rule(registry, [in_small], today)
        _publish("after a ruling of the root on one application", "target 5 s")
        rule(registry, [in_small], today, Outcome.APPROVED)
        _publish("after one by which the list of alternatives in its category turns", "target 5 s")
        rule(registry, [in_large], today)
        _publish(f"after one on an application of {registry.in_large_category} in its category", "target 5 s")
        _publish("after a midnight on which nothing turns", "target 5 s", today + timedelta(days=1))
        _sizes()
        measure(settings.FEED_FOLDER / "v1", CHANNEL)
    print(f"as the registry grows, with {FEW} ministries at each size")
    for size in SIZES:
        options = {
            "applications": size,
            "ministries": FEW,
            "rulings-each": size // 50,
            "in-large-category": size // 5,
            "published": SIZES[0],
        }
        asked = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        subprocess.run([sys.executable, "-m", "bench", *asked, "--only", "growth"], check=True)


@contextmanager
def folder(registry: LargeRegistry) -> Iterator[None]:
    """Make a folder to publish in, with keys, and let the root rule so that each channel has all applications."""
    with tempfile.TemporaryDirectory() as name:
        settings.FEED_FOLDER, settings.FEED_KEYS = Path(name, "feed"), Path(name, "keys")
        Path(name).chmod(0o755)
        call_command("feed_keys", "init", demo=True, write=True, stdout=sys.stderr)
        rule(registry, [registry.large, *registry.categories], date(2023, 1, 1))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield


def rule(
    registry: LargeRegistry, targets: Sequence[Application | Category], on: date, always: str | None = None
) -> None:
    """Let the root rule on targets for every device class: always alike, or banning every other and what is alone."""
    rulings = []
    for number, target in enumerate(targets, start=len(targets) % 2):
        outcome = always or (Outcome.PROHIBITED if number % 2 else Outcome.APPROVED)
        ruling = registry.ruling(registry.root, target, outcome, on)
        ruling.device_classes = list(DeviceClass.values)
        rulings.append(ruling)
    registry.publish(*rulings)


def _publish(when: str, beside: str, *days: date) -> None:
    """Publish in a process of its own, and print what it cost."""
    print(f"  {when}: {published(*days)}  ({beside})")


def published(*days: date) -> Cost:
    """Publish in a process of its own, and return what it cost."""
    environment = os.environ | {
        "BENCH_DATABASE": str(connection.settings_dict["NAME"]),
        "FEED_FOLDER": str(settings.FEED_FOLDER),
        "FEED_KEYS": str(settings.FEED_KEYS),
    }
    command = [sys.executable, "-m", "bench.publishing", *map(str, days)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    became, cost = done.stdout.strip().splitlines()
    return Cost(became, **json.loads(cost))


def _sizes() -> None:
    head = settings.FEED_FOLDER / "v1" / CHANNEL / "head.json"
    blobs = sorted(path.stat().st_size for path in head.with_name("blobs").iterdir())
    print(f"  a head is {head.stat().st_size} bytes, the largest blob {blobs[-1]}, the smallest {blobs[0]}")
