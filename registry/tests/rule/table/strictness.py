"""A ministry tightens and never loosens; every ruling that says the strictest is a reason."""

import pytest

from registry.tests.rule.symbols import (
    MINISTRY,
    OTHER_MINISTRY,
    RECREATIONAL,
    ROOT,
    SERVICE,
    TEAM,
    UNLISTED,
    approved,
    at,
    conditional,
    prohibited,
    published,
    said,
)

ROWS = [
    pytest.param(published(), at(SERVICE), UNLISTED, id="nothing is published: unlisted"),
    pytest.param(published(yes=approved(ROOT)), at(ROOT), said("approved", "yes"), id="the root approves"),
    pytest.param(
        published(no=prohibited(ROOT)),
        at(TEAM),
        said("prohibited", "no"),
        id="the root prohibits for all below",
    ),
    pytest.param(
        published(yes=approved(MINISTRY)),
        at(MINISTRY),
        said("approved", "yes"),
        id="a ministry approves alone",
    ),
    pytest.param(
        published(terms=conditional(MINISTRY)),
        at(SERVICE),
        said("conditional", "terms"),
        id="a ministry sets conditions for its services",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="yes"),
        id="a ministry tightens an approval",
    ),
    pytest.param(
        published(yes=approved(ROOT), terms=conditional(MINISTRY)),
        at(MINISTRY),
        said("conditional", "terms", outweighed="yes"),
        id="a ministry tightens an approval with conditions",
    ),
    pytest.param(
        published(terms=conditional(ROOT), no=prohibited(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="terms"),
        id="a ministry tightens conditions into a prohibition",
    ),
    pytest.param(
        published(no=prohibited(ROOT), yes=approved(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="yes"),
        id="a ministry does not loosen a prohibition",
    ),
    pytest.param(
        published(no=prohibited(ROOT), terms=conditional(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="terms"),
        id="a ministry does not loosen a prohibition into conditions",
    ),
    pytest.param(
        published(terms=conditional(ROOT), yes=approved(MINISTRY)),
        at(MINISTRY),
        said("conditional", "terms", outweighed="yes"),
        id="a ministry does not loosen conditions",
    ),
    pytest.param(
        published(no=prohibited(ROOT), yes=approved(MINISTRY, since=15)),
        at(MINISTRY),
        said("prohibited", "no", outweighed="yes"),
        id="a later approval below loosens nothing either",
    ),
    pytest.param(
        published(yes=approved(ROOT), terms=conditional(MINISTRY), no=prohibited(SERVICE)),
        at(SERVICE),
        said("prohibited", "no", outweighed="yes terms"),
        id="a service tightens what its ministry tightened",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(MINISTRY), too=approved(SERVICE)),
        at(SERVICE),
        said("prohibited", "no", outweighed="yes too"),
        id="a prohibition in the middle outweighs above and below",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(SERVICE)),
        at(MINISTRY),
        said("approved", "yes"),
        id="a service has no say at its ministry",
    ),
    pytest.param(
        published(no=prohibited(MINISTRY)),
        at(OTHER_MINISTRY),
        UNLISTED,
        id="a ministry has no say at another",
    ),
    pytest.param(published(no=prohibited(MINISTRY)), at(ROOT), UNLISTED, id="a ministry has no say at the root"),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(MINISTRY)),
        at(SERVICE, chain=(ROOT, SERVICE)),
        said("approved", "yes"),
        id="a ministry that ended has no say below",
    ),
    pytest.param(
        published(yes=approved(ROOT), no=prohibited(MINISTRY)),
        at(MINISTRY, chain=(ROOT,)),
        said("approved", "yes"),
        id="an organisation that ended keeps what stands above it",
    ),
    pytest.param(
        published(no=prohibited(ROOT)),
        at(ROOT, chain=()),
        UNLISTED,
        id="where no organisation is in force all is unlisted",
    ),
    pytest.param(
        published(root=approved(ROOT), ministry=approved(MINISTRY)),
        at(MINISTRY),
        said("approved", "root ministry"),
        id="two approvals are both reasons, the root cited first",
    ),
    pytest.param(
        published(root=prohibited(ROOT), ministry=prohibited(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "root ministry"),
        id="two prohibitions are both reasons",
    ),
    pytest.param(
        published(service=prohibited(SERVICE), ministry=prohibited(MINISTRY), root=prohibited(ROOT)),
        at(TEAM),
        said("prohibited", "root ministry service"),
        id="the root is cited first whatever was published first",
    ),
    pytest.param(
        published(root=prohibited(ROOT, RECREATIONAL), ministry=prohibited(MINISTRY)),
        at(MINISTRY),
        said("prohibited", "root ministry"),
        id="nearness to the root decides the citation, not nearness of the target",
    ),
    pytest.param(
        published(root=prohibited(ROOT), yes=approved(MINISTRY), service=prohibited(SERVICE)),
        at(SERVICE),
        said("prohibited", "root service", outweighed="yes"),
        id="an approval between two prohibitions is outweighed",
    ),
]
