"""A disk that is full at whichever file: devices find the old state or the new one, and it mends itself."""

import errno
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.channels.folder import Puts, public
from registry.terms import Outcome
from registry.tests.channels.conftest import CHANNEL, copied
from registry.tests.channels.ground import TODAY, begin
from registry.tests.surfaces.noon import laid_at_noon

laid_channels = laid_at_noon(begin)


@pytest.fixture
def scene(laid_channels, db, noon):
    return deepcopy(laid_channels)


class Disk:
    """A disk of so many bytes, of which none are left for what would not fit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = 10**9
        self.add = Puts.add

    @property
    def used(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def written(self, some: Puts, path: Path, raw: bytes, **more: Any) -> None:
        if self.used + len(raw) > self.size:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.add(some, path, raw, **more)


@pytest.fixture
def disk(keys, monkeypatch) -> Disk:
    one = Disk(keys)
    monkeypatch.setattr(Puts, "add", lambda some, path, raw, **more: one.written(some, path, raw, **more))
    return one


def test_wherever_the_disk_is_full_devices_go_on(scene, publishes, device, disk) -> None:
    publishes()
    device.sync()
    failed = 0
    for number, spare in enumerate(range(0, 9000, 900)):
        ruling = (Outcome.PROHIBITED, Outcome.CONDITIONAL)[number % 2]
        scene.rules(scene.ministry, scene.applications[0], ruling, on=TODAY)
        before = copied(device)
        disk.size = disk.used + spare
        try:
            publishes()
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017  (it may also have been enough)
            failed += 1
            assert device.sync().code in ("unchanged", "updated")
            assert copied(device) == before
            assert not list(public().rglob(".unfinished-*"))
        disk.size = 10**9
        publishes()
        assert device.sync().code in ("unchanged", "updated")
        assert copied(device)["app-0"]["status"] == ruling
    assert 3 < failed < 10, "at some file it was full, at others not"


def test_a_disk_that_is_full_of_what_no_head_names_is_swept(scene, publishes, device, disk, noon) -> None:
    for number in range(8):
        scene.rules(scene.ministry, scene.applications[number], on=TODAY)
        publishes()
    noon.shift(timedelta(days=4))
    scene.rules(scene.ministry, scene.applications[0], Outcome.CONDITIONAL, on=TODAY)
    disk.size = disk.used + 100
    blobs = len(list((public() / CHANNEL / "blobs").iterdir()))
    with pytest.raises(OSError, match="No space left"):
        publishes()
    assert len(list((public() / CHANNEL / "blobs").iterdir())) < blobs
    assert publishes() == "updated"
    assert device.sync().code == "updated"


def test_a_folder_that_cannot_be_written_to_keeps_what_is_served(scene, publishes, device, disk, monkeypatch) -> None:
    publishes()
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)

    def read_only(some: Puts, path: Path, raw: bytes, **more: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as now:
        now.setattr(Puts, "add", read_only)
        with pytest.raises(OSError, match="Read-only"):
            publishes()
        assert device.sync().code == "updated"
    assert publishes() == "updated"
    assert device.sync().code == "updated"
    assert copied(device)["app-0"]["status"] == "prohibited"
