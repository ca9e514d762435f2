"""The client killed at any moment: the copy is the old one or the new one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import aval_client
import pytest
from aval_client import Store

from clients.tests.devices import CHANNEL, NOON, ROOT, client

KILLS = 40 if os.environ.get("DRILL") == "full" else 4


@pytest.mark.drill
def test_a_client_that_is_killed_leaves_the_old_copy_or_the_new_one(first, second, tmp_path) -> None:
    """A process syncs back and forth between two states as fast as it can, and is killed at points all over that."""
    states = set()
    for source in (first, second):
        folder = tmp_path / f"alone-{source.name}"
        folder.mkdir()
        client(source, to=folder).sync()
        states.add(Store(folder / "state.json").read().digest)
    forth = (
        "import sys, pathlib; from aval_client import Client, Store, State\n"
        f"here = pathlib.Path({str(tmp_path)!r}) / 'state.json'\n"
        "def sync(source):\n"
        f"    Client([source], {CHANNEL!r}, here, {ROOT!r}, now=lambda: {NOON}).sync()\n"
        f"sync({str(first)!r}); old = Store(here).read(); print('ready', flush=True)\n"
        "while True:\n"
        f"    sync({str(second)!r}); Store(here).write(old)\n"
    )
    seen = set()
    for number in range(KILLS):
        one = subprocess.Popen(
            [sys.executable, "-c", forth],
            cwd=Path(aval_client.__file__).parent,
            stdout=subprocess.PIPE,
        )
        with one:
            assert one.stdout.readline() == b"ready\n"
            time.sleep(0.011 * (number % 17) / 3)
            one.send_signal(signal.SIGKILL)
        seen.add(Store(tmp_path / "state.json").read().digest)
        assert seen <= states
        assert client(second, to=tmp_path).sync().exit == 0
    print(f"{KILLS} kills of the client: {len(seen)} of 2 states seen, none torn.")
