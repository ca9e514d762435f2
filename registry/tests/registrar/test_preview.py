"""A preview is the publication itself, rolled back: what it shows is what turns, for random histories."""

from collections.abc import Callable
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import registrar
from registry.models import Revision
from registry.proposals import workflow
from registry.proposals.contents import read
from registry.reach.words import in_french
from registry.registrar.confirming import number_of
from registry.tests.verdicts.histories import History
from registry.verdicts.turns import effect_in


def outcome(act: Callable[[], registrar.Publication]) -> registrar.Publication | list[str]:
    """Return what was made, or would be, or the sentences by which it was refused."""
    try:
        return act()
    except ValidationError as refused:
        return refused.messages


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chance=st.integers(0, 2**32).map(Random))
def test_what_was_seen_is_what_turns(db: None, chance: Random) -> None:
    with transaction.atomic():
        history = History(chance)
        history.happen(chance.randint(1, 5))
        by = history.scene.registrar
        changes = [history.change() for _ in range(chance.choice((1, 2, 3)))]
        proposal = workflow.draft(changes, by=by, why="A test needs it.")
        workflow.submit(proposal, by=by, version=proposal.version)
        before = Revision.objects.latest_number()
        seen = outcome(lambda: registrar.preview_of(proposal, by=by))
        assert Revision.objects.latest_number() == before, "a preview leaves nothing behind"
        digest, words = "", ""
        if isinstance(seen, registrar.Publication):
            digest, words = seen.effect.digest, in_french(number_of(seen.wide))
        with override_settings(SECOND_SIGNATURE=False):
            made = outcome(
                lambda: registrar.approve(proposal, by=by, seen=digest, version=proposal.version, words=words)
            )
        if isinstance(seen, registrar.Publication) and isinstance(made, registrar.Publication):
            assert [turn[:5] for turn in made.turns] == [turn[:5] for turn in seen.turns]
            assert made.effect.channels(made.revision.day) == seen.effect.channels(seen.revision.day)
            assert effect_in(made.revision.number).digest == made.revision.effect == seen.effect.digest
        else:
            assert made == seen, "what a preview refuses is refused in the same words"
        transaction.set_rollback(True)


def test_a_proposal_that_is_read_again_is_the_same(db: None) -> None:
    history = History(Random(7))
    history.happen(3)
    proposal = workflow.draft([history.ruling()], by=history.scene.registrar, why="A test needs it.")
    once, again = (registrar.preview(*read(proposal.contents), by=history.scene.registrar) for _ in range(2))
    assert once.effect.digest == again.effect.digest
