"""What a declaration `app.settings` says."""

import json

from registry.tests.surfaces.exports.readers.profile_keys import DECLARATION, hold
from registry.tests.surfaces.exports.readers.said import Named, Said


def said(raw: bytes) -> Said:
    allowed = _allowed(raw, {"AllowedApps", "DeniedApps"})
    return Said(*({("ios_bundle_id", one) for one in allowed.get(key, ())} for key in ("DeniedApps", "AllowedApps")))


def said_of_macs(raw: bytes) -> Said:
    allowed = _allowed(raw, {"AllowedBinaries", "DeniedBinaries"})
    let = allowed.get("AllowedBinaries", [])
    if let:
        assert let.pop(0) == {"TeamID": "*APPLE*"}, "what came with macOS stays"
    return Said({_named(one) for one in allowed["DeniedBinaries"]}, {_named(one) for one in let})


def _allowed(raw: bytes, keys: set[str]) -> dict:
    declaration = json.loads(raw)
    hold(declaration, DECLARATION)
    allowed = declaration["Payload"]["Allowed"]
    assert allowed.keys() <= keys
    for values in allowed.values():
        assert len({json.dumps(one, sort_keys=True) for one in values}) == len(values)
    return allowed


def _named(binary: dict[str, str]) -> Named:
    if "CDHash" in binary:
        assert binary.keys() == {"CDHash"}
        return "apple_cdhash", binary["CDHash"]
    assert binary.keys() == {"TeamID", "SigningID"}, "a team by itself would reach all that it signs"
    team = "platform" if binary["TeamID"] == "*APPLE*" else binary["TeamID"]
    return "apple_signing_id", f"{team}:{binary['SigningID']}"
