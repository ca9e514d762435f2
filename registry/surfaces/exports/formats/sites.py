"""Sites: domains and web addresses as browsers and resolvers take them, and which of them lie within others."""

import re
from collections import defaultdict
from collections.abc import Iterable

import idna

from registry.surfaces.exports.selection import Item
from registry.surfaces.exports.standing import Identifier
from registry.terms import IdentifierKind

SITES = frozenset({IdentifierKind.DNS_DOMAIN, IdentifierKind.URL_PATTERN})

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# What ends in a number, 0x7f too, is an IPv4 address for browsers (WHATWG URL), and `rpz-ip` a trigger for resolvers.
_HOST = rf"(?=.{{1,253}}(?:/|\Z))(?:{_LABEL}\.)+(?!(?:[0-9]+|0x[0-9a-f]*|rpz-[a-z-]*)(?:/|\Z)){_LABEL}"
# Ports, queries and whatever a pattern or a consumer may take for more than itself are no plain address.
_PATH = r"(?!.*/\.{1,2}(?:/|\Z))/[A-Za-z0-9/._~-]*"
_FIT = {
    IdentifierKind.DNS_DOMAIN: re.compile(_HOST),
    IdentifierKind.URL_PATTERN: re.compile(rf"https?://{_HOST}(?:{_PATH})?"),
}


def is_fit(identifier: Identifier) -> bool:
    """Tell whether a domain is one in A-label form, or an address plain: a scheme, a host and a path."""
    return bool(_FIT[identifier.kind].fullmatch(identifier.value)) and _is_internationalised(host(identifier))


def _is_internationalised(name: str) -> bool:
    """Tell whether the labels of a host that stand for other letters do (IDNA 2008)."""
    if "xn--" not in name:
        return True
    try:
        idna.decode(name)
    except idna.IDNAError:
        return False
    return True


def host(identifier: Identifier) -> str:
    """Return the host of a site."""
    if identifier.kind == IdentifierKind.DNS_DOMAIN:
        return identifier.value
    return identifier.value.split("/", 3)[2]


def address(identifier: Identifier) -> str:
    """Return a web address with a path: that of the whole host ends in a slash, whether it is written or not."""
    return identifier.value if identifier.value.count("/") > 2 else f"{identifier.value}/"


def above(name: str) -> Iterable[str]:
    """Yield a domain, then each one above it, the nearest first."""
    while name:
        yield name
        name = name.partition(".")[2]


class Territory:
    """What some sites cover: a domain covers all below it, an address all that begin with it."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Take note of the sites among these items."""
        self._domains: set[str] = set()
        self._addresses: set[str] = set()
        self._lengths: dict[str, set[int]] = defaultdict(set)  # of the addresses on a host
        for item in items:
            one = item.identifier
            if one.kind == IdentifierKind.DNS_DOMAIN:
                self._domains.add(one.value)
            elif one.kind == IdentifierKind.URL_PATTERN:
                begins = address(one).lower()
                self._addresses.add(begins)
                self._lengths[host(one)].add(len(begins))

    def holds(self, identifier: Identifier) -> bool:
        """Tell whether a site lies within it."""
        if any(name in self._domains for name in above(host(identifier))):
            return True
        if identifier.kind != IdentifierKind.URL_PATTERN or not self._addresses:
            return False
        whole = address(identifier).lower()
        return any(whole[:length] in self._addresses for length in self._lengths.get(host(identifier), ()))


def sites(items: Iterable[Item]) -> list[Item]:
    """Return the items that are sites."""
    return [item for item in items if item.identifier.kind in SITES]
