"""From when and until when a ruling is there."""

import pytest

from registry.tests.rule.symbols import (
    MINISTRY,
    ROOT,
    UNLISTED,
    approved,
    at,
    prohibited,
    published,
    said,
)

ROWS = [
    pytest.param(
        published(no=prohibited(ROOT, since=21)),
        at(ROOT),
        UNLISTED,
        id="the day before it takes effect it is not there",
    ),
    pytest.param(
        published(no=prohibited(ROOT, since=20)),
        at(ROOT),
        said("prohibited", "no"),
        id="it holds from the day on which it takes effect",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, since=21)),
        at(ROOT),
        said("approved", "yes"),
        id="a future ruling does not displace the present one",
    ),
    pytest.param(
        published(no=prohibited(ROOT, until=21)),
        at(ROOT),
        said("prohibited", "no"),
        id="it holds on the day before it expires",
    ),
    pytest.param(
        published(no=prohibited(ROOT, until=20)),
        at(ROOT),
        UNLISTED,
        id="on the day on which it expires it holds no longer",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, since=10, until=20)),
        at(ROOT),
        said("approved", "yes"),
        id="an older ruling stands again once the newer has expired",
    ),
    pytest.param(
        published(no=prohibited(ROOT, withdrawn=21)),
        at(ROOT),
        said("prohibited", "no"),
        id="it holds on the day before its withdrawal",
    ),
    pytest.param(
        published(no=prohibited(ROOT, withdrawn=20)),
        at(ROOT),
        UNLISTED,
        id="on the day of its withdrawal it holds no longer",
    ),
    pytest.param(
        published(no=prohibited(ROOT, since=20, withdrawn=20)),
        at(ROOT),
        UNLISTED,
        id="a withdrawal on the day it takes effect annuls it",
    ),
    pytest.param(
        published(no=prohibited(ROOT, since=10, withdrawn=5)),
        at(ROOT),
        UNLISTED,
        id="a withdrawal before the day it takes effect annuls it",
    ),
    pytest.param(
        published(no=prohibited(ROOT, since=10, withdrawn=5)),
        at(ROOT, on=5),
        UNLISTED,
        id="an annulled ruling holds on no day, that of its withdrawal neither",
    ),
    pytest.param(
        published(no=prohibited(ROOT, until=25, withdrawn=20)),
        at(ROOT),
        UNLISTED,
        id="a withdrawal ends it before its expiry",
    ),
    pytest.param(
        published(no=prohibited(ROOT, until=20, withdrawn=25)),
        at(ROOT),
        UNLISTED,
        id="an expiry ends it before a later withdrawal",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(MINISTRY, withdrawn=20)),
        at(MINISTRY),
        said("approved", "yes"),
        id="a withdrawn tightening uncovers the approval",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, since=10, withdrawn=10)),
        at(ROOT),
        said("approved", "yes"),
        id="an annulled ruling displaces nothing",
    ),
]
