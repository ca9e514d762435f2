"""The truth table, a sentence a row: what is published, where it is asked, and what is said."""

from registry.tests.rule.table import (
    assessments,
    days,
    demands,
    derogations,
    lapses,
    precedence,
    strictness,
    targets,
)

ROWS = [
    *strictness.ROWS,
    *targets.ROWS,
    *precedence.ROWS,
    *days.ROWS,
    *assessments.ROWS,
    *demands.ROWS,
    *derogations.ROWS,
    *lapses.ROWS,
]
