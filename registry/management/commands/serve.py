"""`manage.py serve`: the whole demonstration in one process; `make run` calls it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import Application
from gunicorn.arbiter import Arbiter

from registry.channels.folder import public
from registry.revisions.models import Revision

LOOK_AT = (
    ("May I use TikTok?", "fr/applications/tiktok/"),
    ("The question", "fr/"),
    ("The notices", "en/announcements/"),
    ("The API", "api/v1/docs/"),
    ("A device feed", "api/v1/organisations/culture/feed/"),
    ("Signed, for a fleet", "feed/v1/culture/professional_phone/head.json"),
    ("The admin", settings.ADMIN_PATH),
)


class Command(BaseCommand):
    """Migrates, seeds an empty registry, makes administrator and keys where there are none, serves until stopped."""

    help = "Migrates, seeds an empty registry, makes a demonstration administrator and serves on PORT (8000)."
    requires_system_checks = []  # `migrate` runs them

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGINT or SIGTERM."""
        if settings.PRODUCTION:
            raise CommandError("This is not a demonstration: serve with `gunicorn`, which reads gunicorn.conf.py.")
        port = os.environ.get("PORT", "8000")
        _refuse_taken(port)
        call_command("migrate", interactive=False, verbosity=0)
        if not Revision.objects.exists():
            call_command("seed", write=True)
        call_command("demo_administrator", write=True)
        if not (public() / "keys.json").exists():
            call_command("feed_keys", "init", demo=True, write=True)
        connections.close_all()  # a worker shares no connection with us
        with _publishing():
            Demonstration(port).run()


class Demonstrator(Arbiter):
    """Gunicorn's master, which leaves when the `make` that runs it does."""

    def __init__(self, app: Application) -> None:
        super().__init__(app)
        parent = psutil.Process().parent()
        self.make = parent if parent and parent.name() in ("make", "gmake") else None

    def handle_hup(self) -> None:
        """Leave when the terminal is closed, rather than load the code anew."""
        self.handle_term()

    def murder_workers(self) -> None:
        """Leave as on SIGTERM if `make` was told to; the master passes here every second."""
        super().murder_workers()
        if self.make and (not self.make.is_running() or _interrupted(self.make)):
            self.make = None
            os.kill(self.pid, signal.SIGTERM)


class Demonstration(Application):
    """The site as gunicorn serves it, on this machine alone."""

    def __init__(self, port: str) -> None:
        self.port = port
        super().__init__(prog="aval")

    def load_config(self) -> None:
        """Read gunicorn.conf.py; the demonstration listens on this machine alone."""
        self.load_config_from_file(os.fspath(Path(settings.BASE_DIR) / "gunicorn.conf.py"))
        self.cfg.set("bind", f"127.0.0.1:{self.port}")
        self.cfg.set("when_ready", self.announce)

    def load(self) -> Any:
        """Return the WSGI application."""
        return get_wsgi_application()

    def run(self) -> None:
        """Serve until told to leave."""
        Demonstrator(self).run()

    def announce(self, arbiter: Arbiter) -> None:
        """Print what to look at, once the server listens."""
        widest = max(len(what) for what, _ in LOOK_AT)
        lines = [f"  {what:{widest}}  http://localhost:{self.port}/{path}" for what, path in LOOK_AT]
        print("", *lines, "", "Ctrl-C stops it.", sep="\n", flush=True)  # noqa: T201  (the arbiter has no stdout of ours)


@contextlib.contextmanager
def _publishing() -> Iterator[None]:
    """Publish the signed channels beside the site, in a process that leaves with this one."""
    command = [sys.executable, os.fspath(Path(settings.BASE_DIR) / "manage.py"), "publish_feeds"]
    with subprocess.Popen([*command, "--watch", "--while-parent-lives"], stdout=subprocess.DEVNULL) as publisher:
        try:
            yield
        finally:
            publisher.terminate()


def _interrupted(make: psutil.Process) -> bool:
    # A signal sent to `make` alone, other than SIGTERM, is not passed on: it waits for us, with that signal blocked.
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{make.pid}/status").read_text()
        blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
        return any(blocked >> (number - 1) & 1 for number in (signal.SIGINT, signal.SIGHUP))
    return False


def _refuse_taken(port: str) -> None:
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT is {port!r}: set it to a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be taken ({error.strerror}): try PORT={int(port) + 1} make run."
            ) from error
