"""`manage.py publish_feeds`: brings the signed channels up to date, once or for as long as it runs."""

import os
import signal
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from tqdm import tqdm

from registry.channels.custody import NoKey
from registry.channels.expiry import expiry
from registry.channels.folder import public, turn
from registry.channels.publisher import HELD, Signer, publish_all
from registry.channels.shelf import Shelf
from registry.reach.limits import Radius
from registry.revisions.models import Revision, today
from registry.terms import DeviceClass

LOOKED_AT_EVERY = 5
ALL_EVERY = 600
"""Seconds after which every channel is looked at though nothing was published: heads are signed anew in time."""


class Command(BaseCommand):
    """Publishes what changed and signs anew what is due; stops at nothing but a key that is not there."""

    help = "Publishes the signed channels to FEED_FOLDER. --watch stays; --release lets one channel go that is held."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which channels, how long, and what a person confirms."""
        parser.add_argument("--channel", action="append", help="<organisation>/<device class>; repeatable; all without")
        parser.add_argument("--watch", action="store_true", help="stay, and publish whenever something is due")
        parser.add_argument("--release", action="store_true", help="publish a channel that is held; names its numbers")
        parser.add_argument("--turns", type=int, default=0, help="how many of its records turn, as status says")
        parser.add_argument("--drops", type=int, default=0, help="how many of its records are dropped")
        parser.add_argument(
            "--until", type=date.fromisoformat, help="allow it ahead, for a ruling that begins by that day"
        )
        parser.add_argument("--while-parent-lives", action="store_true", help="leave with the process that started it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish."""
        chosen = [self._read(name) for name in options["channel"] or ()]
        confirmed = Radius(options["turns"], options["drops"], 0) if options["release"] else None
        if confirmed and len(chosen) != 1:
            raise CommandError("A person releases one channel at a time: name it with --channel.")
        if confirmed and options["until"]:
            with turn():
                Shelf(f"{chosen[0][0]}/{chosen[0][1]}").allow(confirmed, options["until"])
            confirmed = None
        if options["watch"]:
            self._watch(chosen, parent=os.getppid() if options["while_parent_lives"] else None)
            return
        try:
            counted = self._once(chosen, confirmed)
        except (NoKey, OSError) as error:
            raise CommandError(f"Nothing more could be published, the last heads stay: {error}") from error
        self.stdout.write(", ".join(f"{number} {what}" for what, number in sorted(counted.items())) or "no channel")
        if counted[HELD]:
            raise CommandError(f"{counted[HELD]} channel(s) held: their last heads stay, signed anew.")

    def _read(self, name: str) -> tuple[str, DeviceClass]:
        slug, _slash, device = name.partition("/")
        if device not in DeviceClass.values:
            raise CommandError(f"{name!r} is no channel: write <organisation>/<{'|'.join(DeviceClass.values)}>.")
        return slug, DeviceClass(device)

    def _once(
        self,
        chosen: list[tuple[str, DeviceClass]],
        confirmed: Radius | None = None,
        leave: threading.Event | None = None,
    ) -> Counter[str]:
        """Publish what is due, and count what became of each channel; between two it leaves when told to."""
        self._warn_of_keys()
        signer = Signer.of_now()
        counted: Counter[str] = Counter()
        shown = tqdm(unit="channel", disable=None, leave=False, file=self.stderr)
        with shown, closing(publish_all(signer, chosen, confirmed=confirmed)) as published:
            for (slug, device_class), of, what in published:
                shown.total = of
                shown.update()
                counted[what] += 1
                if what == HELD:
                    name = f"{slug}/{device_class}"
                    self.stderr.write(f"{name} is held: {Shelf(name).held()}")
                if leave is not None and leave.is_set():
                    break
        return counted

    def _warn_of_keys(self) -> None:
        """Say that the keys end soon, while they still sign."""
        if (keys := expiry()) and keys.is_near:
            self.stderr.write(
                f"The keys sign for {keys.days_left} more day(s), until {keys.until:%Y-%m-%d}:"
                " have the root run feed_keys announce --write."
            )

    def _watch(self, chosen: list[tuple[str, DeviceClass]], parent: int | None) -> None:
        """Publish after each publication, after each midnight in Paris, and as heads grow old, until told to leave."""
        leave = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: leave.set())
        seen: object = None
        looked_at = 0.0
        while not leave.is_set() and (parent is None or os.getppid() == parent):
            try:
                due = Revision.objects.latest_number(), today(), _changed_at()
                if due != seen or time.monotonic() - looked_at > ALL_EVERY:
                    counted = self._once(chosen, leave=leave)
                    self.stdout.write(", ".join(f"{number} {what}" for what, number in sorted(counted.items())))
                    seen, looked_at = due, time.monotonic()
            except (DatabaseError, NoKey, OSError) as error:
                self.stderr.write(f"Nothing could be published, the last heads stay: {error}")
                connection.close()
            leave.wait(LOOKED_AT_EVERY)


def _changed_at() -> int:
    """Return when the keyring changed last."""
    path = public() / "keys.json"
    return path.stat().st_mtime_ns if path.exists() else 0
