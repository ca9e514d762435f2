"""Two publications that the lock does not keep apart: the database does, and the loser is told to try again.

Nothing but a test goes without the lock; these provoke what stands behind it, for real.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from registry import registrar
from registry.catalogue.trees import organisation_tree
from registry.models import Application, Revision
from registry.revisions.chain import breaks
from registry.tests.scene import Scene
from registry.verdicts import settle
from registry.verdicts.drift import drifts

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

EXCLUSION, DEADLOCK = "23P01", "40P01"


@pytest.fixture
def without_the_lock(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return a scene in which whoever publishes takes the next number without waiting for a turn."""
    etat, social = scene.new_organisation("etat", None), scene.new_category("social", None)
    ant, bee = (scene.new_application(slug, social[0]) for slug in ("ant", "bee"))
    scene.publish(*etat, *social, *ant, *bee)
    scene.etat, scene.ant = etat[0], ant[0]
    monkeypatch.setattr(
        registrar, "_take_turn", lambda: registrar.Standing(Revision.objects.newest_first()[0], organisation_tree())
    )
    return scene


def outcomes(*publications: Callable[[], Any]) -> list[str]:
    """Return what became of publications that are made at once: published, or the SQLSTATE behind a conflict."""

    def outcome(publish: Callable[[], Any]) -> str:
        try:
            publish()
        except registrar.Conflict as conflict:
            return conflict.__cause__.__cause__.sqlstate
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(len(publications)) as pool:
        return sorted(pool.map(outcome, publications))


def test_two_verdicts_for_the_same_days_exclude_each_other(without_the_lock: Scene, monkeypatch) -> None:
    scene, begun = without_the_lock, Revision.objects.latest_number()
    both_have_settled, one_at_a_time = threading.Barrier(2, timeout=10), threading.Lock()
    enter = settle._enter

    def enter_in_turn(verdicts: list[settle.Settled], revision: int) -> None:
        both_have_settled.wait()
        with one_at_a_time:
            enter(verdicts, revision)

    monkeypatch.setattr(settle, "_enter", enter_in_turn)
    assert outcomes(*[lambda: scene.rules(scene.etat, scene.ant)] * 2) == [EXCLUSION, "published"]
    assert Revision.objects.latest_number() == begun + 1
    assert scene.ant.decisions.count() == 1
    assert [*breaks()] == []
    assert [*drifts()] == []


def test_two_that_wait_for_each_other_end_by_one_giving_way(without_the_lock: Scene, monkeypatch) -> None:
    scene, begun = without_the_lock, Revision.objects.latest_number()
    both_hold_one = threading.Barrier(2, timeout=10)
    enter = registrar.enter

    def enter_and_wait(change: Any, number: int, place: int) -> Any:
        form = enter(change, number, place)
        if place == 0:
            both_hold_one.wait()
        return form

    def renames(name: str, *slugs: str) -> None:
        described = [Application.objects.get(slug=slug) for slug in slugs]
        for application in described:
            application.name = name
        scene.publish(*described)

    monkeypatch.setattr(registrar, "enter", enter_and_wait)
    assert outcomes(lambda: renames("one", "ant", "bee"), lambda: renames("other", "bee", "ant")) == [
        DEADLOCK,
        "published",
    ]
    assert Revision.objects.latest_number() == begun + 1
    assert Application.objects.values("name").distinct().count() == 1, "both names are of the one that was published"
    assert [*breaks()] == []
