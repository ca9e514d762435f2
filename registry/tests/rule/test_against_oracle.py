"""The rule by property: in whatever world, it says what the oracle says, and says why."""

from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from registry.resolve import resolve
from registry.tests.rule import oracle
from registry.tests.rule.worlds import DAYS, ORGANISATIONS, PHONE, TABLET, worlds

# At least 2,000 worlds in the ordinary run; a profile may ask for more.
THOROUGHLY = settings(max_examples=max(2_000, settings.default.max_examples), deadline=None)
BRIEFLY = settings(max_examples=max(300, settings.default.max_examples), deadline=None)

DEVICES = st.sampled_from([PHONE, TABLET])
ORDERS = st.sampled_from([1, -1])


def questions(world, device):
    return [
        world.question(organisation, on) | {"device_class": device} for organisation in ORGANISATIONS for on in DAYS
    ]


def put(question, world):
    """Return the question and the rulings that may answer it, a line each, for whoever reads a failure."""
    made_there = [ruling for ruling in world.rulings if ruling.organisation in question["chain"]]
    return "\n".join(map(str, [question, *made_there]))


@THOROUGHLY
@given(world=worlds, device=DEVICES, order=ORDERS)
def test_the_rule_says_what_the_oracle_says(world, device, order):
    for question in questions(world, device):
        resolution = resolve(iter(world.rulings[::order]), **question)
        assert oracle.answer_of(resolution) == oracle.answer(world.rulings, **question), put(question, world)


@BRIEFLY
@given(world=worlds, device=DEVICES)
def test_every_candidate_that_does_not_hold_names_what_caused_it(world, device):
    for question in questions(world, device):
        resolution = resolve(world.rulings, **question)
        fates = {aside.ruling.id: aside.fate for aside in resolution.asides}
        for aside in resolution.asides:
            if aside.fate == "displaced":
                assert aside.by.organisation == aside.ruling.organisation
                assert fates.get(aside.by.id) in (None, "outweighed", "set_aside")
            elif aside.fate == "set_aside":
                assert aside.by.derogates == aside.ruling.id
                assert fates.get(aside.by.id) in (None, "outweighed", "set_aside")
            else:
                assert aside.by == resolution.reasons[0]
        told = [question["chain"].index(aside.ruling.organisation) for aside in resolution.asides]
        assert told == sorted(told), "asides are told in the order of the chain"


@BRIEFLY
@given(world=worlds, device=DEVICES)
def test_without_a_derogation_nobody_is_freer_than_those_above(world, device):
    strictness = [None, "under_review", "approved", "conditional", "prohibited"]
    rulings = [replace(ruling, derogates=None) for ruling in world.rulings]
    for question in questions(world, device):
        line = question.pop("chain")
        down_the_chain = [resolve(rulings, chain=line[:n], **question).outcome for n in range(len(line) + 1)]
        assert down_the_chain == sorted(down_the_chain, key=strictness.index)


def fates_of(answer):
    return [fate for _, fate in answer.fates]


def base_of(ruling_id, world):
    return next(ruling.derogates for ruling in world.rulings if ruling.id == ruling_id)


# A property proves only what its worlds contain.
@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(lambda answer, world: len(answer.reasons) >= 3, id="three organisations say the same"),
        pytest.param(lambda answer, world: "outweighed" in fates_of(answer), id="a ruling is outweighed"),
        pytest.param(lambda answer, world: "stepped_aside" in fates_of(answer), id="an assessment steps aside"),
        pytest.param(
            lambda answer, world: answer.outcome == "under_review" and set(fates_of(answer)) > {"displaced"},
            id="an assessment holds over its organisation's others and other organisations'",
        ),
        pytest.param(
            lambda answer, world: any(f == "displaced" and base_of(r, world) for r, f in answer.fates),
            id="a derogation is displaced",
        ),
        pytest.param(
            lambda answer, world: any(
                f == "set_aside" and (base_of(r, world), f) in answer.fates for r, f in answer.fates
            ),
            id="a base stays aside although its derogation is set aside",
        ),
        pytest.param(
            lambda answer, world: len(answer.minimum_versions) == 2 and len(answer.reasons) >= 2,
            id="minimum versions add up",
        ),
    ],
)
def test_the_worlds_reach(happens):
    find(
        st.tuples(worlds, DEVICES),
        lambda drawn: any(
            happens(oracle.answer(drawn[0].rulings, **question), drawn[0]) for question in questions(*drawn)
        ),
        settings=settings(max_examples=5_000, deadline=None, phases=[Phase.generate], database=None),
    )
