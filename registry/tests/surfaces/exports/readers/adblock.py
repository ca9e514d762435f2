"""What an Adblock list says: rules on hosts alone. `engine` is Brave's, which takes a second to make."""

import re

import braveblock

from registry.tests.surfaces.exports.readers.said import Said

RULE = re.compile(r"(@@)?\|\|([a-z0-9.-]+)\^(\$important)?")


def engine(raw: bytes) -> braveblock.Adblocker:
    return braveblock.Adblocker(rules=raw.decode("ascii").splitlines())


def blocks(one: braveblock.Adblocker, host: str) -> bool:
    address = f"https://{host}/"
    return one.check_network_urls(url=address, source_url="https://elsewhere.example/", request_type="script")


def said(raw: bytes) -> Said:
    denied, excepted = set(), set()
    for line in raw.decode("ascii").splitlines():
        if not line.startswith("!"):
            rule = RULE.fullmatch(line)
            assert rule, line
            (excepted if rule[1] else denied).add(("dns_domain", rule[2]))
    return Said(denied, excepted=excepted)
