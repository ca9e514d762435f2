"""`manage.py export`: what it writes, what it leaves alone, what it refuses, and that it stops halfway without harm."""

import json
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from registry.channels import folder as channels_folder
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.loaded import Loaded
from registry.terms import DeviceClass
from registry.tests.scene import Scene
from registry.tests.surfaces.noon import NOON

ORIGIN = "https://aval.example"
FIREFOX = "culture/aval-culture-workstation-firefox-policy-default-allow"
FIREFOX_ALONE = {"format": ["firefox-policy"], "organisation": ["culture"]}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def scene(db):
    scene = Scene()
    scene.root = scene.organisation("etat")
    scene.ministry = scene.organisation("culture", scene.root)
    scene.clips = scene.application("clips", scene.category("social"))
    scene.identifier(scene.clips, "dns_domain", "clips.example")
    scene.identifier(scene.clips, "android_package", "example.clips")
    scene.rules(scene.root, scene.clips, device_classes=["workstation", "professional_phone"])
    return scene


@pytest.fixture
def export(tmp_path, capsys):
    def run(**options) -> str:
        call_command("export", to=tmp_path, **({"origin": ORIGIN} | options))
        return capsys.readouterr().out.splitlines()[-1]

    return run


def test_a_file_is_that_of_its_address_and_its_report_lies_beside_it(scene, export, tmp_path) -> None:
    origin = "http://testserver"
    assert export(origin=origin, **FIREFOX_ALONE) == "1 written"
    client = Client()
    address = "/api/v1/organisations/culture/exports/firefox-policy/"
    question = "?device=workstation&mode=default-allow"
    assert (tmp_path / f"{FIREFOX}.json").read_bytes() == client.get(f"{address}{question}").content
    told = json.loads((tmp_path / f"{FIREFOX}.report.json").read_text())
    assert told == client.get(f"{address}report/{question}").json()
    assert told["file"].startswith(origin)


def test_each_organisation_and_device_has_the_files_of_each_format(scene, export, tmp_path) -> None:
    ready = [one for one in FORMATS.values() if not one.needs_before and one.lacks() is None]
    files = sum(len(one.devices) for one in ready if "default-allow" in one.modes)
    assert export() == f"{2 * files} written"
    laid = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(laid) == 2 * 2 * files
    assert {path.parent.name for path in laid} == {"etat", "culture"}


def test_what_is_unchanged_is_not_touched_and_what_changed_is(scene, export, tmp_path) -> None:
    export(**FIREFOX_ALONE)
    file = tmp_path / f"{FIREFOX}.json"
    before = file.stat()
    assert export(**FIREFOX_ALONE) == "1 unchanged"
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    scene.identifier(scene.clips, "dns_domain", "other.example")
    assert export(**FIREFOX_ALONE) == "1 written"
    assert b"other.example" in file.read_bytes()


def test_what_is_refused_is_named_leaves_what_is_there_and_is_a_failure(scene, export, tmp_path, capsys) -> None:
    refused = f"{FIREFOX.replace('allow', 'deny')}.json"
    (tmp_path / "culture").mkdir()
    (tmp_path / refused).write_text("what devices have")
    with pytest.raises(CommandError, match="1 refused"):
        export(mode="default-deny", **FIREFOX_ALONE)
    told = capsys.readouterr()
    assert "firefox-policy-default-deny.json is refused, and what is there stays: A file that denies" in told.err
    assert "Sign-in" in told.err
    assert (tmp_path / refused).read_text() == "what devices have"
    assert json.loads((tmp_path / refused.replace(".json", ".report.json")).read_text())["refused"]


def test_a_format_that_the_site_cannot_write_is_refused_only_where_it_is_named(scene, export, tmp_path, capsys) -> None:
    export(device=["professional_tablet"])
    assert not list(tmp_path.rglob("*signed*"))
    with pytest.raises(CommandError, match="2 refused"):
        export(device=["professional_tablet"], format=["apple-profile-signed"])
    assert "This site signs nothing yet" in capsys.readouterr().err


def test_the_rest_is_written_though_one_is_refused(scene, export, tmp_path, capsys) -> None:
    with pytest.raises(CommandError, match="refused"):
        export(mode="default-deny", organisation=["culture"])
    assert not (tmp_path / f"{FIREFOX.replace('allow', 'deny')}.json").exists()
    with pytest.raises(CommandError, match="1 refused"):
        export(organisation=["nowhere", "culture"], format=["firefox-policy"])
    assert "nowhere/workstation is refused, and what is there stays: There is no" in capsys.readouterr().err
    assert (tmp_path / f"{FIREFOX}.json").exists()


def test_one_that_ended_is_left_out_and_refused_where_it_is_named(scene, export, tmp_path, capsys) -> None:
    scene.ends(scene.ministry, date(2026, 11, 1), scene.root)
    export(device=["workstation"])
    assert {path.name for path in tmp_path.iterdir()} == {"etat"}
    with pytest.raises(CommandError, match="1 refused"):
        export(**FIREFOX_ALONE)
    assert "Take the files of its successor, etat." in capsys.readouterr().err


def test_what_changed_since_a_state_is_written_where_the_state_is_named(scene, export, tmp_path, capsys) -> None:
    removals = {"format": ["android-remove"], "device": ["professional_phone"], "organisation": ["culture"]}
    export(format=["android-policy"], device=["professional_phone"], organisation=["culture"])
    (report,) = tmp_path.rglob("*android-policy*.report.json")
    state = json.loads(report.read_text())["state"]
    scene.rules(scene.root, scene.clips, "approved", date(2026, 11, 24))
    assert export(since=Loaded.read(state), **removals) == "1 written"
    (file,) = [path for path in tmp_path.rglob("*android-remove*") if "report" not in path.name]
    assert json.loads(file.read_text()) == {"packageNames": ["example.clips"]}
    with pytest.raises(CommandError, match="1 refused"):
        export(**removals)
    assert "Name the state that your devices have" in capsys.readouterr().err


def test_a_file_half_written_never_takes_the_place_of_the_old(scene, export, tmp_path, monkeypatch) -> None:
    export(**FIREFOX_ALONE)
    scene.identifier(scene.clips, "dns_domain", "other.example")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}

    def fails(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(channels_folder.os, "fsync", fails)
    with pytest.raises(CommandError, match="No space left on device"):
        export(**FIREFOX_ALONE)
    assert {path: path.read_bytes() for path in (tmp_path / "culture").iterdir()} == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"origin": ""}, "Say what addresses begin with"),
        ({"origin": "aval.example"}, "Say what addresses begin with"),
        ({"origin": "https://aval.example/aval"}, "Say what addresses begin with"),
        ({"format": ["firefox-policy"], "device": ["personal_device"]}, "None of these formats serves these devices."),
        ({"format": ["firefox-policy"], "since": 4}, "None of these formats tells what changed"),
    ],
)
def test_what_gives_no_file_is_refused_before_anything_is_written(scene, export, tmp_path, options, sentence) -> None:
    with pytest.raises(CommandError, match=sentence):
        export(**options)
    assert list(tmp_path.iterdir()) == []


def test_each_device_is_a_few_queries_whatever_the_formats(scene, export, django_assert_num_queries) -> None:
    snapshot = 4
    with django_assert_num_queries(snapshot + 1 + 15):
        export(organisation=["culture"], device=[DeviceClass.WORKSTATION])
