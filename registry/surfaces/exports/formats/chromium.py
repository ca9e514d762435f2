"""Chrome, Chromium, Edge and Brave: `URLBlocklist`, `URLAllowlist` and `ExtensionSettings` (Chrome Enterprise)."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.format import Export
from registry.surfaces.exports.formats.browsers import BrowserPolicy, extensions
from registry.surfaces.exports.formats.sites import SITES, address
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item
from registry.surfaces.exports.standing import Identifier
from registry.terms import IdentifierKind

MOST = 999
"""How many sites a list may name: the browsers read 1,000 entries of each and ignore the rest; one may be `*`."""


class Chromium(BrowserPolicy):
    """The policies of Chromium and its kin. Of two filters the nearer holds, so that a site within another is told."""

    name = "chromium-policy"
    label = "Chrome, Chromium, Edge, Brave"
    description = _(
        "The policies of Chrome, Chromium, Edge and Brave: lay the file down in /etc/opt/chrome/policies/managed,"
        " /etc/chromium/policies/managed, /etc/opt/edge/policies/managed or /etc/brave/policies/managed."
    )
    kinds = SITES | {IdentifierKind.CHROMIUM_EXTENSION}
    most = MOST

    def write(self, export: Export) -> bytes:
        """Return a file of managed policies."""
        chosen = export.selection
        everything = ["*"] if export.mode == Mode.DEFAULT_DENY else []
        policies: dict[str, Any] = {
            "URLBlocklist": everything + _filters(self.blocked(chosen)),
            "URLAllowlist": _filters(self.excepted(chosen)),
            "ExtensionSettings": extensions(export, IdentifierKind.CHROMIUM_EXTENSION),
        }
        return json.dumps(policies, ensure_ascii=False, indent=2).encode() + b"\n"


def _filters(items: Iterable[Item]) -> list[str]:
    """Return the filters of sites: of a domain with all below it, of what begins with an address."""
    return list(dict.fromkeys(_filter(item.identifier) for item in items))


def _filter(site: Identifier) -> str:
    """Return a filter; a dot before the host makes it that host alone."""
    if site.kind == IdentifierKind.DNS_DOMAIN:
        return site.value
    scheme, _slashes, rest = address(site).partition("//")
    return f"{scheme}//.{rest}"
