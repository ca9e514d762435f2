"""The client beyond the vectors: over HTTP, with several sources, and with a copy that is damaged."""

import json
import time

import pytest
from aval_client import Client, Store, Unreachable, fetch, pinned

from clients.tests.devices import CHANNEL, NOON, ROOT, client
from clients.tests.stories import steps


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
