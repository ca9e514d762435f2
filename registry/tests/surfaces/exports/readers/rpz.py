"""What a response policy zone says, read by dnspython."""

import re

import dns.rdatatype
import dns.zone

from registry.tests.surfaces.exports.readers.said import Said

ORIGIN = "rpz.aval.example"
TARGETS = {".": "denied", "rpz-passthru.": "excepted"}


def zone(raw: bytes) -> dns.zone.Zone:
    return dns.zone.from_text(raw.decode("ascii"), ORIGIN, relativize=True)


def policies(raw: bytes) -> dict[str, str]:
    """Return the target of each owner name, which has no other record."""
    found = {}
    for name, node in zone(raw).items():
        if str(name) == "@":
            assert {rdataset.rdtype for rdataset in node} == {dns.rdatatype.SOA, dns.rdatatype.NS}
            continue
        (rdataset,) = node
        assert rdataset.rdtype == dns.rdatatype.CNAME
        (record,) = rdataset
        found[str(name)] = str(record.target)
    return found


def said(raw: bytes) -> Said:
    found = policies(raw)
    between = set(re.findall(r"^(\S+) CNAME \S+ ; between", raw.decode("ascii"), re.MULTILINE))
    told: dict[str, set[tuple[str, str]]] = {"denied": set(), "excepted": set()}
    for name, target in found.items():
        if not name.startswith("*."):
            assert found[f"*.{name}"] == target, f"{name} has another wildcard"
            if name not in between:
                told[TARGETS[target]].add(("dns_domain", name))
    assert len(found) == 2 * (len(between) + len(told["denied"]) + len(told["excepted"]))
    for name in between:
        above = name.partition(".")[2]
        assert found[above] == found[name], f"{name} says another thing than {above}"
    return Said(told["denied"], excepted=told["excepted"])
