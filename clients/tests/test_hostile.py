"""What a mirror that means harm answers, and what a copy says that no sync wrote."""

import json
import socket
import threading
import time

import aval_client
import pytest
from aval_client import Store, Unreachable, fetch, main

from clients.tests.devices import CHANNEL, ROOT, client


def test_a_head_that_drips_is_given_up_in_time(socket_enabled, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(aval_client, "TIMEOUT", 5)
    monkeypatch.setattr(aval_client, "DEADLINE", 0.4)
    gone = threading.Event()

    def drip(listening: socket.socket) -> None:
        taken, _address = listening.accept()
        with taken:
            taken.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not gone.wait(0.05):
                taken.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        began = time.monotonic()
        with pytest.raises(Unreachable, match=r"too slowly|timed out"):
            fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/head.json", 100)
        assert time.monotonic() - began < 3
        gone.set()
        thread.join()


@pytest.mark.parametrize("tag", ['"' + "x" * 9000 + '"', '"a\r\n b"', "bare", '"\xe9"'])
def test_a_tag_that_no_server_would_take_is_not_kept(server, tmp_path, tag) -> None:
    head = (server.folder / CHANNEL / "head.json").read_bytes()
    assert client(server.address, to=tmp_path).sync().code == "updated"
    kept = Store(tmp_path / "state.json")
    state = kept.read()
    state.etag = ""
    kept.write(state)
    server.answers = [(200, {"ETag": tag}, head)]
    assert client(server.address, to=tmp_path).sync().code == "unchanged"
    assert kept.read().etag == ""


@pytest.mark.parametrize(
    ("member", "value"),
    [
        pytest.param("keys_checked_at", "x", id="a moment that is a text"),
        pytest.param("etag", 7, id="a tag that is a number"),
        pytest.param("head", [], id="a list for a head"),
        pytest.param("head", {"seq": "x"}, id="a seq that is a text"),
        pytest.param("head", {"expires_at": "x"}, id="an end that is none"),
        pytest.param("head", {"default_rule": "maybe"}, id="a rule that is none"),
        pytest.param("records", {"identifiers": None}, id="a record without identifiers"),
        pytest.param("records", 7, id="a number for records"),
    ],
)
def test_a_copy_that_says_what_no_sync_wrote_is_told_and_left(first, tmp_path, member, value, capsys) -> None:
    assert client(first, to=tmp_path).sync().code == "updated"
    file = tmp_path / "state.json"
    kept = json.loads(file.read_bytes())
    if member == "head" and isinstance(value, dict):
        value = kept["head"] | value
    if member == "records" and isinstance(value, dict):
        value = [kept["records"][0] | value, *kept["records"][1:]]
    file.write_text(json.dumps(kept | {member: value}))
    before = file.read_bytes()
    assert client(first, to=tmp_path).sync().code == "no_copy"
    assert main(["--state", str(file), "status"]) == 8
    assert main(["--state", str(file), "check", "android_package", "x"]) == 8
    assert "move it away" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_copy_nested_without_end_is_told(first, tmp_path) -> None:
    (tmp_path / "state.json").write_text("[" * 100_000)
    assert client(first, to=tmp_path).sync().code == "no_copy"


def test_a_copy_behind_a_link_is_told_and_what_it_leads_to_is_left(first, tmp_path, capsys) -> None:
    target, link = tmp_path / "target", tmp_path / "state.json"
    assert client(first, to=tmp_path).sync().code == "updated"
    link.rename(target)
    link.symlink_to(target)
    before = target.read_bytes()
    source = ["--source", str(first), "--channel", CHANNEL, "--root", ROOT]
    assert main(["--state", str(link), "sync", *source]) == 8
    assert "symbolic link" in capsys.readouterr().err
    assert (link.is_symlink(), target.read_bytes()) == (True, before)


def test_a_lock_that_leads_elsewhere_is_not_followed(first, tmp_path, capsys) -> None:
    (tmp_path / "state.json.lock").symlink_to(tmp_path / "somewhere")
    source = ["--source", str(first), "--channel", CHANNEL, "--root", ROOT]
    assert main(["--state", str(tmp_path / "state.json"), "sync", *source]) == 8
    assert "cannot be used" in capsys.readouterr().err
    assert not (tmp_path / "somewhere").exists()
