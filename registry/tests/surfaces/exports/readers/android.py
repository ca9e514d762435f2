"""What the bodies for the Android Management API say, each held first against Google's description of its method."""

import json
from typing import Any

from registry.tests.surfaces.exports.readers.discovery import body_of
from registry.tests.surfaces.exports.readers.said import Named, Said

MOST, MOST_MINIMA = 3_000, 20
"""What the descriptions of `Policy.applications` and `minimumVersionCode` say in words."""


def policy(raw: bytes) -> Said:
    body = _valid(raw, "patch")
    work, own = body["applications"], body["personalUsagePolicies"]
    denied, available, minima = _applications(work)
    both = _packages(own["personalApplications"])
    assert both["BLOCKED"] == denied, "both sides are told the same"
    stores = body["playStoreMode"], own["personalPlayStoreMode"]
    if stores == ("BLACKLIST", "BLOCKLIST"):
        assert both["AVAILABLE"] == set()
        return Said(denied, minima=minima, excepted=available)
    assert stores == ("WHITELIST", "ALLOWLIST")
    assert both["AVAILABLE"] == available
    return Said(denied, available, minima)


def changes(raw: bytes) -> Said:
    them = _valid(raw, "modifyPolicyApplications")["changes"]
    for change in them:
        assert change.keys() == {"application", "updateMask"}
        assert {"packageName"} | set(change["updateMask"].split(",")) >= change["application"].keys()
        assert set(change["updateMask"].split(",")) == {"installType", "minimumVersionCode"}
    denied, available, minima = _applications([change["application"] for change in them])
    return Said(denied, minima=minima, available=available)


def removals(raw: bytes) -> Said:
    removed(raw)
    return Said(set())


def removed(raw: bytes) -> set[str]:
    packages = _valid(raw, "removePolicyApplications")["packageNames"]
    assert len(packages) == len(set(packages))
    return set(packages)


def _valid(raw: bytes, method: str) -> dict[str, Any]:
    body = json.loads(raw)
    body_of("androidmanagement.v1", "enterprises", "policies", method).validate(body)
    return body


def _applications(entries: list[dict[str, Any]]) -> tuple[set[Named], set[Named], dict[Named, str]]:
    kinds = _packages(entries)
    minima = {
        ("android_package", entry["packageName"]): str(entry["minimumVersionCode"])
        for entry in entries
        if "minimumVersionCode" in entry
    }
    assert len(entries) <= MOST
    assert len(minima) <= MOST_MINIMA
    assert minima.keys() <= kinds["AVAILABLE"]
    return kinds["BLOCKED"], kinds["AVAILABLE"], minima


def _packages(entries: list[dict[str, Any]]) -> dict[str, set[Named]]:
    kinds: dict[str, set[Named]] = {"BLOCKED": set(), "AVAILABLE": set()}
    for entry in entries:
        kinds[entry["installType"]].add(("android_package", entry["packageName"]))
    assert len(entries) == len({entry["packageName"] for entry in entries}), "each package once"
    return kinds
