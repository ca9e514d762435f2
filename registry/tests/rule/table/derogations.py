"""A derogation sets its base aside, below its base and for its own target, devices and days alone."""

import pytest

from registry.tests.rule.symbols import (
    MINISTRY,
    OTHER_APP,
    OTHER_MINISTRY,
    PHONE,
    ROOT,
    SERVICE,
    SOCIAL,
    TABLET,
    TEAM,
    UNLISTED,
    approved,
    at,
    conditional,
    prohibited,
    published,
    reviewed,
    said,
)

BAN = prohibited(ROOT)
CATEGORY_BAN = prohibited(ROOT, SOCIAL)
FREE = approved(MINISTRY, derogates="ban")

REACH = [
    pytest.param(
        published(ban=BAN, free=FREE),
        at(MINISTRY),
        said("approved", "free", set_aside="ban"),
        id="a ministry derogates from the root's ban",
    ),
    pytest.param(
        published(ban=BAN, free=FREE),
        at(TEAM),
        said("approved", "free", set_aside="ban"),
        id="a derogation reaches everyone below",
    ),
    pytest.param(
        published(ban=BAN, free=FREE),
        at(ROOT),
        said("prohibited", "ban"),
        id="above a derogation its base still holds",
    ),
    pytest.param(
        published(ban=BAN, free=FREE),
        at(OTHER_MINISTRY),
        said("prohibited", "ban"),
        id="beside a derogation its base still holds",
    ),
    pytest.param(
        published(ban=BAN, free=conditional(MINISTRY, derogates="ban")),
        at(MINISTRY),
        said("conditional", "free", set_aside="ban"),
        id="a derogation may set conditions",
    ),
    pytest.param(
        published(terms=conditional(ROOT), free=approved(MINISTRY, derogates="terms")),
        at(MINISTRY),
        said("approved", "free", set_aside="terms"),
        id="a ministry derogates from conditions",
    ),
    pytest.param(
        published(yes=approved(ROOT), terms=conditional(MINISTRY, derogates="yes")),
        at(MINISTRY),
        said("conditional", "terms", set_aside="yes"),
        id="a base is set aside, not outweighed, by a stricter derogation too",
    ),
    pytest.param(
        published(ban=BAN, free=approved(SERVICE, derogates="ban")),
        at(SERVICE),
        said("approved", "free", set_aside="ban"),
        id="a service derogates from the root's ban over its ministry's head",
    ),
    pytest.param(
        published(ban=BAN, free=approved(SERVICE, derogates="ban")),
        at(MINISTRY),
        said("prohibited", "ban"),
        id="a service's derogation says nothing at its ministry",
    ),
    pytest.param(
        published(ban=prohibited(MINISTRY), free=approved(SERVICE, derogates="ban")),
        at(SERVICE),
        said("approved", "free", set_aside="ban"),
        id="a service derogates from its ministry's ban",
    ),
    pytest.param(
        published(ban=BAN, free=FREE, no=prohibited(SERVICE)),
        at(SERVICE),
        said("prohibited", "no", outweighed="free", set_aside="ban"),
        id="a service may tighten again below a derogation",
    ),
    pytest.param(
        published(ban=BAN, a=conditional(MINISTRY, derogates="ban"), b=approved(SERVICE, derogates="ban")),
        at(SERVICE),
        said("conditional", "a", outweighed="b", set_aside="ban"),
        id="of two derogations from one ban the stricter holds",
    ),
    pytest.param(
        published(ban=BAN, yes=approved(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "ban", outweighed="yes"),
        id="an approval that is no derogation frees nothing",
    ),
    pytest.param(
        published(ban=BAN, no=prohibited(MINISTRY, derogates="ban")),
        at(MINISTRY),
        said("prohibited", "no", set_aside="ban"),
        id="whatever its outcome, what derogates sets its base aside",
    ),
]

TARGET = [
    pytest.param(
        published(ban=CATEGORY_BAN, free=FREE),
        at(MINISTRY),
        said("approved", "free", set_aside="ban"),
        id="a derogation frees one application from the ban on its category",
    ),
    pytest.param(
        published(ban=CATEGORY_BAN, free=FREE),
        at(MINISTRY, about=OTHER_APP),
        said("prohibited", "ban"),
        id="the rest of the category stays banned",
    ),
    pytest.param(
        published(ban=BAN, too=prohibited(MINISTRY), free=approved(SERVICE, derogates="ban")),
        at(SERVICE),
        said("prohibited", "too", outweighed="free", set_aside="ban"),
        id="a derogation frees from its base alone, not from another ban",
    ),
    pytest.param(
        published(ban=BAN, too=prohibited(MINISTRY), free=approved(SERVICE, derogates="too")),
        at(SERVICE),
        said("prohibited", "ban", outweighed="free", set_aside="too"),
        id="a derogation from a ministry's ban leaves the root's",
    ),
    pytest.param(
        published(ban=CATEGORY_BAN, too=prohibited(ROOT), free=FREE),
        at(MINISTRY),
        said("prohibited", "too", outweighed="free", displaced="ban"),
        id="a derogation from a displaced ban leaves the one that displaced it",
    ),
    pytest.param(
        published(old=prohibited(ROOT, SOCIAL), ban=BAN, free=FREE),
        at(MINISTRY),
        said("approved", "free", displaced="old", set_aside="ban"),
        id="what a ban displaced does not return when that ban is set aside",
    ),
    pytest.param(
        published(old=prohibited(MINISTRY), ban=BAN, free=approved(MINISTRY, derogates="ban", since=15)),
        at(MINISTRY),
        said("approved", "free", displaced="old", set_aside="ban"),
        id="a derogation displaces its own organisation's older ban",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, devices=(PHONE, TABLET)), free=FREE),
        at(MINISTRY, device=TABLET),
        said("prohibited", "ban"),
        id="a derogation for phones leaves the ban on tablets",
    ),
]

STANDING = [
    pytest.param(
        published(ban=BAN, free=FREE, yes=approved(MINISTRY, since=15)),
        at(MINISTRY),
        said("prohibited", "ban", displaced="free", outweighed="yes"),
        id="a derogation displaced by a later approval sets nothing aside",
    ),
    pytest.param(
        published(ban=CATEGORY_BAN, free=approved(MINISTRY, SOCIAL, derogates="ban"), terms=conditional(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "ban", displaced="free", outweighed="terms"),
        id="a derogation for a category yields to its ministry's ruling on the application",
    ),
    pytest.param(
        published(ban=BAN, free=FREE, no=prohibited(MINISTRY, since=15)),
        at(MINISTRY),
        said("prohibited", "ban no", displaced="free"),
        id="a derogation displaced by a ban leaves both bans",
    ),
    pytest.param(
        published(ban=BAN, free=FREE, wait=reviewed(MINISTRY, since=15)),
        at(MINISTRY),
        said("approved", "free", set_aside="ban", stepped_aside="wait"),
        id="an assessment does not displace a derogation",
    ),
    pytest.param(
        published(ban=BAN, wait=reviewed(MINISTRY, derogates="ban")),
        at(MINISTRY),
        said("prohibited", "ban", stepped_aside="wait"),
        id="an assessment does not stand, so it sets nothing aside",
    ),
    pytest.param(
        published(wait=reviewed(ROOT), free=approved(MINISTRY, derogates="wait")),
        at(MINISTRY),
        said("approved", "free", stepped_aside="wait"),
        id="an assessment steps aside for what derogates from it",
    ),
    pytest.param(
        published(ban=prohibited(MINISTRY), free=approved(ROOT, derogates="ban")),
        at(MINISTRY),
        said("prohibited", "ban", outweighed="free"),
        id="from above its base a derogation sets nothing aside",
    ),
    pytest.param(
        published(ban=BAN, free=approved(ROOT, SOCIAL, derogates="ban")),
        at(ROOT),
        said("prohibited", "ban", displaced="free"),
        id="a derogation at its base's own organisation has the usual precedence",
    ),
    pytest.param(
        published(ban=prohibited(MINISTRY), free=approved(SERVICE, derogates="ban")),
        at(MINISTRY, chain=(ROOT, SERVICE, MINISTRY)),
        said("prohibited", "ban", outweighed="free"),
        id="once its organisation is seated above its base's it sets nothing aside",
    ),
    pytest.param(
        published(ban=BAN, free=approved(OTHER_MINISTRY, derogates="ban")),
        at(MINISTRY),
        said("prohibited", "ban"),
        id="another ministry's derogation frees nobody here",
    ),
]

FREER = approved(SERVICE, derogates="terms")

CHAINED = [
    pytest.param(
        published(ban=BAN, terms=conditional(MINISTRY, derogates="ban"), freer=FREER),
        at(MINISTRY),
        said("conditional", "terms", set_aside="ban"),
        id="at the ministry its derogation holds, whatever derogates from it below",
    ),
    pytest.param(
        published(ban=BAN, terms=conditional(MINISTRY, derogates="ban"), freer=FREER),
        at(SERVICE),
        said("approved", "freer", set_aside="ban terms"),
        id="a ban stays aside although its derogation is itself set aside",
    ),
    pytest.param(
        published(
            ban=BAN,
            terms=conditional(MINISTRY, derogates="ban"),
            freer=conditional(SERVICE, derogates="terms"),
            freest=approved(TEAM, derogates="freer"),
        ),
        at(TEAM),
        said("approved", "freest", set_aside="ban terms freer"),
        id="down a chain of four only the deepest remains",
    ),
    pytest.param(
        published(ban=prohibited(ROOT, withdrawn=20), terms=conditional(MINISTRY, derogates="ban"), freer=FREER),
        at(SERVICE),
        UNLISTED,
        id="a whole chain lapses with its first base",
    ),
    pytest.param(
        published(freer=FREER, terms=conditional(MINISTRY, derogates="ban"), ban=prohibited(ROOT, until=20)),
        at(SERVICE),
        UNLISTED,
        id="a whole chain lapses in whatever order it is read",
    ),
    pytest.param(
        published(ban=BAN, terms=conditional(MINISTRY, derogates="ban", until=20), freer=FREER),
        at(SERVICE),
        said("prohibited", "ban"),
        id="where the middle of a chain expires the ban is back",
    ),
    pytest.param(
        published(ban=BAN, terms=conditional(MINISTRY, derogates="ban"), yes=approved(MINISTRY, since=15), freer=FREER),
        at(SERVICE),
        said("prohibited", "ban", displaced="terms", outweighed="yes freer"),
        id="where the middle of a chain is displaced the ban is back",
    ),
    pytest.param(
        published(ban=BAN, terms=conditional(MINISTRY, derogates="ban"), freer=approved(SERVICE, derogates="ban")),
        at(SERVICE),
        said("conditional", "terms", outweighed="freer", set_aside="ban"),
        id="a derogation from the ban does not free from another derogation's conditions",
    ),
]

ROWS = [*REACH, *TARGET, *STANDING, *CHAINED]
