"""Response policy zone: a zone by which BIND, Unbound, Knot Resolver and PowerDNS deny names (draft-vixie-dns-rpz)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import UNFIT_VALUE, Cause
from registry.surfaces.exports.format import Export
from registry.surfaces.exports.formats.domains import DomainList
from registry.surfaces.exports.formats.sites import above
from registry.surfaces.exports.selection import Selection
from registry.surfaces.exports.standing import Identifier

MOST_OCTETS = 190
"""How long a domain may be: a name has 255 octets, of which `*.` takes 2 and a zone of up to 60 characters 62."""

DENIED = "."
"""The target by which a name does not exist (NXDOMAIN)."""
EXCEPTED = "rpz-passthru."
"""The target by which a name is answered as if there were no zone."""


class ResponsePolicyZone(DomainList):
    """A zone of which the loader chooses the name; its serial is the `seq` of the state, which never falls."""

    name = "dns-rpz"
    label = _("Response policy zone (DNS)")
    description = _("A zone for BIND, Unbound, Knot Resolver and PowerDNS: name it as a response policy zone.")
    media_type = "text/dns"
    suffix = ".zone"

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why a domain cannot be written: it is none, or leaves no room for the name of the zone."""
        return super().why_not(identifier) or (UNFIT_VALUE if len(identifier.value) > MOST_OCTETS else None)

    def write(self, export: Export) -> bytes:
        """Return the zone, each domain with a wildcard for all below it."""
        lines = [
            f"; {export.stamp}",
            "$TTL 300",
            f"@ SOA localhost. root.localhost. {export.ground.channel.seq} 3600 600 604800 300",
            "@ NS localhost.",
        ]
        for name, target, why in self._records(export.selection):
            lines += [f"{name} CNAME {target} ; {why}", f"*.{name} CNAME {target}"]
        return "\n".join([*lines, ""]).encode("ascii")

    def _records(self, selection: Selection) -> Iterator[tuple[str, str, str]]:
        """Yield names with their targets and why they are there: first what was ruled, then what lies between."""
        targets: dict[str, str] = {}
        for items, target in ((selection.denied, DENIED), (self.excepted(selection), EXCEPTED)):
            for item in items:
                targets[item.identifier.value] = target
                yield item.identifier.value, target, item.standing.slug
        for name in sorted(_between(targets)):
            nearest = next(one for one in above(name) if one in targets)
            yield name, targets[nearest], f"between {nearest} and what is listed below"


def _between(targets: dict[str, str]) -> set[str]:
    """Return the names between one that is listed and a listed one above it.

    A wildcard does not reach below a name that exists, and a name exists as soon as one below it does (RFC 4592,
    2.2.2): of `x.org` and `a.b.x.org` alone, `b.x.org` and `c.b.x.org` would escape.
    """
    between: set[str] = set()
    for listed in targets:
        path: list[str] = []
        for name in above(listed.partition(".")[2]):
            if name in targets:
                between.update(path)
                break
            path.append(name)
    return between
