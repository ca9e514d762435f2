"""What `policies.json` says."""

import json

from registry.tests.surfaces.exports.readers.said import Said


def said(raw: bytes) -> Said:
    policies = json.loads(raw)["policies"]
    filtered, extensions = policies["WebsiteFilter"], policies["ExtensionSettings"]
    denies = "<all_urls>" in filtered["Block"]
    assert denies == ("*" in extensions)
    blocked = {_site(one) for one in filtered["Block"] if one != "<all_urls>"}
    excepted = {_site(one) for one in filtered["Exceptions"]}
    return Said(
        denied=blocked | {("firefox_extension_id", one) for one in _with(extensions, "blocked") - {"*"}},
        allowed=(excepted if denies else set())
        | {("firefox_extension_id", one) for one in _with(extensions, "allowed")},
        excepted=set() if denies else excepted,
    )


def _with(extensions: dict, mode: str) -> set[str]:
    return {one for one, settings in extensions.items() if settings["installation_mode"] == mode}


def _site(pattern: str) -> tuple[str, str]:
    assert pattern.endswith("*")
    if pattern.startswith("*://*."):
        assert pattern.endswith("/*")
        return "dns_domain", pattern[6:-2]
    return "url_pattern", pattern[:-1]
