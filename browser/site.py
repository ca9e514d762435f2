"""The demonstration, run as README.md says on a registry that holds the seed alone."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
PATIENCE = 180  # seconds until a first `make run` answers
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """Where the demonstration answers, and the passwords of the people that it made."""

    address: str
    passwords: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def demonstration() -> Iterator[Site]:
    """Run the demonstration in a folder of its own until it is no longer needed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as data:
        said = Path(data, "said.txt")
        with said.open("w") as output:
            server = subprocess.Popen(
                ["make", "run"],  # noqa: S607  (whichever make called us)
                cwd=ROOT,
                env=os.environ | {"DATA_DIR": data, "STATIC_ROOT": f"{data}/static", "PORT": port},
                stdout=output,
            )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server)
            yield Site(address, dict(re.findall(r"(\S+) +password (\S+)", said.read_text())))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium; stop with what to do where it is not here."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not here: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the site answers; stop where its process ended, or took too long."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/fr/", timeout=5).close()  # noqa: S310  (our own address)
            return
        time.sleep(0.2)
    sys.exit("`make run` does not answer.")
