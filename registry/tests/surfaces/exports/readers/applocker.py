"""What a policy of AppLocker says: validated and read by lxml, and read by `applocker` too."""

from functools import cache
from pathlib import Path

import applocker
from lxml import etree

from registry.catalogue.identifiers import windows_publisher_hash
from registry.tests.surfaces.exports.readers.said import Named, Said

LARGEST = 65_535


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).with_suffix(".xsd")))


def said(raw: bytes) -> Said:
    policy = etree.fromstring(raw, etree.XMLParser(remove_blank_text=True, resolve_entities=False))
    schema().assertValid(policy)
    again = etree.fromstring(applocker.dumps(applocker.loads(raw)), etree.XMLParser(remove_blank_text=True))
    assert etree.tostring(again, method="c14n") == etree.tostring(policy, method="c14n")
    (collection,) = policy
    assert collection.attrib == {"Type": "Appx", "EnforcementMode": "Enabled"}
    found = Said(set(), set(), {})
    everything = [rule for rule in collection if _condition(rule).get("PublisherName") == "*"]
    assert [rule.get("Action") for rule in everything] in ([], ["Allow"])
    seen = set()
    for rule in collection:
        condition = _condition(rule)
        (versions,) = condition
        assert condition.get("BinaryName") == "*"
        assert rule.get("UserOrGroupSid") == "S-1-1-0"
        low, high = versions.get("LowSection"), versions.get("HighSection")
        if rule in everything:
            assert (condition.get("ProductName"), low, high) == ("*", "*", "*")
            continue
        name, signer = condition.get("ProductName"), condition.get("PublisherName")
        assert (name, signer) not in seen
        seen.add((name, signer))
        named: tuple[Named, ...] = (
            ("windows_package_name", name),
            ("windows_package_family_name", f"{name}_{windows_publisher_hash(signer)}"),
        )
        if rule.get("Action") == "Allow":
            assert not everything
            assert high == "*"
            found.allowed.update(named)
            found.minima.update(dict.fromkeys(named, low) if low != "*" else {})
        elif high == "*":
            assert low == "*"
            found.denied.update(named)
        else:
            assert everything
            assert low == "*"
            found.minima.update(dict.fromkeys(named, _just_above(high)))
    assert everything or found.allowed
    return found


def _condition(rule: etree._Element) -> etree._Element:
    return rule[0][0]


def _just_above(version: str) -> str:
    number = 0
    for part in version.split("."):
        assert int(part) <= LARGEST
        number = number * (LARGEST + 1) + int(part)
    number += 1
    return ".".join(str(number >> shift & LARGEST) for shift in (48, 32, 16, 0))
