"""What the tests of the channels share: a folder, keys that are quickly made, and a device that follows."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aval_client import Client
from django.core.management import call_command

from registry.channels import custody
from registry.channels.keyring import fingerprint, read_keyring
from registry.channels.publisher import Signer, publish
from registry.channels.shelf import Shelf
from registry.terms import DeviceClass
from registry.tests.surfaces.feed.shaped import check
from registry.tests.surfaces.noon import NOON

CHANNEL = "culture/professional_phone"


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """Let it be noon in Paris until it is moved."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def folder(settings, tmp_path, monkeypatch) -> Path:
    """Return an empty folder to publish in, quickly: with passphrases that are stretched less than in earnest."""
    settings.FEED_FOLDER, settings.FEED_KEYS = tmp_path / "feed", tmp_path / "keys"
    settings.PUBLIC_URL = "https://aval.example"
    monkeypatch.setattr(custody, "ROUNDS", 1000)
    monkeypatch.setattr(os, "fsync", lambda number: None)  # no power fails here, and it takes most of the time
    for name in (custody.SIGNING, custody.ROOT):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    return settings.FEED_FOLDER


@pytest.fixture
def keys(folder) -> Path:
    """Make the keys of a demonstration, and return the folder to publish in."""
    call_command("feed_keys", "init", demo=True, write=True)
    return folder


@pytest.fixture
def publishes(keys) -> Callable[..., str]:
    """Return a way to publish a channel, by which every byte that it serves is held against its schema."""

    def bring_up_to_date(channel: str = CHANNEL, **more: Any) -> str:
        slug, _slash, device = channel.partition("/")
        outcome = publish(slug, DeviceClass(device), Signer.of_now(), **more)
        head = Shelf(channel).head()
        if head is not None:
            check("jws", json.loads(Shelf(channel).raw_head() or b""))
            check("head", head)
            for kind, blob in [("full", head["full"]), *(("delta", one) for one in head["deltas"])]:
                check(kind, json.loads(gzip.decompress((keys / "v1" / channel / blob["url"]).read_bytes())))
        return outcome

    return bring_up_to_date


@pytest.fixture
def device(keys, tmp_path) -> Client:
    """Return a device that follows a channel of the folder."""
    return follower(keys, tmp_path)


def follower(keys: Path, to: Path, channel: str = CHANNEL) -> Client:
    """Return a device that follows a channel, its copy in a folder."""
    root = fingerprint(read_keyring())
    return Client([str(keys / "v1")], channel, to / "copy.json", root, allow_demo_key=True)


def copied(one: Client) -> dict[str, Any]:
    """Return the records that a device has."""
    records: dict[str, Any] = one.store.read().records
    return records
