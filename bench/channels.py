"""The signed channels on a large registry: what it costs to publish all of them, and how fast nginx serves one."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
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


def report(registry: LargeRegistry) -> None:
    """Print each figure beside what it is compared with."""
    today = date.today()  # noqa: DTZ011  (a day for rulings, any will do)
    with tempfile.TemporaryDirectory() as folder:
        settings.FEED_FOLDER, settings.FEED_KEYS = Path(folder, "feed"), Path(folder, "keys")
        Path(folder).chmod(0o755)
        call_command("feed_keys", "init", demo=True, write=True, stdout=sys.stderr)
        # Each channel has a record of every application.
        _rule(registry, [registry.large, *registry.categories], date(2023, 1, 1))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(
            f"all channels published: {len(registry.ministries) + 1} organisations × {len(DeviceClass)} device classes"
        )
        _publish("from scratch", "target 30 s")
        _publish("nothing new", "what it costs to start and to look")
        in_small, in_large = registry.applications[-1], registry.applications[1]
        _rule(registry, [in_small], today)
        _publish("after a ruling of the root on one application", "target 5 s")
        _rule(registry, [in_large], today)
        _publish(f"after one on an application of {registry.in_large_category} in its category", "target 5 s")
        _publish("after a midnight on which nothing turns", "target 5 s", today + timedelta(days=1))
        _sizes()
        measure(settings.FEED_FOLDER / "v1", CHANNEL)


def _rule(registry: LargeRegistry, targets: Sequence[Application | Category], on: date) -> None:
    """Let the root rule on targets for every device class, banning every other one and whatever stands alone."""
    rulings = []
    for number, target in enumerate(targets, start=len(targets) % 2):
        outcome = Outcome.PROHIBITED if number % 2 else Outcome.APPROVED
        ruling = registry.ruling(registry.root, target, outcome, on)
        ruling.device_classes = list(DeviceClass.values)
        rulings.append(ruling)
    registry.publish(*rulings)


def _publish(when: str, beside: str, *days: date) -> None:
    """Publish in a process of its own, and print what it cost."""
    environment = os.environ | {
        "BENCH_DATABASE": str(connection.settings_dict["NAME"]),
        "FEED_FOLDER": str(settings.FEED_FOLDER),
        "FEED_KEYS": str(settings.FEED_KEYS),
    }
    command = [sys.executable, "-m", "bench.publishing", *map(str, days)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    became, cost = done.stdout.strip().splitlines()
    print(f"  {when}: {became}; {cost}  ({beside})")


def _sizes() -> None:
    head = settings.FEED_FOLDER / "v1" / CHANNEL / "head.json"
    blobs = sorted(path.stat().st_size for path in head.with_name("blobs").iterdir())
    print(f"  a head is {head.stat().st_size} bytes, the largest blob {blobs[-1]}, the smallest {blobs[0]}")
