"""What a ruling is about, and on which devices."""

import pytest

from registry.tests.rule.symbols import (
    MESSAGING,
    OTHER_APP,
    PHONE,
    RECREATIONAL,
    ROOT,
    SOCIAL,
    TABLET,
    UNLISTED,
    approved,
    at,
    prohibited,
    published,
    said,
)

ROWS = [
    pytest.param(
        published(no=prohibited(ROOT, OTHER_APP)),
        at(ROOT),
        UNLISTED,
        id="another application's ruling says nothing",
    ),
    pytest.param(
        published(no=prohibited(ROOT, SOCIAL)),
        at(ROOT),
        said("prohibited", "no"),
        id="a category covers its applications",
    ),
    pytest.param(
        published(no=prohibited(ROOT, RECREATIONAL)),
        at(ROOT),
        said("prohibited", "no"),
        id="a category covers those of the categories below it",
    ),
    pytest.param(
        published(no=prohibited(ROOT, SOCIAL)),
        at(ROOT, about=OTHER_APP, under=(RECREATIONAL,)),
        UNLISTED,
        id="a category does not cover an application of the one above",
    ),
    pytest.param(
        published(no=prohibited(ROOT, MESSAGING)),
        at(ROOT),
        UNLISTED,
        id="another category's ruling says nothing",
    ),
    pytest.param(
        published(no=prohibited(ROOT, SOCIAL)),
        at(ROOT, under=(MESSAGING,)),
        UNLISTED,
        id="an application that left the category is free of its ban",
    ),
    pytest.param(
        published(no=prohibited(ROOT, RECREATIONAL)),
        at(ROOT, under=(SOCIAL,)),
        UNLISTED,
        id="a category moved from under another is free of its ban",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, SOCIAL)),
        at(ROOT, under=()),
        said("approved", "yes"),
        id="an application without a category has its own rulings",
    ),
    pytest.param(
        published(no=prohibited(ROOT)),
        at(ROOT, device=TABLET),
        UNLISTED,
        id="a ruling on phones does not cover tablets",
    ),
    pytest.param(
        published(no=prohibited(ROOT, devices=(PHONE, TABLET))),
        at(ROOT, device=TABLET),
        said("prohibited", "no"),
        id="a ruling on both covers tablets",
    ),
    pytest.param(
        published(yes=approved(ROOT, devices=(PHONE, TABLET)), no=prohibited(ROOT, devices=(PHONE,))),
        at(ROOT, device=TABLET),
        said("approved", "yes"),
        id="on a tablet a newer ruling on phones displaces nothing",
    ),
    pytest.param(
        published(yes=approved(ROOT, devices=(PHONE, TABLET)), no=prohibited(ROOT, devices=(PHONE,))),
        at(ROOT, device=PHONE),
        said("prohibited", "no", displaced="yes"),
        id="on a phone the newer ruling on phones stands",
    ),
]
