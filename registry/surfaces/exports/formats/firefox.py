"""Firefox: `policies.json` with a filter of sites and what holds for extensions (Mozilla, policy-templates)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.format import Export
from registry.surfaces.exports.formats.browsers import BrowserPolicy, extensions
from registry.surfaces.exports.formats.sites import SITES, Territory, address, sites
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item, Omission, Selection
from registry.surfaces.exports.standing import Identifier
from registry.terms import IdentifierKind

MOST = 1_000
"""How many entries Firefox reads of each list of `WebsiteFilter`; it ignores the rest."""

WITHIN_EXCEPTION = Cause(
    "not_enforced",
    _("It lies within a site that is allowed, and the exceptions of this format outrank whatever it blocks."),
    _("Look after this address by hand, or use another format: resolvers can tell the two apart."),
)


class Firefox(BrowserPolicy):
    """The policies of Firefox, for `/etc/firefox/policies/policies.json` and what fills it."""

    name = "firefox-policy"
    label = "Firefox (policies.json)"
    description = _("The policies of Firefox: lay the file down as /etc/firefox/policies/policies.json.")
    kinds = SITES | {IdentifierKind.FIREFOX_EXTENSION}
    most = MOST

    def key(self, identifier: Identifier) -> object:
        """Return what is the same for two addresses that differ in case alone: Firefox reads them in lower case."""
        if identifier.kind == IdentifierKind.URL_PATTERN:
            return identifier.kind, address(identifier).lower()
        return super().key(identifier)

    def eclipsed(self, selection: Selection) -> Sequence[Omission]:
        """Return the denied sites that lie within an exception, which Firefox would let through."""
        let_through = Territory(self.excepted(selection))
        return [
            Omission(item.standing, WITHIN_EXCEPTION, item.identifier)
            for item in sites(selection.denied)
            if let_through.holds(item.identifier)
        ]

    def blocked(self, selection: Selection) -> list[Item]:
        """Return the sites that it names as blocked: none where all are."""
        return [] if selection.mode == Mode.DEFAULT_DENY else super().blocked(selection)

    def write(self, export: Export) -> bytes:
        """Return `policies.json`."""
        chosen = export.selection
        blocked = ["<all_urls>"] if export.mode == Mode.DEFAULT_DENY else _patterns(self.blocked(chosen))
        policies: dict[str, Any] = {
            "WebsiteFilter": {"Block": blocked, "Exceptions": _patterns(self.excepted(chosen))},
            "ExtensionSettings": extensions(export, IdentifierKind.FIREFOX_EXTENSION),
        }
        return json.dumps({"policies": policies}, ensure_ascii=False, indent=2).encode() + b"\n"


def _patterns(items: Iterable[Item]) -> list[str]:
    """Return the match patterns of sites: of a domain with all below it, of what begins with an address."""
    return list(dict.fromkeys(_pattern(item.identifier) for item in items))


def _pattern(site: Identifier) -> str:
    return f"*://*.{site.value}/*" if site.kind == IdentifierKind.DNS_DOMAIN else f"{address(site).lower()}*"
