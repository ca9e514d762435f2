"""An application of a baseline is never prohibited: in no way, on no day to come, for nobody whom it binds."""

from datetime import date, timedelta

import pytest

from registry.models import BaselineEntry
from registry.proposals.changes import Retirement
from registry.revisions.models import today
from registry.terms import BaselineRole, Outcome
from registry.tests.registrar.ground import BAN, DURING, Ground
from registry.tests.registrar.refusals import WHOLE, refused, row

SOON = today() + timedelta(days=30)
LATER = today() + timedelta(days=60)
PAST = today() - timedelta(days=30)


def essential(application: str, organisation: str) -> str:
    return (
        f"{application} is in the baseline of {organisation}: its devices cannot do without it."
        " Take it out of the baseline before prohibiting it."
    )


TCHAP = essential("Tchap", "culture (en)")


def entry(g: Ground, organisation, application) -> BaselineEntry:
    return BaselineEntry(organisation=organisation, application=application, role=BaselineRole.OTHER)


def prohibits(g: Ground, organisation, target, on: date = DURING, **fields):
    return g.unpublished(organisation, target, Outcome.PROHIBITED, on, **fields)


PROHIBITIONS = (
    row("by the ministry itself", lambda g: [prohibits(g, g.culture, g.tchap)], WHOLE, TCHAP),
    row("by the root", lambda g: [prohibits(g, g.etat, g.tchap)], WHOLE, TCHAP),
    row("by a service below", lambda g: [prohibits(g, g.museums, g.tchap)], WHOLE, TCHAP),
    row("from a later day on", lambda g: [prohibits(g, g.culture, g.tchap, LATER)], WHOLE, TCHAP),
    row("for some days to come", lambda g: [prohibits(g, g.culture, g.tchap, SOON, expires_on=LATER)], WHOLE, TCHAP),
    row("by its category", lambda g: [prohibits(g, g.etat, g.messaging)], WHOLE, TCHAP),
    row("by moving into a banned category", lambda g: [g.placement(g.tchap, g.social, None)], WHOLE, TCHAP),
    row("by moving into a banned category later", lambda g: [g.placement(g.tchap, g.social, LATER)], WHOLE, TCHAP),
    row("by its category moving into a banned one", lambda g: [g.placement(g.messaging, g.social, SOON)], WHOLE, TCHAP),
)

ENTRIES = (
    row(
        "a baseline entry of what is prohibited",
        lambda g: [entry(g, g.culture, g.tiktok)],
        WHOLE,
        essential("Tiktok", "culture (en)"),
    ),
    row(
        "a baseline entry of what a service below prohibits",
        lambda g: [prohibits(g, g.museums, g.signal), entry(g, g.etat, g.signal)],
        WHOLE,
        essential("Signal", "etat (en)"),
    ),
    row(
        "a baseline entry of what a derogation allows for a while only",
        lambda g: [g.derogation(on=PAST, expires_on=LATER), entry(g, g.culture, g.tiktok)],
        WHOLE,
        essential("Tiktok", "culture (en)"),
    ),
    row(
        "a baseline entry of what will be prohibited",
        lambda g: [prohibits(g, g.etat, g.signal, LATER), entry(g, g.culture, g.signal)],
        WHOLE,
        essential("Signal", "culture (en)"),
    ),
)


@pytest.mark.parametrize(("bad", "field", "told"), [*PROHIBITIONS, *ENTRIES])
def test_is_refused(ground: Ground, bad, field: str, told: str) -> None:
    refused(ground, bad(ground), field, told)


def test_the_end_of_a_derogation_on_which_a_baseline_stands_is_refused(ground: Ground) -> None:
    ban_ends = ground.withdrawal(ground.ban, LATER)
    derogation = ground.derogation(on=PAST, expires_on=LATER)
    ground.publish(ban_ends, derogation, entry(ground, ground.culture, ground.tiktok))
    told = essential("Tiktok", "culture (en)")
    refused(ground, [ground.withdrawal(derogation, SOON)], WHOLE, told)


def test_a_seat_below_an_organisation_that_prohibits_what_the_baseline_needs_is_refused(ground: Ground) -> None:
    ground.publish(prohibits(ground, ground.interior, ground.tchap))
    refused(ground, [ground.placement(ground.culture, ground.interior, SOON)], WHOLE, TCHAP)
    refused(ground, [ground.placement(ground.culture, ground.interior, None)], WHOLE, TCHAP)


def test_a_seat_of_one_who_prohibits_below_the_baseline_is_refused(ground: Ground) -> None:
    """Nothing turns by such a move: the one who moves prohibited it before."""
    ground.publish(prohibits(ground, ground.interior, ground.tchap))
    refused(ground, [ground.placement(ground.interior, ground.culture, SOON)], WHOLE, TCHAP)


def test_a_new_service_that_prohibits_what_the_baseline_needs_is_refused(ground: Ground) -> None:
    service, seat = ground.new_organisation("x", ground.museums)
    refused(ground, [service, seat, prohibits(ground, service, ground.tchap)], WHOLE, TCHAP)


def test_an_end_taken_back_that_brings_a_prohibition_back_is_refused(ground: Ground) -> None:
    ground.publish(prohibits(ground, ground.museums, ground.tchap, BAN), Retirement(ground.again(ground.entry)))
    ground.ends(ground.museums, PAST)
    ground.publish(entry(ground, ground.culture, ground.tchap))
    refused(ground, [ground.end(ground.museums, None)], WHOLE, TCHAP)


@pytest.mark.parametrize(
    "good",
    [
        pytest.param(lambda g: [prohibits(g, g.interior, g.tchap)], id="a ministry beside prohibits it"),
        pytest.param(lambda g: [prohibits(g, g.culture, g.tchap, BAN, expires_on=PAST)], id="it was prohibited once"),
        pytest.param(
            lambda g: [Retirement(g.again(g.entry)), prohibits(g, g.culture, g.tchap)],
            id="it leaves the baseline first",
        ),
        pytest.param(
            lambda g: [g.unpublished(g.culture, g.tchap, Outcome.CONDITIONAL, DURING)], id="it is put under conditions"
        ),
        pytest.param(
            lambda g: [g.placement(g.museums, g.interior, SOON), prohibits(g, g.interior, g.tchap, SOON)],
            id="a service is prohibited it from the day on which it leaves",
        ),
        pytest.param(
            lambda g: [
                g.placement(g.museums, g.interior, None),
                g.end(g.former, None),
                g.end(g.culture, SOON),
                prohibits(g, g.etat, g.tchap, LATER),
            ],
            id="the organisation of the baseline has ended by then",
        ),
    ],
)
def test_is_published(ground: Ground, good) -> None:
    ground.publish(*good(ground))


def test_a_service_that_left_the_baseline_may_prohibit_it_and_then_not_come_back(ground: Ground) -> None:
    ground.moves(ground.museums, ground.interior, PAST)
    ground.publish(prohibits(ground, ground.museums, ground.tchap, SOON))
    refused(ground, [ground.placement(ground.museums, ground.culture, LATER)], WHOLE, TCHAP)
