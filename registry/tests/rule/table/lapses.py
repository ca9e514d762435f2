"""A derogation counts only while its base does, and only on its own days."""

import pytest

from registry.tests.rule.symbols import (
    MINISTRY,
    OTHER_MINISTRY,
    ROOT,
    SERVICE,
    SOCIAL,
    TABLET,
    UNLISTED,
    approved,
    at,
    prohibited,
    published,
    reviewed,
    said,
)

BAN = prohibited(ROOT)
CATEGORY_BAN = prohibited(ROOT, SOCIAL)
FREE = approved(MINISTRY, derogates="ban")

ROWS = [
    pytest.param(
        published(ban=prohibited(ROOT, until=21), free=FREE),
        at(MINISTRY),
        said("approved", "free", set_aside="ban"),
        id="on its base's last day a derogation still counts",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, until=20), free=FREE),
        at(MINISTRY),
        UNLISTED,
        id="a derogation lapses when its base expires",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, withdrawn=20), free=FREE),
        at(MINISTRY),
        UNLISTED,
        id="a derogation lapses when its base is withdrawn",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, withdrawn=1), free=FREE),
        at(MINISTRY),
        UNLISTED,
        id="a derogation from an annulled base never was",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, since=21), free=FREE),
        at(MINISTRY),
        UNLISTED,
        id="a derogation does not precede its base",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, devices=(TABLET,)), free=FREE),
        at(MINISTRY),
        UNLISTED,
        id="a derogation lapses on a device that its base does not cover",
    ),
    pytest.param(
        published(ban=CATEGORY_BAN, free=FREE),
        at(MINISTRY, under=()),
        UNLISTED,
        id="a derogation lapses when the application leaves its base's category",
    ),
    pytest.param(
        published(ban=prohibited(MINISTRY), free=approved(SERVICE, derogates="ban")),
        at(SERVICE, chain=(ROOT, OTHER_MINISTRY, SERVICE)),
        UNLISTED,
        id="a derogation lapses when its organisation leaves its base's ministry",
    ),
    pytest.param(
        published(free=approved(MINISTRY, derogates="nobody knows")),
        at(MINISTRY),
        UNLISTED,
        id="a derogation from a base that nobody knows is no candidate",
    ),
    pytest.param(
        published(
            ban=prohibited(ROOT, until=20),
            old=prohibited(MINISTRY),
            free=approved(MINISTRY, derogates="ban", since=15),
        ),
        at(MINISTRY),
        said("prohibited", "old"),
        id="a lapsed derogation displaces nothing",
    ),
    pytest.param(
        published(ban=BAN, free=approved(MINISTRY, derogates="ban", until=20)),
        at(MINISTRY),
        said("prohibited", "ban"),
        id="the ban is back on the day on which the derogation ends",
    ),
    pytest.param(
        published(ban=BAN, free=approved(MINISTRY, derogates="ban", withdrawn=20)),
        at(MINISTRY),
        said("prohibited", "ban"),
        id="the ban is back on the day of the derogation's withdrawal",
    ),
    pytest.param(
        published(ban=BAN, free=approved(MINISTRY, derogates="ban", since=21)),
        at(MINISTRY),
        said("prohibited", "ban"),
        id="the ban holds until the derogation takes effect",
    ),
    pytest.param(
        published(wait=reviewed(ROOT, withdrawn=20), free=approved(MINISTRY, derogates="wait")),
        at(MINISTRY),
        UNLISTED,
        id="a derogation lapses with an assessment that is withdrawn",
    ),
]
