"""What `policies.json` says."""

import json

from registry.tests.surfaces.exports.readers.said import Said


def said(raw: bytes) -> Said:
    policies = json.loads(raw)["policies"]
    filtered, extensions = policies["WebsiteFilter"], policies["ExtensionSettings"]
    denies = "<all_urls>" in filtered["Block"]
    assert denies == ("*" in extensions)
    blocked = {_domain(one) for one in filtered["Block"] if one != "<all_urls>"}
    return Said(
        blocked | {("firefox_extension_id", one) for one in _with(extensions, "blocked") - {"*"}},
        {_domain(one) for one in filtered.get("Exceptions", ())}
        | {("firefox_extension_id", one) for one in _with(extensions, "allowed")},
    )


def _with(extensions: dict, mode: str) -> set[str]:
    return {one for one, settings in extensions.items() if settings == {"installation_mode": mode}}


def _domain(pattern: str) -> tuple[str, str]:
    assert pattern.startswith("*://*.")
    assert pattern.endswith("/*")
    return "dns_domain", pattern[6:-2]
