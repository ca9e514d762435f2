"""A drill: a process that publishes a channel as fast as it can is killed with -9, over and over.

Run by `test_kills.py` as a program of its own. Nothing of it needs the database: what is published is made up.
"""

import gzip
import hashlib
import json
import os
import signal
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
django.setup()

from aval_client import Client  # noqa: E402  (Django first)
from django.conf import settings  # noqa: E402

from registry.channels import custody  # noqa: E402
from registry.channels.custody import DEMONSTRATION, make_key  # noqa: E402
from registry.channels.delivery import delivery  # noqa: E402
from registry.channels.folder import turn  # noqa: E402
from registry.channels.heads import Content, edition  # noqa: E402
from registry.channels.keyring import as_root, fingerprint, first, publish  # noqa: E402
from registry.channels.publisher import Signer  # noqa: E402
from registry.channels.shelf import Shelf  # noqa: E402
from registry.surfaces.feed.document import state_digest  # noqa: E402

CHANNEL = "culture/professional_phone"
TODAY = date.today()  # noqa: DTZ011  (any day will do)
DAYS = (TODAY - date(1970, 1, 1)).days
TEXTS = {"fr": "x", "en": "x"}


def state(revision: int) -> dict[str, Any]:
    """Return the full feed of a revision: half a hundred records, of which some come and some go."""
    records = []
    for number in range(50):
        turned = max((one for one in range(max(1, revision - 60), revision + 1) if one % 50 == number), default=1)
        if turned % 7:
            records.append(
                {
                    "id": f"app-{number:02}",
                    "rev": DAYS + turned,
                    "status": ("approved", "prohibited")[turned // 50 % 2],
                    "name": TEXTS,
                    "identifiers": [{"kind": "android_package", "value": f"com.example.a{number}"}],
                    "effective_on": "2026-01-01",
                    "reason": {"decision": None, "announcement_url": None, "authority": TEXTS},
                    "url": "https://aval.example/a/app",
                    "alternatives": [],
                }
            )
    return {
        "schema": "aval-feed/1",
        "channel": CHANNEL,
        "epoch": settings.FEED_EPOCH,
        "seq": DAYS + revision,
        "revision": revision,
        "day": TODAY.isoformat(),
        "default_rule": "allow",
        "record_count": len(records),
        "state_digest": state_digest(records),  # type: ignore[arg-type]
        "records": records,
    }


def publish_next(signer: Signer) -> None:
    """Publish the revision that follows, as the publisher does it."""
    with turn():
        shelf = Shelf(CHANNEL)
        head = shelf.head()
        revision = head["revision"] + 1 if head else 1
        channel: Any = SimpleNamespace(seq=DAYS + revision, day=TODAY, digest="")
        ledger = shelf.ledger(head) if head else None
        made = edition(Content.of(state(revision)), channel, ledger, prev=shelf.digest())
        with delivery() as heads:
            heads.add(shelf, signer.sign(made.head), made)


def publish_for_ever(signer: Signer) -> None:
    """Publish one revision after another."""
    while True:
        publish_next(signer)


def seconds_of_one(signer: Signer) -> float:
    """Return how long a publication takes on this machine, whatever else it does."""
    began = time.monotonic()
    for _ in range(5):
        publish_next(signer)
    return (time.monotonic() - began) / 5


def check_whole(devices: list[Client]) -> int:
    """Return the revision that is served, after looking at every byte of it and letting devices follow it."""
    head = Shelf(CHANNEL).head()
    if head is None:
        return 0
    for blob in (head["full"], *head["deltas"]):
        raw = (Shelf(CHANNEL).served / blob["url"]).read_bytes()
        assert (len(raw), hashlib.sha256(raw).hexdigest()) == (blob["size"], blob["sha256"])
        json.loads(gzip.decompress(raw))
    expected = {record["id"]: record for record in state(head["revision"])["records"]}
    for device in devices:
        outcome = device.sync()
        assert outcome.code in ("updated", "unchanged"), outcome
        assert device.store.read().records == expected
    revision: int = head["revision"]
    return revision


def main(seed: int, kills: int, publishers: int) -> None:
    """Kill so many publishers; several at once, which take turns."""
    chance = Random(seed)
    custody.ROUNDS = 1000
    root = make_key(settings.FEED_KEYS / "root", DEMONSTRATION)
    key = make_key(settings.FEED_KEYS / "signing", DEMONSTRATION)
    keyring = first([root], 1, key, demo=True, now=time.time())
    assert keyring["root"] == as_root([root], 1)
    publish(keyring, folder=settings.FEED_KEYS / "root", secret=DEMONSTRATION)
    copies = Path(os.environ["FEED_FOLDER"]).parent

    def device(name: str) -> Client:
        source = str(settings.FEED_FOLDER / "v1")
        return Client([source], CHANNEL, copies / f"{name}.json", fingerprint(keyring), allow_demo_key=True)

    always, seldom = device("always"), device("seldom")
    longest = max(0.25, 4 * publishers * seconds_of_one(Signer(keyring, key, time.time())))
    revisions = [0]
    for number in range(kills):
        children = []
        for _ in range(publishers):
            child = os.fork()
            if child == 0:
                publish_for_ever(Signer(keyring, key, time.time()))
            children.append(child)
        time.sleep(chance.uniform(0.01, longest))
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        revisions.append(check_whole([always, *([seldom] if number % 9 == 8 else []), device(f"new-{number}")]))
        assert revisions[-1] >= revisions[-2]
    unfinished = len(list(settings.FEED_FOLDER.rglob(".unfinished-*")))
    by_delta = len(list((Shelf(CHANNEL).served / "blobs").glob("delta-*")))
    assert revisions[-1] > kills // 10, "it hardly ever published"
    assert by_delta
    print(  # noqa: T201
        f"{kills * publishers} publishers killed, {publishers} at once: {revisions[-1]} states published,"
        f" none torn, {unfinished} unfinished files to be swept."
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
