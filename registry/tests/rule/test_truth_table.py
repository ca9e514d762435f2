"""The rule by table.

The table is put to the oracle as well: two tellings of the rule may agree with each other and both be
wrong; a row says what is right.
"""

import pytest

from registry.resolve import resolve
from registry.tests.rule import oracle
from registry.tests.rule.symbols import named
from registry.tests.rule.table import ROWS


@pytest.mark.parametrize(("rulings", "question", "expected"), ROWS)
def test_the_rule_says_what_the_row_says(rulings, question, expected):
    assert named(oracle.answer_of(resolve(iter(rulings.values()), **question)), rulings) == expected


@pytest.mark.parametrize(("rulings", "question", "expected"), ROWS)
def test_the_oracle_says_what_the_row_says(rulings, question, expected):
    assert named(oracle.answer(rulings.values(), **question), rulings) == expected


def test_every_row_is_a_sentence_of_its_own():
    sentences = [row.id for row in ROWS]
    assert len(set(sentences)) == len(sentences) >= 60
