"""Hosts file: names that lead nowhere, for `/etc/hosts` and its kin (hosts(5))."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.format import Export
from registry.surfaces.exports.formats.domains import DomainList
from registry.surfaces.exports.modes import Mode

NOWHERE = ("0.0.0.0", "::")  # noqa: S104  (nothing is bound to it)
"""No address, in either version: of IPv6 a machine would else ask its resolver."""


class Hosts(DomainList):
    """Lines for a hosts file: each domain, then `www` below it; the file has no words for all below a name."""

    name = "dns-hosts"
    label = _("Hosts file")
    description = _("Lines for the hosts file of a machine, or for what reads such files: add them to its own.")
    media_type = "text/plain; charset=us-ascii"
    suffix = ".txt"

    def write(self, export: Export) -> bytes:
        """Return the lines; the names of applications are their slugs."""
        chosen = export.selection
        named = {item.identifier.value for item in (*chosen.denied, *chosen.allowed)}
        lines = [f"# {export.stamp}"]
        for item in chosen.denied:
            name = item.identifier.value
            www = f"www.{name}"
            also = "" if www in named or len(www) > 253 else f" {www}"
            lines += [f"{nowhere} {name}{also} # {item.standing.slug}" for nowhere in NOWHERE]
        return "\n".join([*lines, ""]).encode("ascii")

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return (
            *super().notes(mode),
            _("It names each domain and www below it: other names below a domain still answer. Prefer a zone."),
        )
