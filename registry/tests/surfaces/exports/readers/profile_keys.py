"""The keys of Apple's profiles and declarations that our files use, restated in our own words, and held against them.

Sources: apple/device-management (MIT), mdm/profiles/TopLevel.yaml, CommonPayloadKeys.yaml,
com.apple.applicationaccess.yaml and declarative/declarations/configurations/app.settings.yaml (OS 27); for Santa
docs/configuration/keys of northpolesec/santa. Apple publishes no validator: this is ours, checked by mutations.
"""

import plistlib
import re
from typing import Any, NamedTuple

UUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
NAME = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Key(NamedTuple):
    """What a key holds: a type, whether it must be there, and the values that it takes."""

    type: type
    required: bool = False
    among: tuple[Any, ...] = ()
    shape: re.Pattern[str] | None = None
    inside: Any = None


COMMON = {
    "PayloadIdentifier": Key(str, required=True, shape=NAME),
    "PayloadUUID": Key(str, required=True, shape=UUID),
    "PayloadVersion": Key(int, required=True, among=(1,)),
    "PayloadDisplayName": Key(str),
    "PayloadDescription": Key(str),
    "PayloadOrganization": Key(str),
}
TOP = COMMON | {
    "PayloadType": Key(str, required=True, among=("Configuration",)),
    "PayloadContent": Key(list, required=True),
    "PayloadScope": Key(str, among=("System", "User")),
    "TargetDeviceType": Key(int, among=tuple(range(7))),
    "PayloadRemovalDisallowed": Key(bool),
}
BUNDLE = Key(str, shape=re.compile(r"[A-Za-z0-9._-]+"))
SANTA_RULE = {
    "identifier": Key(str, required=True),
    "rule_type": Key(str, required=True, among=("BINARY", "CERTIFICATE", "TEAMID", "SIGNINGID", "CDHASH")),
    "policy": Key(str, required=True, among=("ALLOWLIST", "BLOCKLIST", "SILENT_BLOCKLIST")),
    "custom_msg": Key(str),
    "custom_url": Key(str),
    "comment": Key(str),
}
PAYLOADS = {
    "com.apple.applicationaccess": {
        "blockedAppBundleIDs": Key(list, inside=BUNDLE),
        "allowListedAppBundleIDs": Key(list, inside=BUNDLE),
    },
    "com.northpolesec.santa": {
        "ClientMode": Key(int, among=(1, 2, 3)),
        "StaticRules": Key(list, inside=SANTA_RULE),
    },
}
BINARY = {
    "CDHash": Key(str, shape=re.compile(r"[0-9a-f]{40}")),
    "SigningID": Key(str),
    "TeamID": Key(str, shape=re.compile(r"[A-Z0-9]{10}|\*APPLE\*")),
    "PathPrefix": Key(str),
    "SigningState": Key(str, among=("All", "TestFlight", "DeveloperID", "Enterprise", "AppStore", "Apple")),
}
DECLARATION = {
    "Type": Key(str, required=True, among=("com.apple.configuration.app.settings",)),
    "Identifier": Key(str, required=True),
    "ServerToken": Key(str),
    "Payload": Key(
        dict,
        required=True,
        inside={
            "Allowed": Key(
                dict,
                inside={
                    "AllowedApps": Key(list, inside=BUNDLE),
                    "DeniedApps": Key(list, inside=BUNDLE),
                    "AllowedBinaries": Key(list, inside=BINARY),
                    "DeniedBinaries": Key(list, inside=BINARY),
                    "AlwaysAllowManagedApps": Key(bool),
                },
            )
        },
    ),
}


def payload_of(raw: bytes) -> dict[str, Any]:
    """Return the one payload of a profile that is as Apple describes it."""
    profile = plistlib.loads(raw)
    hold(profile, TOP)
    (payload,) = profile["PayloadContent"]
    assert payload["PayloadType"] in PAYLOADS
    hold(payload, COMMON | {"PayloadType": Key(str, required=True)} | PAYLOADS[payload["PayloadType"]])
    assert payload["PayloadUUID"] != profile["PayloadUUID"], "each UUID is of one thing"
    assert payload["PayloadIdentifier"] != profile["PayloadIdentifier"], "each identifier is of one thing"
    return payload


def hold(found: Any, keys: dict[str, Key]) -> None:
    """Assert that a dictionary has what it must, and nothing else."""
    assert type(found) is dict
    assert found.keys() <= keys.keys(), "a key that nothing reads"
    for name, key in keys.items():
        assert name in found or not key.required, f"{name} is missing"
        if name in found:
            _hold_value(found[name], key)


def _hold_value(value: Any, key: Key) -> None:
    assert type(value) is key.type
    assert not key.among or value in key.among
    assert key.shape is None or key.shape.fullmatch(value)
    for one in value if key.type is list and key.inside else ():
        hold(one, key.inside) if isinstance(key.inside, dict) else _hold_value(one, key.inside)
    if key.type is dict:
        hold(value, key.inside)
