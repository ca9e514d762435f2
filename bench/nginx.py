"""The channel through nginx as docs/feed.md configures it, beside plain files of the same nginx."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from shutil import copyfile, which
from socket import create_server
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

from django.conf import settings
from psutil import Process
from tqdm import tqdm

from bench.work import worked

DOCUMENT = settings.BASE_DIR / "docs" / "feed.md"
SERVED_FROM = "/var/lib/aval/feed/v1/"
ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16


class Rate(NamedTuple):
    """How many requests were answered, by second of the clock and by second of the server's own work."""

    by_clock: float
    by_work: float


def measure(served: Path, channel: str) -> None:
    """Ask one nginx in turns: for a channel as docs/feed.md serves it, and for the same bytes as plain files."""
    if missing := [name for name in ("nginx", "wrk") if which(name) is None]:
        print(f"the channel through nginx: not measured, for {' and '.join(missing)} cannot be found")
        return
    blob = max((served / channel / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    plain = served.with_name("plain")
    plain.mkdir()
    copyfile(served / channel / "head.json", plain / "head")
    copyfile(blob, plain / "blob")
    with _nginx(served, plain) as (port, beside, server):
        asked = {
            "304 of the head": ("head.json", "head", True),
            "the head": ("head.json", "head", False),
            f"a full of {blob.stat().st_size} bytes": (f"blobs/{blob.name}", "blob", False),
        }
        print("the channel through nginx, one worker, beside the same bytes as a plain file of it (target 90 %)")
        for what, (name, file, is_known) in asked.items():
            ours, plainly = f"{port}/feed/v1/{channel}/{name}", f"{beside}/plain/{file}"
            rates: dict[str, list[Rate]] = {ours: [], plainly: []}
            for _ in tqdm(range(ROUNDS), desc=what, unit="round", disable=None):
                for address, measured in rates.items():
                    measured.append(_rate(server, address, is_known=is_known))
            channels, files = rates.values()
            asked_for, of = median(one.by_clock for one in channels), median(one.by_clock for one in files)
            work = median(one.by_work / other.by_work for one, other in zip(channels, files, strict=True))
            print(f"  {what}: {asked_for:.0f}/s, {asked_for / of:.0%} of {of:.0f}/s; by its work {work:.0%}")


def _rate(server: Process, address: str, *, is_known: bool) -> Rate:
    address = f"http://127.0.0.1:{address}"
    with urlopen(address, timeout=30) as answer:  # noqa: S310  (an address of our own server)
        answer.read()
        tag = answer.headers.get("ETag", "")
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{SECONDS}s"]
    if is_known:
        command += ["--header", f"If-None-Match: {tag}"]
    spent = worked(server)
    told = subprocess.run([*command, address], check=True, capture_output=True, text=True).stdout
    spent = worked(server) - spent
    by_clock = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    number = re.search(r"(\d+) requests in", told)
    if by_clock is None or number is None or "Non-2xx or 3xx" in told:
        raise RuntimeError(f"{address} was not served: {told}")
    return Rate(float(by_clock[1]), int(number[1]) / spent)


@contextmanager
def _nginx(served: Path, plain: Path) -> Iterator[tuple[int, int, Process]]:
    """Serve a folder as docs/feed.md says, and another without more ado, until it is done."""
    (told,) = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    told = told.replace(SERVED_FROM, f"{served}/")
    with create_server(("127.0.0.1", 0)) as one, create_server(("127.0.0.1", 0)) as other:
        port, beside = one.getsockname()[1], other.getsockname()[1]
    own = plain.with_name("nginx")
    own.mkdir()
    own.joinpath("nginx.conf").write_text(
        f"""
        worker_processes 1; daemon off; pid {own}/pid; error_log {own}/errors;
        events {{ worker_connections 256; }}
        http {{
            access_log off; sendfile on;
            client_body_temp_path {own}; proxy_temp_path {own}; fastcgi_temp_path {own};
            uwsgi_temp_path {own}; scgi_temp_path {own};
            {told.replace("listen 80;", f"listen 127.0.0.1:{port};")}
            server {{
                listen 127.0.0.1:{beside};
                location /plain/ {{ alias {plain}/; }}
            }}
        }}
        """
    )
    command = [str(which("nginx")), "-p", str(own), "-c", str(own / "nginx.conf"), "-e", str(own / "errors")]
    with subprocess.Popen(command) as server:
        try:
            for _ in range(100):
                try:
                    HTTPConnection("127.0.0.1", port, timeout=30).connect()
                except ConnectionError:
                    time.sleep(0.1)
                else:
                    break
            yield port, beside, Process(server.pid)
        finally:
            server.terminate()
