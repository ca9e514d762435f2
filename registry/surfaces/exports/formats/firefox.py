"""Firefox: `policies.json` with a filter of sites and what holds for extensions (Mozilla, policy-templates)."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.format import WORKSTATIONS, Export, Format
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item, Selection
from registry.terms import BaselineRole, IdentifierKind

MOST = 1_000
"""How many entries Firefox reads of a list of `WebsiteFilter`; it ignores the rest."""


class Firefox(Format):
    """The policies of Firefox, for `/etc/firefox/policies/policies.json` and what fills it."""

    name = "firefox-policy"
    label = "Firefox (policies.json)"
    description = _("The policies of Firefox: lay the file down as /etc/firefox/policies/policies.json.")
    media_type = "application/json"
    suffix = ".json"
    devices = WORKSTATIONS
    kinds = frozenset({IdentifierKind.DNS_DOMAIN, IdentifierKind.FIREFOX_EXTENSION})
    required = frozenset({BaselineRole.SIGN_IN})
    most = MOST

    def write(self, export: Export) -> bytes:
        """Return `policies.json`."""
        chosen = export.selection
        sites: dict[str, Any] = {"Block": _sites(chosen.denied)}
        if export.mode == Mode.DEFAULT_DENY:
            sites = {"Block": ["<all_urls>"], "Exceptions": _sites(chosen.allowed)}
        policies = {"WebsiteFilter": sites, "ExtensionSettings": _extensions(chosen)}
        return json.dumps({"policies": policies}, ensure_ascii=False, indent=2).encode() + b"\n"

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return (_("It filters pages, not what a page loads from elsewhere, and other browsers not at all."),)


def _extensions(chosen: Selection) -> dict[str, Any]:
    """Return what holds for each extension, by its id; the asterisk is every other."""
    settings: dict[str, Any] = {}
    if chosen.mode == Mode.DEFAULT_DENY:
        settings["*"] = {"installation_mode": "blocked"}
        settings |= {one: {"installation_mode": "allowed"} for one in _ids(chosen.allowed)}
    return settings | {one: {"installation_mode": "blocked"} for one in _ids(chosen.denied)}


def _ids(items: list[Item]) -> list[str]:
    return [one.identifier.value for one in items if one.identifier.kind == IdentifierKind.FIREFOX_EXTENSION]


def _sites(items: list[Item]) -> list[str]:
    return [f"*://*.{one.identifier.value}/*" for one in items if one.identifier.kind == IdentifierKind.DNS_DOMAIN]
