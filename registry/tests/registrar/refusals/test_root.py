"""A root must say what unlisted means, since always: every organisation below it may inherit that."""

from datetime import date

from registry.tests.registrar.refusals import WHOLE, refused
from registry.tests.scene import Scene

SAY_SO = "The root must say what unlisted means: allow or deny."


def test_a_root_that_never_said_what_is_unlisted_is_refused(scene: Scene) -> None:
    organisation, seat, _rule = scene.new_organisation("etat", None)
    refused(scene, [organisation, seat], WHOLE, SAY_SO)


def test_a_root_that_says_so_only_from_a_day_on_is_refused(scene: Scene) -> None:
    organisation, seat, rule = scene.new_organisation("etat", None)
    rule.effective_on = date(2025, 1, 1)
    refused(scene, [organisation, seat, rule], WHOLE, SAY_SO)
