"""What becomes of channels whose files a disk, a hand or an earlier release left otherwise than they were written."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.channels.folder import own, public, put_summed, read_summed
from registry.channels.shelf import Shelf
from registry.channels.signing import opened
from registry.readiness import readiness
from registry.tests.channels.conftest import CHANNEL, copied
from registry.tests.channels.ground import head
from registry.tests.channels.test_publisher import TODAY, laid_channels, scene  # noqa: F401  (fixtures)

LEDGER, FULL = f"publisher/{CHANNEL}/ledger-*.json", f"v1/{CHANNEL}/blobs/full-*"
HEAD, KEYS = f"v1/{CHANNEL}/head.json", "v1/keys.json"


def spoil(folder: Path, pattern: str, how: str) -> None:
    """Damage the files of a folder that a pattern finds, of which there is one at least."""
    found = sorted(folder.glob(pattern))
    assert found
    for path in found:
        raw = path.read_bytes()
        match how:
            case "gone":
                path.unlink()
            case "empty":
                path.write_bytes(b"")
            case "half":
                path.write_bytes(raw[: len(raw) // 2])
            case "without its digest":
                path.write_bytes(raw.partition(b"\n")[2])
            case "another digit":
                path.write_bytes(re.sub(rb'"at":(\d)', lambda at: b'"at":%d' % (int(at[1]) % 9 + 1), raw))
            case "of an earlier release":
                put_summed(path, {name: of for name, of in read_summed(path).items() if name != "pieces"})
            case "of other kinds":
                put_summed(path, dict.fromkeys(read_summed(path), 1))
            case "of other pieces":
                ledger = read_summed(path)
                put_summed(path, ledger | {"at": ledger["at"] + 3})
            case "of pieces that hold something else":
                ledger = read_summed(path)
                put_summed(
                    path, ledger | {"pieces": [[*piece[:2], piece[2] ^ 1, *piece[3:]] for piece in ledger["pieces"]]}
                )
            case "a list":
                path.write_text("[]")


def published() -> tuple[str, str]:
    """Publish all channels by the command, and return what it said and why it failed."""
    said, error = StringIO(), ""
    try:
        call_command("publish_feeds", stdout=said, stderr=said)
    except CommandError as raised:
        error = str(raised)
    return said.getvalue(), error


@pytest.mark.parametrize(
    "how",
    [
        "gone",
        "empty",
        "half",
        "a list",
        "without its digest",
        "another digit",
        "of an earlier release",
        "of other kinds",
        "of other pieces",
        "of pieces that hold something else",
    ],
)
def test_a_ledger_that_is_of_no_use_begins_anew(scene, publishes, device, how, caplog) -> None:  # noqa: F811
    publishes()
    assert device.sync().code == "updated"
    spoil(own().parent, LEDGER, how)
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    assert publishes() == "updated"
    assert "anew" in caplog.text
    assert head()["deltas"] == []
    assert device.sync().code == "updated"
    assert copied(device)["app-0"]["status"] == "prohibited"


@pytest.mark.parametrize("pattern", [f"publisher/{CHANNEL}/heads/*.json", f"publisher/{CHANNEL}/allowed.json"])
def test_a_note_that_is_damaged_stops_nothing(scene, publishes, device, pattern) -> None:  # noqa: F811
    publishes()
    (own() / CHANNEL / "allowed.json").write_text("{}")
    spoil(own().parent, pattern, "empty")
    blobs = set((public() / CHANNEL / "blobs").iterdir())
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    (own() / CHANNEL / "allowed.json").unlink() if "heads" in pattern else None
    assert publishes() == "updated"
    assert blobs <= set((public() / CHANNEL / "blobs").iterdir()), "a head that may live names them"


@pytest.mark.parametrize("how", ["empty", "half", "a list"])
def test_a_head_that_is_damaged_waits_for_a_person_and_keeps_no_other_waiting(
    scene,  # noqa: F811
    publishes,
    device,
    how,
    caplog,
) -> None:
    publishes()
    device.sync()
    spoil(public().parent, HEAD, how)
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    said, error = published()
    assert "1 held, 11 updated" in said
    assert "1 channel(s) held" in error
    assert "from a mirror or a backup" in caplog.text
    told = readiness()
    assert (told["status"], [one["why"] for one in told["feed"]["held"]]) == ("degraded", ["damaged"])
    assert told["feed"]["is_fresh"]
    (public() / CHANNEL / "head.json").unlink()
    assert publishes() == "updated"
    assert device.sync().code == "updated"
    assert readiness()["status"] == "ready"


@pytest.mark.parametrize("how", ["gone", "half"])
def test_what_devices_have_is_not_guessed_where_ledger_and_full_are_lost(scene, publishes, how) -> None:  # noqa: F811
    publishes()
    spoil(own().parent, LEDGER, "gone")
    spoil(public().parent, FULL, how)
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    assert "1 held, 11 updated" in published()[0]
    assert Shelf(CHANNEL).held()["why"] == "damaged"


def test_a_note_of_what_is_held_that_is_damaged_is_told(scene, publishes) -> None:  # noqa: F811
    publishes()
    (own() / CHANNEL / "held.json").write_bytes(b"{")
    assert [one["why"] for one in readiness()["feed"]["held"]] == ["damaged"]
    publishes()
    assert readiness()["feed"]["held"] == []


def test_a_keyring_that_is_damaged_is_told_with_what_to_do(scene, publishes) -> None:  # noqa: F811
    publishes()
    spoil(public().parent, KEYS, "half")
    assert "copy the newest of the folder keys beside it over it" in published()[1]


def test_a_folder_that_cannot_be_written_is_told(scene, publishes, monkeypatch) -> None:  # noqa: F811
    publishes()
    before = opened((public() / CHANNEL / "head.json").read_bytes())
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)

    def full(*args, **named):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("registry.channels.folder.Puts.add", full)
        assert "No space left on device" in published()[1]
    assert opened((public() / CHANNEL / "head.json").read_bytes()) == before
    assert publishes() == "updated"


def test_a_head_that_was_signed_by_a_clock_ahead_is_signed_anew(scene, publishes, device, noon) -> None:  # noqa: F811
    noon.shift(10 * 3600)
    publishes()
    noon.shift(-10 * 3600)
    assert device.sync().code == "clock"
    assert publishes() == "renewed"
    assert device.sync().code == "updated"
    assert publishes() == "fresh"
