"""What rules of Santa say, by the checks that Santa makes of each (SNTRule) and by its message."""

import json
import re

from google.protobuf.json_format import ParseDict

from registry.tests.surfaces.exports.readers.profile_keys import payload_of
from registry.tests.surfaces.exports.readers.said import Named, Said
from registry.tests.surfaces.exports.readers.santa_messages import POLICIES, RULE_TYPES, Rules

KINDS = {
    "BINARY": ("binary_sha256", re.compile(r"[0-9a-f]{64}")),
    "CDHASH": ("apple_cdhash", re.compile(r"[0-9a-f]{40}")),
    "SIGNINGID": ("apple_signing_id", re.compile(r"([A-Z0-9]{10}|platform):.+")),
}
"""The types that name one program; a rule on a team or a certificate would reach all that it signs."""


def said(raw: bytes) -> Said:
    content = json.loads(raw)
    assert content.keys() == {"rules"}
    return _said(content["rules"])


def said_in_profile(raw: bytes) -> Said:
    payload = payload_of(raw)
    assert payload["PayloadType"] == "com.northpolesec.santa"
    found = _said(payload["StaticRules"])
    assert payload["ClientMode"] == 2 or not found.allowed, "in the mode Monitor nothing need be allowed"
    return found


def _said(rules: list[dict]) -> Said:
    message = ParseDict({"rules": rules}, Rules())
    named: dict[str, set[Named]] = {"ALLOWLIST": set(), "BLOCKLIST": set()}
    for rule in message.rules:
        kind, shape = KINDS[RULE_TYPES[rule.rule_type]]
        assert shape.fullmatch(rule.identifier)
        named[POLICIES[rule.policy]].add((kind, rule.identifier))
    assert len(message.rules) == sum(map(len, named.values())), "the last of two rules for the same would win"
    return Said(named["BLOCKLIST"], named["ALLOWLIST"])
