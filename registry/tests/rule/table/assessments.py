"""An assessment in progress steps aside, and holds only where nothing else is there."""

import pytest

from registry.tests.rule.symbols import (
    MINISTRY,
    ROOT,
    SERVICE,
    SOCIAL,
    approved,
    at,
    prohibited,
    published,
    reviewed,
    said,
)

ROWS = [
    pytest.param(
        published(wait=reviewed(ROOT)),
        at(SERVICE),
        said("under_review", "wait"),
        id="an assessment holds where nothing else is there",
    ),
    pytest.param(
        published(wait=reviewed(ROOT, SOCIAL)),
        at(ROOT),
        said("under_review", "wait"),
        id="an assessment of a category holds for its applications",
    ),
    pytest.param(
        published(yes=approved(ROOT), wait=reviewed(ROOT, since=15)),
        at(ROOT),
        said("approved", "yes", stepped_aside="wait"),
        id="an assessment steps aside for its own organisation's ruling",
    ),
    pytest.param(
        published(no=prohibited(ROOT, SOCIAL), wait=reviewed(ROOT)),
        at(ROOT),
        said("prohibited", "no", stepped_aside="wait"),
        id="an assessment of an application steps aside for a ruling on its category",
    ),
    pytest.param(
        published(wait=reviewed(ROOT), yes=approved(MINISTRY)),
        at(MINISTRY),
        said("approved", "yes", stepped_aside="wait"),
        id="the root's assessment steps aside for a ministry's approval",
    ),
    pytest.param(
        published(yes=approved(ROOT), wait=reviewed(MINISTRY)),
        at(MINISTRY),
        said("approved", "yes", stepped_aside="wait"),
        id="a ministry's assessment does not tighten an approval",
    ),
    pytest.param(
        published(wait=reviewed(ROOT), yes=approved(MINISTRY)),
        at(ROOT),
        said("under_review", "wait"),
        id="at the root its assessment still holds",
    ),
    pytest.param(
        published(near=reviewed(MINISTRY, since=15), far=reviewed(ROOT, SOCIAL)),
        at(SERVICE),
        said("under_review", "far", outweighed="near"),
        id="of two assessments the one nearest the root holds",
    ),
    pytest.param(
        published(near=reviewed(SERVICE), far=reviewed(MINISTRY)),
        at(SERVICE),
        said("under_review", "far", outweighed="near"),
        id="nearest the root need not be the root",
    ),
    pytest.param(
        published(late=reviewed(ROOT, SOCIAL, since=15), wait=reviewed(ROOT)),
        at(ROOT),
        said("under_review", "wait", displaced="late"),
        id="of one organisation's assessments the usual precedence",
    ),
    pytest.param(
        published(wait=reviewed(ROOT), late=reviewed(ROOT, since=15)),
        at(ROOT),
        said("under_review", "late", displaced="wait"),
        id="of one organisation's assessments the latest to take effect",
    ),
    pytest.param(
        published(far=reviewed(ROOT), a=reviewed(MINISTRY), b=reviewed(MINISTRY, SOCIAL)),
        at(MINISTRY),
        said("under_review", "far", outweighed="a b"),
        id="all assessments of other organisations are outweighed",
    ),
    pytest.param(
        published(far=reviewed(ROOT), near=reviewed(MINISTRY), yes=approved(SERVICE)),
        at(SERVICE),
        said("approved", "yes", stepped_aside="far near"),
        id="every assessment steps aside for one approval",
    ),
    pytest.param(
        published(wait=reviewed(ROOT), yes=approved(ROOT, since=10, until=20)),
        at(ROOT),
        said("under_review", "wait"),
        id="an assessment holds again once the ruling has expired",
    ),
]
