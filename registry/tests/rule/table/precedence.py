"""Of the rulings of one organisation one stands."""

import pytest

from registry.tests.rule.symbols import (
    MINISTRY,
    RECREATIONAL,
    ROOT,
    SOCIAL,
    approved,
    at,
    prohibited,
    published,
    said,
)

ROWS = [
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, SOCIAL)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="on the application before on its category",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, SOCIAL, since=15)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="on the application before a newer one on its category",
    ),
    pytest.param(
        published(yes=approved(ROOT, SOCIAL), no=prohibited(ROOT, RECREATIONAL)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="the nearest category first",
    ),
    pytest.param(
        published(yes=approved(ROOT, SOCIAL), no=prohibited(ROOT, RECREATIONAL, since=15)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="the nearest category before a newer one on a farther",
    ),
    pytest.param(
        published(no=prohibited(ROOT), yes=approved(ROOT, since=15)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="the latest to take effect stands, stricter or not",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(ROOT, since=15)),
        at(ROOT),
        said("prohibited", "no", displaced="yes"),
        id="the latest to take effect stands, tightening too",
    ),
    pytest.param(
        published(no=prohibited(ROOT, since=15), yes=approved(ROOT, since=10)),
        at(ROOT),
        said("prohibited", "no", displaced="yes"),
        id="a backdated ruling loses to an older one that took effect later",
    ),
    pytest.param(
        published(no=prohibited(ROOT, since=15), yes=approved(ROOT, since=10)),
        at(ROOT, on=12),
        said("approved", "yes"),
        id="a backdated ruling counts until the other takes effect",
    ),
    pytest.param(
        published(no=prohibited(ROOT), yes=approved(ROOT)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="of one day the highest revision stands",
    ),
    pytest.param(
        published(yes=approved(ROOT, revision=9), no=prohibited(ROOT, revision=4)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="the revision decides, not the order in which they are read",
    ),
    pytest.param(
        published(no=prohibited(ROOT, revision=3, place=1), yes=approved(ROOT, revision=3, place=2)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="of one revision the later place stands",
    ),
    pytest.param(
        published(yes=approved(ROOT, revision=3, place=2), no=prohibited(ROOT, revision=3, place=1)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="the place decides, not the order in which they are read",
    ),
    pytest.param(
        published(no=prohibited(ROOT, revision=3, place=5), yes=approved(ROOT, revision=4, place=0)),
        at(ROOT),
        said("approved", "yes", displaced="no"),
        id="a revision goes before a place",
    ),
    pytest.param(
        published(a=approved(ROOT), b=approved(ROOT, since=9), c=approved(ROOT, SOCIAL)),
        at(ROOT),
        said("approved", "b", displaced="a c"),
        id="one stands per organisation even where all say the same",
    ),
    pytest.param(
        published(no=prohibited(ROOT, SOCIAL), yes=approved(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="yes"),
        id="a ruling on the application displaces none of another organisation",
    ),
    pytest.param(
        published(no=prohibited(ROOT), yes=approved(MINISTRY), old=prohibited(MINISTRY, SOCIAL)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="yes", displaced="old"),
        id="each organisation has its own precedence",
    ),
]
