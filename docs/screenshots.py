"""Takes the README's pictures of the real site: `make run` in a folder of its own, seen by Chromium.

`make screenshots` calls it. A browser's pictures differ from one machine to another, so no test compares them.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PAGE = "/fr/applications/tiktok/?organisation=culture"
VIEWS = {"tiktok-phone": (390, 844, 2), "tiktok-desktop": (1280, 960, 1)}
"""The name of each picture: the width and height of its window, and how many dots make a pixel."""

LARGEST = 150 * 1024  # bytes; a clone carries every picture that was ever committed
PATIENCE = 120  # seconds until a first `make run` answers
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def site() -> Iterator[str]:
    """Run the demonstration on a registry that holds the seed alone, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            ["make", "run"],  # noqa: S607  (whichever make called us)
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": data, "STATIC_ROOT": f"{data}/static", "PORT": port},
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server)
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the site answers; stop where its process ended, or took too long."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310  (our own address)
            return
        time.sleep(0.2)
    sys.exit("`make run` does not answer.")


def take(browser: Browser, address: str, name: str) -> None:
    """Take one picture, and refuse one that is too large to commit."""
    width, height, dots = VIEWS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=dots, locale="fr-FR", color_scheme="light"
    )
    page = context.new_page()
    page.goto(address + PAGE)
    picture = IMAGES / f"{name}.png"
    page.screenshot(path=picture)
    context.close()
    if picture.stat().st_size > LARGEST:
        sys.exit(f"{picture} has {picture.stat().st_size} bytes, more than {LARGEST}: make its window smaller.")


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not here: apt-get install chromium.")
    IMAGES.mkdir(exist_ok=True)
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for name in VIEWS:
            take(browser, address, name)
        browser.close()


if __name__ == "__main__":
    main()
