"""Sites within sites: what holds at each name is what was ruled on the nearest one; and how each consumer reads a file.

The readings are restated from what their authors say: zones from RFC 4592 and the draft on response policy zones,
filters from Chromium's documentation of URLBlocklist, match patterns from Mozilla's, lists from AdGuard's. The tests
in `programs/` hold the programs themselves to them.
"""

import json
from collections.abc import Iterator
from functools import lru_cache

from hypothesis import strategies as st

from registry.surfaces.exports.standing import Identifier, Standing
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import standing
from registry.tests.surfaces.exports.readers import adblock, hosts, rpz

DOMAIN = IdentifierKind.DNS_DOMAIN
LOGIN = standing("login", Outcome.APPROVED, Identifier(DOMAIN, "login.test"), role=BaselineRole.SIGN_IN)

names = st.lists(st.sampled_from("ab"), max_size=4).map(lambda labels: ".".join([*labels, "x", "test"]))
rulings = st.dictionaries(names, st.sampled_from((Outcome.PROHIBITED, Outcome.APPROVED)), max_size=8)


def standings_of(ruled: dict[str, Outcome]) -> list[Standing]:
    listed = enumerate(sorted(ruled.items()))
    return [standing(f"app-{at}", outcome, Identifier(DOMAIN, name)) for at, (name, outcome) in listed]


def above(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.partition(".")[2]


def probes(ruled: dict[str, Outcome]) -> set[str]:
    """Return the names listed, those above and below them, and neighbours."""
    near = {one for name in ruled for one in above(name)} | {"x.test", "test", "nox.test", "x.test.other"}
    return near | {f"{label}.{one}" for one in near for label in ("a", "b", "c", "c.c")}


def is_open(name: str, ruled: dict[str, Outcome], *, otherwise: bool) -> bool:
    nearest = next((one for one in above(name) if one in ruled), None)
    return otherwise if nearest is None else ruled[nearest] == Outcome.APPROVED


@lru_cache(maxsize=2)
def zone(raw: bytes) -> tuple[dict[str, str], set[str]]:
    """Return the targets of a zone, and the names that exist in it because they or one below them is listed."""
    found = rpz.policies(raw)
    return found, {one for listed in found for one in above(listed)}


def open_by_zone(raw: bytes, name: str) -> bool:
    found, exists = zone(raw)
    if name in exists:
        target = found.get(name)
    else:
        encloser = next((one for one in above(name) if one in exists), None)
        target = found.get(f"*.{encloser}") if encloser else None
    return target in (None, "rpz-passthru.")


def open_by_hosts(raw: bytes, name: str) -> bool:
    return all(name not in listed for _address, listed in hosts.lines(raw))


def open_by_list(raw: bytes, name: str) -> bool:
    rules = [adblock.RULE.fullmatch(line) for line in raw.decode().splitlines() if not line.startswith("!")]
    hit = [one for one in rules if one and one[2] in above(name)]
    if any(one[3] for one in hit):
        return False
    return any(one[1] for one in hit) or not hit


def open_by_chromium(raw: bytes, name: str) -> bool:
    policies = json.loads(raw)
    near = list(above(name))
    found = [
        (len(one), is_allowed)
        for listed, is_allowed in (("URLBlocklist", False), ("URLAllowlist", True))
        for one in policies[listed]
        if one in near
    ]
    return max(found)[1] if found else "*" not in policies["URLBlocklist"]


def open_by_firefox(raw: bytes, name: str) -> bool:
    filtered = json.loads(raw)["policies"]["WebsiteFilter"]
    near = {f"*://*.{one}/*" for one in above(name)} | {"<all_urls>"}
    return not near & set(filtered["Block"]) or bool(near & set(filtered["Exceptions"]))
