"""What the rulings that hold demand adds up."""

import pytest

from registry.tests.rule.symbols import (
    ANDROID,
    IOS,
    MINISTRY,
    ROOT,
    SERVICE,
    at,
    conditional,
    prohibited,
    published,
    said,
)

ROWS = [
    pytest.param(
        published(
            root=conditional(ROOT, versions={IOS: "7.1.9"}),
            ministry=conditional(MINISTRY, versions={IOS: "7.1.10"}),
        ),
        at(MINISTRY),
        said("conditional", "root ministry", versions={IOS: "7.1.10"}),
        id="the highest minimum version is taken: 7.1.10 is higher than 7.1.9",
    ),
    pytest.param(
        published(
            root=conditional(ROOT, versions={IOS: "10.0"}),
            ministry=conditional(MINISTRY, versions={IOS: "9.4"}),
        ),
        at(MINISTRY),
        said("conditional", "root ministry", versions={IOS: "10.0"}),
        id="the nearest ruling does not lower a minimum version: 10.0 is higher than 9.4",
    ),
    pytest.param(
        published(
            root=conditional(ROOT, versions={IOS: "7.1.1"}),
            ministry=conditional(MINISTRY, versions={IOS: "7.1"}),
        ),
        at(MINISTRY),
        said("conditional", "root ministry", versions={IOS: "7.1.1"}),
        id="a longer version is higher: 7.1.1 than 7.1",
    ),
    pytest.param(
        published(
            root=conditional(ROOT, versions={IOS: "7.2", ANDROID: "3.0"}),
            ministry=conditional(MINISTRY, versions={IOS: "7.1", ANDROID: "3.1"}),
        ),
        at(MINISTRY),
        said("conditional", "root ministry", versions={IOS: "7.2", ANDROID: "3.1"}),
        id="each identifier takes the highest of its own",
    ),
    pytest.param(
        published(
            root=conditional(ROOT, versions={IOS: "7.2"}),
            ministry=conditional(MINISTRY, versions={ANDROID: "3.1"}),
        ),
        at(MINISTRY),
        said("conditional", "root ministry", versions={IOS: "7.2", ANDROID: "3.1"}),
        id="minimum versions of several identifiers add up",
    ),
    pytest.param(
        published(terms=conditional(ROOT, versions={IOS: "7.2"}, comply_by=25), no=prohibited(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="terms"),
        id="an outweighed ruling demands nothing",
    ),
    pytest.param(
        published(
            old=conditional(ROOT, versions={IOS: "8"}, comply_by=22),
            terms=conditional(ROOT, versions={IOS: "7"}, comply_by=25),
        ),
        at(ROOT),
        said("conditional", "terms", displaced="old", versions={IOS: "7"}, comply_by=25),
        id="a displaced ruling demands nothing",
    ),
    pytest.param(
        published(a=conditional(ROOT, comply_by=25), b=conditional(MINISTRY, comply_by=23), c=conditional(SERVICE)),
        at(SERVICE),
        said("conditional", "a b c", comply_by=23),
        id="the earliest deadline counts, and no deadline none",
    ),
    pytest.param(
        published(no=prohibited(ROOT, comply_by=25), too=prohibited(MINISTRY, comply_by=27)),
        at(MINISTRY),
        said("prohibited", "no too", comply_by=25),
        id="prohibitions have their earliest deadline too",
    ),
]
