"""Many write at once while clients ask for deltas: by our cursor nothing is lost, by the id of a row something is."""

import threading
from datetime import date
from random import Random

import pytest
from django.db import connection, transaction

from registry.surfaces.feed.bodies import bodies
from registry.surfaces.feed.delta import ledgers
from registry.terms import Outcome
from registry.tests.revisions.racing import READERS, WRITERS, Race
from registry.tests.scene import PHONE, Scene
from registry.tests.surfaces.feed.merging import Merging

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 3
DAYS = [date(2023, 3, 24), date(2024, 1, 1)]


class Mirror(Merging):
    """A client that notes which decisions it was ever told of."""

    def __init__(self) -> None:
        super().__init__("etat", PHONE)
        self.told: set[str] = set()

    def sync(self, *, loses_the_answer: bool = False) -> None:
        super().sync(loses_the_answer=loses_the_answer)
        self.told |= {record["reason"]["decision"] for record in self.records.values()}


def test_our_cursor_loses_nothing_where_that_of_row_ids_does(scene: Scene, as_owner: None) -> None:
    ledgers.clear()
    bodies.clear()
    root = scene.organisation("etat")
    social = scene.category("social")
    rows = [scene.new_application(f"app-{number}", social) for number in range(WRITERS * TIMES)]
    scene.publish(*(change for row in rows for change in row))
    free = [application for application, _place in rows]
    published: list[str] = []
    mine = threading.local()
    mirrors: list[Mirror] = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (id bigserial PRIMARY KEY)")

    def write(writer: int, chance: Random) -> None:
        """Take a number of a sequence, be passed by others, and only then publish, in one transaction."""
        decision = scene.unpublished(root, free.pop(), Outcome.PROHIBITED, chance.choice(DAYS))
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO naive DEFAULT VALUES")
            race.hold()
            scene.publish(decision)
        published.append(str(decision.uid))

    def since(number: int) -> list[int]:
        """Ask by both cursors for what came since."""
        if not hasattr(mine, "mirror"):
            mine.mirror = Mirror()
            mirrors.append(mine.mirror)
        mine.mirror.sync()
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM naive WHERE id > %s ORDER BY id", [number])
            return [row[0] for row in cursor.fetchall()]

    race = Race(write, since, TIMES)
    try:
        seen = race.run()
        everything = since(0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive")
    assert len(everything) == len(published) == WRITERS * TIMES
    assert any(reader != everything for reader in seen), "the control must lose"
    readers = [mirror for mirror in mirrors if mirror is not mine.mirror]
    assert len(readers) == READERS
    for reader in readers:
        assert reader.told == set(published)
        assert reader.deltas > 2
        assert reader.cursor == mine.mirror.cursor
