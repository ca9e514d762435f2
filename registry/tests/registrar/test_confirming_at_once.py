"""Two who write a number out in words at one moment: one publishes it, and nobody's words count for anything else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from registry import registrar
from registry.models import Confirmation, Proposal, Revision
from registry.proposals import workflow
from registry.reach.words import in_english
from registry.registrar.confirming import number_of
from registry.revisions.chain import breaks
from registry.revisions.models import today
from registry.terms import Outcome, Role
from registry.tests.scene import Scene

MANY = 6

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """A registry in which a few applications are approved, an editor, and two who approve."""

    def __init__(self) -> None:
        scene = Scene()
        etat, social = scene.new_organisation("etat", None), scene.new_category("social", None)
        apps = [scene.new_application(f"app-{number}", social[0]) for number in range(MANY)]
        scene.publish(*etat, *social, *(change for app in apps for change in app))
        self.scene, self.etat, self.applications = scene, etat[0], [app for app, _place in apps]
        scene.publish(*self.rulings(Outcome.APPROVED, date(2024, 1, 1)))
        self.editor = self.member("editor", Role.EDITOR)
        self.approvers = [self.member(name, Role.APPROVER) for name in ("one", "other")]
        self.begun = Revision.objects.latest_number()

    def rulings(self, outcome: str, on: date) -> list[Any]:
        return [self.scene.unpublished(self.etat, one, outcome, on) for one in self.applications]

    def member(self, name: str, role: str) -> User:
        return self.scene.member(User.objects.create_user(name), self.etat, role)

    def submitted(self) -> Proposal:
        one = workflow.draft(self.rulings(Outcome.PROHIBITED, today()), by=self.editor, why="None of them.")
        workflow.submit(one, by=self.editor, version=one.version)
        return one

    def approve_at_once(self, proposals: list[Proposal], monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Let both look, and then approve in words at one moment; return what became of it."""
        looked = [registrar.preview_of(one, by=by) for one, by in zip(proposals, self.approvers, strict=True)]
        together, take_turn = Barrier(len(proposals), timeout=10), registrar._take_turn

        def take_turn_together() -> registrar.Standing:
            together.wait()  # both have begun, and neither has the turn
            return take_turn()

        monkeypatch.setattr(registrar, "_take_turn", take_turn_together)

        def approve(number: int) -> str:
            seen, words = looked[number].effect.digest, in_english(number_of(looked[number].wide))
            one = proposals[number]
            try:
                registrar.approve(one, by=self.approvers[number], seen=seen, version=one.version, words=words)
            except (registrar.Stale, registrar.Moved) as refused:
                return type(refused).__name__
            finally:
                connection.close()
            return "published"

        with ThreadPoolExecutor(len(proposals)) as pool:
            return sorted(pool.map(approve, range(len(proposals))))


@pytest.mark.parametrize(
    ("proposals", "outcomes"),
    [
        pytest.param(1, ["Stale", "published"], id="of one proposal"),
        pytest.param(2, ["Moved", "published"], id="of two that turn the same"),
    ],
)
def test_words_that_two_write_at_once_count_once(settings, monkeypatch, proposals, outcomes) -> None:
    settings.SECOND_SIGNATURE = True
    desk = Desk()
    submitted = [desk.submitted() for _ in range(proposals)]
    assert desk.approve_at_once([submitted[0], submitted[-1]], monkeypatch) == outcomes
    assert Revision.objects.latest_number() == desk.begun + 1
    (kept,) = Confirmation.objects.all()
    assert (kept.revision_id, kept.turned, kept.of) == (desk.begun + 1, MANY, MANY)
    assert sum(one.decisions.count() for one in desk.applications) == 2 * MANY
    assert [*breaks()] == []
