"""A round: what is written from other channels, or from what turned alone, is what would be written anew."""

import json
import zlib
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from random import Random
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.channels import rounds
from registry.channels.heads import OF_STATE, Content, edition
from registry.channels.ledger import Ledger
from registry.channels.lines import Lines, line
from registry.channels.pieces import Pieces
from registry.channels.publisher import Signer, publish_all
from registry.channels.shelf import Shelf
from registry.models import Withdrawal
from registry.revisions.models import Revision
from registry.surfaces.feed.sources import Sources
from registry.terms import Outcome
from registry.tests.channels.conftest import CHANNEL, copied
from registry.tests.channels.ground import begin
from registry.tests.surfaces.noon import laid_at_noon

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)

laid_channels = laid_at_noon(begin)


@pytest.fixture
def scene(laid_channels, db, noon):
    return deepcopy(laid_channels)


def read_anew(monkeypatch) -> list[bool]:
    """Return a list to which each reading adds whether it is of all applications."""
    read = []
    real = Sources.__init__
    monkeypatch.setattr(
        Sources,
        "__init__",
        lambda self, *args, only=None, **more: read.append(only is None) or real(self, *args, only=only, **more),
    )
    return read


def test_one_ruling_reads_what_it_touches_and_packs_no_other_piece(scene, publishes, device, monkeypatch) -> None:
    other, *places = scene.new_category("other", None)
    scene.publish(other, *places)
    application, place = scene.new_application("zebra", other)
    scene.publish(application, place, scene.unpublished(scene.ministry, application, Outcome.APPROVED, TODAY))
    monkeypatch.setattr("registry.channels.pieces.RECORDS", 2)
    publishes()
    device.sync()
    before = Shelf(CHANNEL).ledger(Shelf(CHANNEL).head()).pieces
    read = read_anew(monkeypatch)
    scene.rules(scene.ministry, application, on=TODAY)
    publishes()
    assert read == [False]
    after = Shelf(CHANNEL).ledger(Shelf(CHANNEL).head()).pieces
    assert [old == new for old, new in zip(before, after, strict=True)] == [True] * (len(after) - 1) + [False]
    device.sync()
    assert copied(device)["zebra"]["status"] == "prohibited"


def test_a_midnight_on_which_nothing_turns_reads_no_application(scene, publishes, device, noon, monkeypatch) -> None:
    publishes()
    read = read_anew(monkeypatch)
    noon.move_to(datetime(2026, 11, 25, tzinfo=PARIS))
    assert publishes() == "updated"
    assert read == []
    assert device.sync().code == "updated"
    assert len(copied(device)) == 8


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda shelf: next(shelf.served.glob("blobs/full-*")).write_bytes(b"x"), id="another full"),
        pytest.param(lambda shelf: next(shelf.served.glob("blobs/full-*")).unlink(), id="no full"),
        pytest.param(lambda shelf: next(shelf.kept.glob("ledger-*")).unlink(), id="no ledger"),
    ],
)
def test_what_cannot_be_taken_over_is_written_anew(scene, publishes, device, monkeypatch, spoil) -> None:
    publishes()
    spoil(Shelf(CHANNEL))
    read = read_anew(monkeypatch)
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    publishes()
    assert read == [True]
    device.sync()
    assert copied(device)["app-0"]["status"] == "prohibited"


def test_too_much_that_turns_is_written_anew(scene, publishes, monkeypatch) -> None:
    publishes()
    monkeypatch.setattr(rounds, "MOST_TURNED", 0)
    read = read_anew(monkeypatch)
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    publishes()
    assert read == [True]


@pytest.mark.parametrize(
    ("begun", "dated", "bases"),
    [
        pytest.param(time(23), TODAY, 0, id="dated the day on which it began, at a seq that devices have seen"),
        pytest.param(time(23, 59, 59), TODAY + timedelta(days=1), 2, id="dated the day on which it is committed"),
    ],
)
def test_a_publication_that_is_done_after_the_midnight_it_began_before_reaches_devices(
    scene, publishes, device, noon, begun, dated, bases
) -> None:
    publishes()
    noon.move_to(datetime(2026, 11, 25, tzinfo=PARIS))
    publishes()
    device.sync()
    seen = Shelf(CHANNEL).head()["seq"]
    noon.move_to(datetime.combine(TODAY, begun, PARIS))
    scene.rules(scene.ministry, scene.applications[0], on=TODAY)
    revision = Revision.objects.newest_first()[0]
    assert (revision.day, revision.seq <= seen) == (dated, dated == TODAY)
    noon.move_to(datetime(2026, 11, 25, 0, 0, 1, tzinfo=PARIS))
    chained = Shelf(CHANNEL).digest()
    assert publishes() == "updated"
    assert Shelf(CHANNEL).head()["prev"] == chained
    assert len(Shelf(CHANNEL).head()["deltas"]) == bases, "a delta from what devices have would not tell of it"
    assert device.sync().code == "updated"
    assert copied(device)["app-0"]["status"] == "prohibited"


def test_a_ruling_that_took_the_place_of_another_over_midnight_reaches_devices(scene, publishes, device, noon) -> None:
    """The record turned at that midnight already, at the same seq to the same status: no line of the ledger tells."""
    tomorrow = TODAY + timedelta(days=1)
    first = scene.rules(scene.ministry, scene.applications[0], on=tomorrow)
    publishes()
    noon.move_to(datetime(2026, 11, 25, tzinfo=PARIS))
    publishes()
    device.sync()
    before = copied(device)["app-0"]
    noon.move_to(datetime(2026, 11, 24, 23, tzinfo=PARIS))
    second = scene.unpublished(scene.ministry, scene.applications[0], Outcome.PROHIBITED, TODAY)
    scene.publish(
        Withdrawal(decision=first, ends_on=tomorrow, reason_fr="Pour un test.", reason_en="For a test."), second
    )
    noon.move_to(datetime(2026, 11, 25, 0, 0, 1, tzinfo=PARIS))
    assert publishes() == "updated"
    assert device.sync().code == "updated"
    after = copied(device)["app-0"]
    assert line(after) == line(before)
    assert after["reason"]["decision"] == str(second.uid)


def test_deltas_begin_anew_where_the_step_was_at_a_seq_that_devices_have_seen() -> None:
    """Even where no line tells: a text alone may have changed."""
    channel = SimpleNamespace(seq=101, day=date(1970, 1, 2), digest="")
    approved = line({"rev": 1, "status": "approved", "identifiers": []})
    lines = Lines.of({f"app-{number:03}": approved for number in range(99)})
    texts = {name: f'{{"id":"{name}"}}' for name in lines}
    content = Content(dict.fromkeys(OF_STATE), lines, Pieces.cut(texts))
    before = Ledger().following(content.lines, 100, 0)
    assert [one["base"] for one in edition(content, channel, before, prev=None, stepped=101).head["deltas"]] == [100]
    assert edition(content, channel, before, prev=None, stepped=100).head["deltas"] == []


@pytest.mark.parametrize("few", [0, 3, 1000])
def test_deltas_from_every_base_hold_what_changed_after_it_however_they_are_packed(monkeypatch, few) -> None:
    monkeypatch.setattr("registry.channels.heads.FEW", few)
    chance, ledger, revs = Random(few), None, dict.fromkeys([f"app-{number:03}" for number in range(300)], 1)
    for seq in range(100, 112):
        revs |= dict.fromkeys(chance.sample(sorted(revs), chance.choice([0, 1, 40])), seq)
        lines = Lines.of(
            {name: line({"rev": rev, "status": "approved", "identifiers": []}) for name, rev in revs.items()}
        )
        texts = {name: f'{{"id":"{name}","rev":{rev}}}' for name, rev in revs.items()}
        content = Content(dict.fromkeys(OF_STATE), lines, Pieces([]).replaced(texts, lines.key))
        made = edition(content, SimpleNamespace(seq=seq, day=date(1970, 1, 2), digest=""), ledger, prev=None)
        ledger = made.ledger
        for delta in made.head["deltas"]:
            raw = made.blobs[delta["url"].removeprefix("blobs/")]
            unpacker = zlib.decompressobj(31)
            told = json.loads(unpacker.decompress(raw))["records"]
            assert (unpacker.eof, unpacker.unused_data) == (True, b"")
            after = {name: rev for name, rev in revs.items() if rev > delta["base"]}
            assert sorted((one["id"], one["rev"]) for one in told) == sorted(after.items())
    assert len(made.head["deltas"]) > 3


def test_a_round_asks_as_often_for_three_organisations_as_for_nine(scene, keys, noon) -> None:
    def asked() -> list[int]:
        counts = []
        for on in (TODAY, None):
            if on:
                noon.shift(timedelta(days=1))
                scene.rules(scene.ministry, scene.applications[0], on=TODAY)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                list(publish_all(Signer.of_now()))
            counts.append(len(queries))
        return counts

    list(publish_all(Signer.of_now()))
    few = asked()
    for number in range(6):
        scene.publish(*scene.new_organisation(f"office-{number}", scene.root))
    list(publish_all(Signer.of_now()))
    assert asked() == few


def test_pieces_that_are_taken_over_are_those_of_the_records(scene, publishes) -> None:
    publishes()
    shelf = Shelf(CHANNEL)
    pieces = shelf.pieces(shelf.head(), shelf.ledger(shelf.head()))
    assert isinstance(pieces, Pieces)
    assert pieces.texts(["app-3"])["app-3"].startswith('{"id":"app-3","rev":')
