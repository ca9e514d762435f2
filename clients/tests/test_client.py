"""The client beyond the vectors: over HTTP, with several sources, as a command, and when it is killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import aval_client
import pytest
from aval_client import Client, Store, Unreachable, answer, fetch, main, pinned

from clients.tests.stories import case, seconds, serving, steps

CHANNEL = "culture/professional_phone"
ROOT = case("first-sync")["root"]
NOON = seconds("2026-11-24T12:30:00Z")
FULL_DRILL = os.environ.get("DRILL") == "full"
KILLS = 40 if FULL_DRILL else 4


@pytest.fixture
def first(tmp_path) -> Path:
    """Return the folder of a channel in its first state."""
    return serving(case("delta")["steps"][0], tmp_path / "first")


@pytest.fixture
def second(tmp_path) -> Path:
    """Return the folder of the same channel in its second state."""
    return serving(case("delta")["steps"][1], tmp_path / "second")


def client(*sources, to: Path, **more) -> Client:
    told = {"now": lambda: NOON, "sleep": lambda seconds: None} | more
    return Client([str(source) for source in sources], CHANNEL, to / "state.json", ROOT, **told)


class Server:
    """A web server of which a test says what it answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, str | None]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = self.headers.get("If-None-Match")
                told.asked.append((self.path, tag))
                status, headers, body = told.answers.pop(0) if told.answers else told.file(self.path, tag)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def file(self, path: str, tag: str | None) -> tuple[int, dict[str, str], bytes]:
        at = self.folder / path.lstrip("/")
        if not at.is_file():
            return 404, {}, b""
        own = f'"{at.stat().st_mtime_ns}"'
        return (304, {"ETag": own}, b"") if tag == own else (200, {"ETag": own}, at.read_bytes())


@pytest.fixture
def server(first, socket_enabled, monkeypatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    one = Server(first)
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


def test_an_unchanged_head_is_asked_for_by_its_tag_alone(server, tmp_path) -> None:
    assert client(server.address, to=tmp_path).sync().code == "updated"
    assert [path for path, _tag in server.asked][:2] == ["/keys.json", f"/{CHANNEL}/head.json"]
    server.asked.clear()
    assert client(server.address, to=tmp_path).sync().code == "unchanged"
    ((path, tag),) = server.asked
    assert path == f"/{CHANNEL}/head.json"
    assert tag


def test_a_head_that_cannot_be_verified_leaves_no_tag_behind(server, tmp_path) -> None:
    client(server.address, to=tmp_path).sync()
    kept = Store(tmp_path / "state.json").read()
    server.answers = [(200, {"ETag": '"forged"'}, b"{}")]
    assert client(server.address, to=tmp_path).sync().code == "bad_head"
    assert Store(tmp_path / "state.json").read() == kept


def test_a_tag_is_given_to_the_source_alone_that_gave_it(server, first, tmp_path) -> None:
    client(server.address, to=tmp_path).sync()
    server.asked.clear()
    other = server.address.replace("127.0.0.1", "localhost")
    client(other, to=tmp_path).sync()
    assert server.asked == [(f"/{CHANNEL}/head.json", None)]


def test_keys_are_looked_at_once_a_day_though_no_head_asks_for_it(server, tmp_path) -> None:
    client(server.address, to=tmp_path).sync()
    server.asked.clear()
    assert client(server.address, to=tmp_path, now=lambda: NOON + 86_400).sync().code == "unchanged"
    assert [path for path, _tag in server.asked] == ["/keys.json", f"/{CHANNEL}/head.json"]
    server.asked.clear()
    assert client(server.address, to=tmp_path, now=lambda: NOON + 86_460).sync().code == "unchanged"
    assert [path for path, _tag in server.asked] == [f"/{CHANNEL}/head.json"]


def test_a_source_that_is_busy_is_asked_again_when_it_says(server, tmp_path) -> None:
    waits: list[float] = []
    server.answers = [(503, {"Retry-After": "7"}, b""), (500, {}, b"")]
    assert client(server.address, to=tmp_path, sleep=waits.append).sync().code == "updated"
    assert waits == [7.0, 2.0]


def test_a_source_that_wants_to_be_left_alone_for_long_is(server, tmp_path) -> None:
    server.answers = [(429, {"Retry-After": "3600"}, b"")]
    outcome = client(server.address, to=tmp_path, sleep=lambda seconds: pytest.fail("It waits.")).sync()
    assert (outcome.code, outcome.exit) == ("unreachable", 3)
    assert "3600 seconds" in outcome.message


def test_a_client_that_stays_asks_a_source_that_is_busy_no_sooner_than_it_said(server, tmp_path) -> None:
    clock = [NOON]
    one = client(server.address, to=tmp_path, now=lambda: clock[0])
    server.answers = [(429, {"Retry-After": "3600"}, b"")]
    one.sync()
    server.asked.clear()
    clock[0] = NOON + 3599
    assert one.sync().code == "unreachable"
    assert not server.asked
    clock[0] = NOON + 3600
    assert one.sync().code == "updated"


def test_no_source_silences_a_client_for_longer_than_a_day(server, tmp_path) -> None:
    clock = [NOON]
    one = client(server.address, to=tmp_path, now=lambda: clock[0])
    server.answers = [(503, {"Retry-After": "999999"}, b"")]
    one.sync()
    clock[0] = NOON + 86_400
    assert one.sync().code == "updated"


def test_a_day_to_come_back_is_understood_too(server) -> None:
    at = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 100))
    server.answers = [(503, {"Retry-After": at}, b"")]
    with pytest.raises(Unreachable) as told:
        fetch(f"{server.address}/keys.json", 100)
    assert 90 < told.value.again <= 100


def test_an_answer_that_breaks_off_is_no_alarm(server, tmp_path) -> None:
    server.answers = [(200, {"Content-Length": "5000"}, b"{")] * 3
    assert client(server.address, to=tmp_path).sync().code == "unreachable"


def test_no_more_is_read_than_may_be(server) -> None:
    server.answers = [(200, {}, b" " * 100_000)]
    raw, _tag = fetch(f"{server.address}/keys.json", 1000)
    assert len(raw) == 1001


@pytest.mark.parametrize("to", ["ftp://example.org/keys.json", "file:///etc/hostname"])
def test_a_redirection_leads_nowhere_but_to_the_web(server, to) -> None:
    server.answers = [(302, {"Location": to}, b"")]
    with pytest.raises(Unreachable):
        fetch(f"{server.address}/head.json", 1000)


def test_of_several_sources_one_that_serves_is_enough(first, tmp_path) -> None:
    assert client(tmp_path / "nowhere", first, to=tmp_path).sync().code == "updated"


def test_an_alarm_is_told_though_another_source_served(first, second, tmp_path) -> None:
    client(first, to=tmp_path).sync()
    (first / CHANNEL / "head.json").write_text("{}")
    outcome = client(first, second, to=tmp_path).sync()
    assert outcome.code == "updated"
    assert "Another source was refused" in outcome.message
    assert client(first, tmp_path / "nowhere", to=tmp_path).sync().code == "bad_head"


def test_a_source_may_be_a_file_address(first, tmp_path) -> None:
    assert client(first.as_uri(), to=tmp_path).sync().code == "updated"


def test_a_root_is_pinned_by_its_fingerprint_or_by_a_file(first, tmp_path) -> None:
    spaced = ":".join(ROOT[at : at + 2] for at in range(0, 64, 2)).upper()
    assert pinned(ROOT) == pinned(spaced) == pinned(str(first / "keys.json")) == ROOT
    with pytest.raises(ValueError, match="neither"):
        pinned(str(tmp_path / "nowhere"))


def test_a_pin_that_the_administrator_changes_begins_anew(first, tmp_path) -> None:
    client(first, to=tmp_path).sync()
    other = Client([str(first)], CHANNEL, tmp_path / "state.json", "0" * 64, now=lambda: NOON)
    assert other.sync().code == "bad_keys"


def test_keys_are_kept_though_the_head_beside_them_is_refused(tmp_path) -> None:
    for _step, source, _clock in steps("key-announced", tmp_path):
        taken = source
    (taken / CHANNEL / "head.json").write_text("{}")
    assert client(taken, to=tmp_path).sync().code == "bad_head"
    assert Store(tmp_path / "state.json").read().keys.version == 2


@pytest.mark.parametrize("spoil", ["{", "[]", '{"head": 1}', "", "\udc80"])
def test_a_damaged_copy_is_told_and_left_as_it_is(first, tmp_path, spoil) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(spoil.encode(errors="surrogateescape"))
    outcome = client(first, to=tmp_path).sync()
    assert (outcome.code, outcome.exit) == ("no_copy", 8)
    assert path.read_bytes() == spoil.encode(errors="surrogateescape")


def test_a_copy_whose_records_were_changed_is_found(first, tmp_path) -> None:
    client(first, to=tmp_path).sync()
    path = tmp_path / "state.json"
    kept = json.loads(path.read_text())
    kept["records"][0]["status"] = "prohibited"
    path.write_text(json.dumps(kept))
    assert client(first, to=tmp_path).sync().code == "no_copy"


def test_devices_poll_at_places_of_their_own_once_in_an_interval(first, tmp_path) -> None:
    one = client(first, to=tmp_path)
    turns = {one.next_poll(f"device {number}", {"min_poll_s": 3600}) - NOON for number in range(200)}
    assert len(turns) > 150
    assert all(0 < turn <= 3600 for turn in turns)
    again = client(first, to=tmp_path, now=lambda: one.next_poll("a", {"min_poll_s": 600}))
    assert again.next_poll("a", {"min_poll_s": 600}) - again.now() == 600


# ---- As a command ----


def command(tmp_path: Path, *words: str) -> int:
    return main(["--state", str(tmp_path / "state.json"), *words])


def now_at(monkeypatch, moment: float) -> None:
    monkeypatch.setattr(aval_client.time, "time", lambda: moment)
    monkeypatch.setattr(Client.__init__, "__kwdefaults__", Client.__init__.__kwdefaults__ | {"now": lambda: moment})


@pytest.fixture
def synced(second, tmp_path, monkeypatch) -> Path:
    now_at(monkeypatch, NOON)
    assert command(tmp_path, "sync", "--source", str(second), "--channel", CHANNEL, "--root", ROOT) == 0
    return tmp_path


def test_before_the_first_sync_there_is_nothing_to_say(tmp_path, capsys) -> None:
    assert command(tmp_path, "status") == command(tmp_path, "check", "android_package", "x") == 8
    assert "run sync first" in capsys.readouterr().err


def test_the_status_tells_what_the_copy_is_and_that_it_expired(synced, capsys, monkeypatch) -> None:
    assert command(synced, "status") == 0
    assert f"channel: {CHANNEL}\n" in capsys.readouterr().out
    now_at(monkeypatch, NOON + 73 * 3600)
    assert command(synced, "status") == 4
    assert "kept" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "code", "status"),
    [
        pytest.param("com.example.chat", 10, "prohibited", id="a prohibited one"),
        pytest.param("com.example.maps", 0, "approved", id="an approved one"),
        pytest.param("com.example.other", 0, "unlisted", id="one that is not listed, where that is allowed"),
    ],
)
def test_a_check_tells_whether_an_application_may_be_used(synced, capsys, value, code, status) -> None:
    capsys.readouterr()
    assert command(synced, "check", "android_package", value) == code
    assert json.loads(capsys.readouterr().out)["status"] == status


@pytest.mark.parametrize(
    ("version", "may_use"),
    [("4.2", True), ("4.10", True), ("4.2.0", True), ("4.1.9", False), ("4", False), ("", True)],
)
def test_a_version_below_the_least_may_not_be_used(tmp_path, version, may_use) -> None:
    for _step, source, clock in steps("midnight", tmp_path):
        client(source, to=tmp_path, now=lambda clock=clock: clock).sync()
    state = Store(tmp_path / "state.json").read()
    found = answer(state, "android_package", "com.example.maps", version)
    assert (found.may_use, found.min_version) == (may_use, "4.2")


def test_where_unlisted_is_denied_an_unknown_application_is(tmp_path) -> None:
    for _step, source, clock in steps("default-rule", tmp_path):
        client(source, to=tmp_path, now=lambda clock=clock: clock).sync()
    assert not answer(Store(tmp_path / "state.json").read(), "android_package", "com.example.other").may_use


@pytest.mark.parametrize(
    "words",
    [["sync"], ["sync", "--source", "x", "--channel", "culture", "--root", ROOT], ["dance"]],
)
def test_what_is_not_understood_is_told(tmp_path, words, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        command(tmp_path, *words)
    assert left.value.code == 2
    capsys.readouterr()


# ---- Killed ----


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
