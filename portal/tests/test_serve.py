"""The demonstration: one process that sets everything up, serves, and leaves nothing behind."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from registry.management.commands.serve import _interrupted

pytestmark = pytest.mark.enable_socket


class Demonstration:
    """`manage.py serve` on a free port, with its database in a folder of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = data
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env={**kept, "DATA_DIR": os.fspath(data), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.told = ""
        for line in self.process.stdout:
            self.told += line
            if line.startswith("Ctrl-C"):
                break
        assert f"http://localhost:{self.port}/fr/applications/tiktok/" in self.told, self.told

    def answer(self) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
            return response.read()

    def end(self, number: int, *, everybody: bool = False) -> int:
        (os.killpg if everybody else os.kill)(self.process.pid, number)
        self.process.communicate()
        return self.process.returncode

    def left(self) -> list[str]:
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                ours = os.getpgid(process.pid) == self.process.pid or process.cwd().startswith(os.fspath(self.data))
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(f"{process.pid} {process.name()}")
        return found


def test_it_serves_and_leaves_nothing_behind(tmp_path):
    first = Demonstration(tmp_path)
    assert "Published revision" in first.told
    assert re.search(r"culture-approver +password \S{16} ", first.told)
    assert first.answer() == b"ok\n"
    assert first.end(signal.SIGKILL, everybody=True) == -signal.SIGKILL

    second = Demonstration(tmp_path)  # on what the first left
    assert "Published revision" not in second.told
    assert "password" not in second.told
    assert second.answer() == b"ok\n"
    assert second.end(signal.SIGTERM) == 0
    assert second.left() == []

    third = Demonstration(tmp_path)
    assert third.end(signal.SIGINT, everybody=True) == 0  # as Ctrl-C does
    assert third.left() == []


def becomes(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_make_is_seen_to_be_told_alone(tmp_path):
    makefile = tmp_path / "Makefile"
    makefile.write_text("wait:\n\t@echo waits; exec sleep 10\n")
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in the background is born deaf to it
    command = ["make", "--no-print-directory", "-f", makefile]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=heed) as make:
        assert make.stdout.readline() == "waits\n"
        seen = psutil.Process(make.pid)
        becomes(lambda: not _interrupted(seen))
        make.send_signal(signal.SIGINT)
        becomes(lambda: _interrupted(seen))
        assert make.poll() is None, "it waits for what it runs"
        make.terminate()  # which it does pass on
    assert not seen.is_running()


def test_a_port_that_is_taken_is_told(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"try PORT={port + 1} make run"):
            call_command("serve")


@pytest.mark.parametrize("port", ["http", "0", "65536", "²", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="set it to a number from 1 to 65535"):
        call_command("serve")
