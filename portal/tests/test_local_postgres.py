"""The local server: shared while anybody works, stopped by the last to leave, taken over after a kill -9."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from portal.local_postgres.account import Account
from portal.local_postgres.cluster import LONGEST_SOCKET, Cluster, ClusterFailed

HOLD = """
import sys
from pathlib import Path
from portal.local_postgres.cluster import cluster_at
cluster_at(Path(sys.argv[1])).attach()
print("up", flush=True)
sys.stdin.read()
"""


class Holder:
    """A process that works with a cluster until told to leave."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", HOLD, os.fspath(home)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until_up(self) -> "Holder":
        assert self.process.stdout.readline() == "up\n", self.process.stderr.read()
        return self

    def leave(self, number: int | None = None) -> int:
        if number is not None:
            self.process.send_signal(number)
        _, words = self.process.communicate()
        assert words == ""
        return self.process.returncode


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A cluster that was made once for these tests, and is left stopped by each."""
    home = tmp_path_factory.mktemp("made")
    Holder(home).wait_until_up().leave()
    return home


@pytest.fixture
def home(made) -> Iterator[Path]:
    yield made
    left = running(made)
    for pid in left:  # the next test begins from a stopped server all the same
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert not left


@pytest.fixture
def copied(home: Path) -> Callable[[Path], Path]:
    """A word that puts the cluster that was made, while it is stopped, into another folder too."""

    def copy(to: Path) -> Path:
        to.mkdir(parents=True, exist_ok=True)
        subprocess.run(["/bin/cp", "-Rp", home / "postgres", to / "postgres"], check=True)  # with its owner
        return to

    return copy


def postmaster(home: Path) -> int | None:
    try:
        return int((home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return None


def running(home: Path) -> list[int]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name() == "postgres" and Path(process.cwd()).is_relative_to(home):
                found.append(process.pid)
    return found


def connect(home: Path, user: str = "aval_server") -> "psycopg.Connection":
    host = os.fspath(Cluster(home).socket_folder)
    return psycopg.connect(host=host, user=user, dbname="aval", autocommit=True)


def test_it_stops_with_the_last_who_leaves(home):
    first = Holder(home).wait_until_up()
    pid = postmaster(home)
    second = Holder(home).wait_until_up()
    assert first.leave() == 0
    with connect(home) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("aval_server",)
    assert postmaster(home) == pid
    assert second.leave() == 0
    assert not running(home)


def test_two_who_start_at_once_share_one_server(home):
    holders = [Holder(home) for _ in range(3)]
    for holder in holders:
        holder.wait_until_up()
    assert len({psutil.Process(pid).ppid() for pid in running(home)} & set(running(home))) == 1
    for holder in holders:
        assert holder.leave() == 0
    assert not running(home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_server_behind(home, number):
    assert Holder(home).wait_until_up().leave(number) == 128 + number
    assert not running(home)


def test_an_orphan_is_taken_over_and_stopped(home):
    assert Holder(home).wait_until_up().leave(signal.SIGKILL) == -signal.SIGKILL
    orphan = postmaster(home)
    assert orphan in running(home)
    heir = Holder(home).wait_until_up()
    assert postmaster(home) == orphan
    heir.leave()
    assert not running(home)


def test_it_recovers_after_everything_was_killed(home):
    holder = Holder(home).wait_until_up()
    with connect(home, "aval_owner") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (row int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        before = connection.execute("SELECT count(*) FROM kept").fetchone()
    os.kill(postmaster(home), signal.SIGKILL)
    holder.leave(signal.SIGKILL)
    assert postmaster(home) is not None, "the file of the dead server is still there"
    heir = Holder(home).wait_until_up()
    with connect(home, "aval_owner") as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == before
    heir.leave()
    assert not running(home)


def test_a_pid_that_became_another_program_s_is_forgotten(home):
    account = Account.for_data(home / "postgres")
    stranger = account.popen(["/bin/sleep", "60"], reaching=[])
    try:
        Holder(home).wait_until_up().leave()
        record = home / "postgres" / "postmaster.pid"
        record.write_text(f"{stranger.pid}\n{home / 'postgres'}\n1\n5432\n\n\n")
        Holder(home).wait_until_up().leave()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_died_is_started_again_for_whoever_works_on(home):
    holder = Holder(home).wait_until_up()
    os.kill(postmaster(home), signal.SIGKILL)  # a child of the holder's, which does not bury it
    Cluster(home).revive()
    with connect(home) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    holder.leave()
    assert not running(home)


def test_two_clones_do_not_meet(home, copied, tmp_path):
    copied(tmp_path)
    ours = Holder(home).wait_until_up()
    theirs = Holder(tmp_path).wait_until_up()
    with connect(home, "aval_owner") as here, connect(tmp_path, "aval_owner") as there:
        here.execute("CREATE TABLE IF NOT EXISTS ours (row int)")
        assert there.execute("SELECT to_regclass('ours')").fetchone() == (None,)
        assert there.execute("SHOW listen_addresses").fetchone() == ("",)
    theirs.leave()
    assert running(home)
    assert not running(tmp_path)
    ours.leave()


def test_what_an_interrupted_creation_left_is_made_anew(tmp_path):
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    (tmp_path / "postgres").mkdir()
    Holder(tmp_path).wait_until_up().leave()
    assert (tmp_path / "postgres" / "PG_VERSION").exists()
    assert not (tmp_path / "postgres.new").exists()


def test_a_path_too_long_or_odd_for_a_socket_gets_a_short_one(copied, tmp_path):
    for name in ("deep" * 30, "a, b"):
        odd = tmp_path / name
        folder = Cluster(odd).socket_folder
        assert folder.parent != odd
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET
        assert folder == Cluster(odd).socket_folder != Cluster(tmp_path / f"{name}2").socket_folder
    holder = Holder(copied(odd)).wait_until_up()
    assert folder.stat().st_mode & 0o777 == 0o700
    with connect(odd) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    holder.leave()
    assert not folder.exists()
    assert not running(odd)


def test_a_folder_that_is_somebody_else_s_is_refused(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    link = tmp_path / "link"
    link.symlink_to(mine)
    with pytest.raises(RuntimeError, match="belongs to somebody else"):
        Account(None, None).take(link)


def test_the_data_of_another_version_is_told(home, tmp_path):
    data = tmp_path / "postgres"
    data.mkdir()
    shutil.copy(home / "postgres" / "PG_VERSION", data / "PG_VERSION")
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(ClusterFailed, match="was made by PostgreSQL 12, and the wheel brings"):
        Cluster(tmp_path).revive()


def test_a_server_that_cannot_start_says_why(home, monkeypatch):
    monkeypatch.setattr("portal.local_postgres.cluster.FAILURES", 1)
    settings_file = home / "postgres" / "postgresql.auto.conf"
    before = settings_file.read_text()
    settings_file.write_text("shared_buffers = nonsense\n")
    try:
        with pytest.raises(ClusterFailed, match="nonsense"):
            Cluster(home).revive()
    finally:
        settings_file.write_text(before)
