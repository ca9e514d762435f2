"""What a file of managed policies says to Chrome, Chromium, Edge and Brave."""

import json

from registry.tests.surfaces.exports.readers.said import Said


def said(raw: bytes) -> Said:
    policies = json.loads(raw)
    assert policies.keys() == {"URLBlocklist", "URLAllowlist", "ExtensionSettings"}
    extensions = policies["ExtensionSettings"]
    denies = "*" in policies["URLBlocklist"]
    assert denies == ("*" in extensions)
    blocked = {_site(one) for one in policies["URLBlocklist"] if one != "*"}
    excepted = {_site(one) for one in policies["URLAllowlist"]}
    return Said(
        denied=blocked | {("chromium_extension_id", one) for one in _with(extensions, "blocked") - {"*"}},
        allowed=(excepted if denies else set())
        | {("chromium_extension_id", one) for one in _with(extensions, "allowed")},
        excepted=set() if denies else excepted,
    )


def _with(extensions: dict, mode: str) -> set[str]:
    return {one for one, settings in extensions.items() if settings["installation_mode"] == mode}


def _site(filtered: str) -> tuple[str, str]:
    if "://" not in filtered:
        return "dns_domain", filtered
    scheme, _slashes, rest = filtered.partition("//")
    assert rest.startswith(".")
    return "url_pattern", f"{scheme}//{rest[1:]}"
