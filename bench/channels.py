"""The signed channels on a large registry: what it costs to publish all of them, and how fast nginx serves one."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from shutil import copyfile, which
from socket import create_server
from statistics import median

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tqdm import tqdm

from bench.large_registry import LargeRegistry
from registry.models import Application, Category
from registry.terms import DeviceClass, Outcome

CHANNEL = "ministry-0/professional_phone"
DOCUMENT = settings.BASE_DIR / "docs" / "feed.md"
SERVED_FROM = "/var/lib/aval/feed/v1/"
ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16


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
        _served_by_nginx(settings.FEED_FOLDER / "v1")


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


def _served_by_nginx(served: Path) -> None:
    """Ask one nginx in turns: for a channel as docs/feed.md serves it, and for the same bytes as plain files."""
    if missing := [name for name in ("nginx", "wrk") if which(name) is None]:
        print(f"the channel through nginx: not measured, for {' and '.join(missing)} cannot be found")
        return
    blob = max((served / CHANNEL / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    plain = served.with_name("plain")
    plain.mkdir()
    copyfile(served / CHANNEL / "head.json", plain / "head")
    copyfile(blob, plain / "blob")
    with _nginx(served, plain) as port:
        asked = {
            "304 of the head": (f"/feed/v1/{CHANNEL}/head.json", "/plain/head", True),
            "the head": (f"/feed/v1/{CHANNEL}/head.json", "/plain/head", False),
            f"a full of {blob.stat().st_size} bytes": (f"/feed/v1/{CHANNEL}/blobs/{blob.name}", "/plain/blob", False),
        }
        print("the channel through nginx, one worker, beside the same bytes as a plain file of it (target 90 %)")
        for what, (channel, file, is_known) in asked.items():
            rates: dict[str, list[float]] = {channel: [], file: []}
            for _ in tqdm(range(ROUNDS), desc=what, unit="round", disable=None):
                for address, measured in rates.items():
                    measured.append(_rate(port, address, is_known=is_known))
            ratio = median(one / other for one, other in zip(*rates.values(), strict=True))
            print(f"  {what}: {median(rates[channel]):.0f}/s, {ratio:.0%} of {median(rates[file]):.0f}/s")


def _rate(port: int, address: str, *, is_known: bool) -> float:
    asking = HTTPConnection("127.0.0.1", port, timeout=30)
    asking.request("GET", address)
    answer = asking.getresponse()
    answer.read()
    tag = answer.getheader("ETag", "")
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{SECONDS}s"]
    if is_known:
        command += ["--header", f"If-None-Match: {tag}"]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{address}"], check=True, capture_output=True, text=True
    ).stdout
    found = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    if answer.status != 200 or found is None or "Non-2xx or 3xx" in told:
        raise RuntimeError(f"{address} was not served: {told}")
    return float(found[1])


@contextmanager
def _nginx(served: Path, plain: Path) -> Iterator[int]:
    """Serve a folder as docs/feed.md says, and another without more ado, until it is done."""
    (told,) = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    with create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
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
            server {{
                listen 127.0.0.1:{port};
                {told.replace(SERVED_FROM, f"{served}/")}
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
            yield port
        finally:
            server.terminate()
