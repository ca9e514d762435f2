"""Revisions are numbered without gaps and in commit order, so that a reader who asks "since R" misses nothing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from registry import registrar
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.models import Decision, Organisation, Revision
from registry.registrar import Conflict
from registry.revisions.chain import breaks
from registry.terms import Outcome
from registry.tests.revisions.racing import READERS, WRITERS, Race
from registry.tests.scene import Scene
from registry.verdicts.drift import drifts

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 1, 1)
TIMES = 4


@pytest.fixture
def ruled(scene: Scene) -> Scene:
    """Return a scene with one application on which everybody rules."""
    etat = scene.new_organisation("etat", None)
    culture = scene.new_organisation("culture", etat[0])
    social = scene.new_category("social", None)
    app = scene.new_application("app", social[0])
    scene.publish(*etat, *culture, *social, *app)
    scene.etat, scene.culture, scene.app = etat[0], culture[0], app[0]
    return scene


def test_eight_publish_at_once_and_readers_miss_nothing(ruled: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Revision.objects.latest_number()
    published: list[int] = []
    refused: list[int] = []
    torn: list[int] = []
    settle = registrar.settle

    def write(writer: int, chance: Random) -> None:
        on = FIRST + timedelta(chance.randrange(20))
        outcome = chance.choice((Outcome.APPROVED, Outcome.PROHIBITED))
        decision = ruled.unpublished(chance.choice((ruled.etat, ruled.culture)), ruled.app, outcome, on)
        bad = [ruled.end(ruled.etat, on)] if chance.random() < 0.25 else []  # refused when its number is taken
        try:
            published.append(ruled.publish(decision, *bad).revision.number)
        except ValidationError:
            refused.append(writer)

    def since(number: int) -> list[int]:
        rows = Revision.objects.filter(number__gt=number).order_by("number")
        for row in rows:
            entered = {str(uid) for uid in Decision.objects.filter(revision=row).values_list("uid", flat=True)}
            if entered != {form["uid"] for form in row.contents if form["row"] == "decision"}:
                torn.append(row.number)
        return [row.number for row in rows]

    race = Race(write, since, TIMES)

    def settle_slowly(revision: int, tree: OrganisationTree) -> None:
        race.hold()
        time.sleep(0.001)
        settle(revision, tree)

    days = Random(7)
    monkeypatch.setattr(registrar, "settle", settle_slowly)
    monkeypatch.setattr(registrar.timezone, "localdate", lambda now=None: FIRST + timedelta(days.randrange(9)))
    seen = race.run()

    everything = list(range(1, begun + len(published) + 1))
    assert len(published) + len(refused) == WRITERS * TIMES
    assert len(refused) >= 3, "some were taken back after they took their number"
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == everything
    assert seen == [everything] * READERS
    assert torn == []
    days_of = Revision.objects.order_by("number").values_list("day", flat=True)
    assert all(earlier <= later for earlier, later in pairwise(days_of))
    assert list(breaks()) == []
    assert list(drifts()) == []


def test_a_reader_of_row_ids_would_miss_some(as_owner: None) -> None:
    """The same race, with numbers from a sequence, which are taken before and without regard to the commit."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (id bigserial PRIMARY KEY, writer integer)")

    def write(writer: int, chance: Random) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO naive (writer) VALUES (%s)", [writer])
            race.hold()

    def since(number: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM naive WHERE id > %s ORDER BY id", [number])
            return [row[0] for row in cursor.fetchall()]

    race = Race(write, since, TIMES)
    try:
        seen = race.run()
        assert len(since(0)) == WRITERS * TIMES
        assert any(reader != since(0) for reader in seen), "the control must lose"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive")


def test_two_who_take_their_number_without_the_lock_do_not_both_publish(ruled: Scene, monkeypatch) -> None:
    begun = Revision.objects.latest_number()
    both_have_read = threading.Barrier(2, timeout=5)

    def take_turn_at_once() -> registrar.Standing:
        last = Revision.objects.newest_first()[0]
        both_have_read.wait()
        return registrar.Standing(last, organisation_tree())

    def publishes(organisation: Organisation) -> bool:
        try:
            ruled.rules(organisation, ruled.app)
        except (Conflict, ValidationError):  # by the key of the revision, or by the trigger that lets it follow
            return False
        finally:
            connection.close()
        return True

    with monkeypatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(registrar, "_take_turn", take_turn_at_once)
        published = list(pool.map(publishes, (ruled.etat, ruled.culture)))
    assert sorted(published) == [False, True]
    assert Revision.objects.latest_number() == begun + 1
    assert list(breaks()) == []
    assert list(drifts()) == []


def test_under_another_isolation_nothing_is_published(ruled: Scene) -> None:
    begun = Revision.objects.latest_number()
    for level in ("REPEATABLE READ", "SERIALIZABLE"):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            with pytest.raises(RuntimeError, match=level.lower()):
                ruled.rules(ruled.culture, ruled.app)
        assert Revision.objects.latest_number() == begun


def test_who_waits_too_long_for_the_turn_is_told_to_try_again(ruled: Scene) -> None:
    begun = Revision.objects.latest_number()
    taken, done = threading.Event(), threading.Event()

    def sit_on_the_turn() -> None:
        with transaction.atomic():
            registrar._take_turn()
            taken.set()
            done.wait(5)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        sitting = pool.submit(sit_on_the_turn)
        assert taken.wait(5)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(Conflict):
                ruled.rules(ruled.culture, ruled.app)
        done.set()
        sitting.result()
    assert Revision.objects.latest_number() == begun


def test_other_threads_have_the_servers_rights_alone(scene: Scene) -> None:
    def whoami() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            name = cursor.fetchone()[0]
        connection.close()
        return name

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(whoami).result() == settings.DATABASE_SERVER_ROLE
