"""Adblock list: domains for AdGuard Home, Pi-hole and the blockers of browsers (the syntax of Adblock Plus)."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.format import Export
from registry.surfaces.exports.formats.domains import DomainList
from registry.surfaces.exports.formats.sites import Territory
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Omission, Selection

WITHIN_IMPORTANT = Cause(
    "not_enforced",
    _("It lies within what is denied within a site that is allowed: this format has no exception to that."),
    _("Use a response policy zone, in which the nearest name holds however deep it lies."),
)


class AdblockList(DomainList):
    """A list of which an exception outranks what it lies within; what is denied within one outranks it in turn."""

    name = "adblock"
    label = _("Adblock list")
    description = _("A list for AdGuard Home, Pi-hole or a blocker of browsers: subscribe to its address.")
    media_type = "text/plain; charset=us-ascii"
    suffix = ".txt"

    def eclipsed(self, selection: Selection) -> Sequence[Omission]:
        """Return the exceptions to what is marked important, which nothing outranks."""
        excepted = self.excepted(selection)
        within = Territory(excepted)
        important = Territory(item for item in selection.denied if within.holds(item.identifier))
        return [
            Omission(item.standing, WITHIN_IMPORTANT, item.identifier)
            for item in excepted
            if important.holds(item.identifier)
        ]

    def write(self, export: Export) -> bytes:
        """Return the list."""
        chosen, excepted = export.selection, self.excepted(export.selection)
        within = Territory(excepted)
        channel = export.ground.channel
        lines = [
            f"! Title: Aval {channel.name}",
            f"! Homepage: {export.origin}/",
            "! Expires: 1 hours",
            f"! Version: {channel.seq}",
            f"! {export.stamp}",
        ]
        for item in chosen.denied:
            outranks = "$important" if within.holds(item.identifier) else ""
            lines += [f"||{item.identifier.value}^{outranks}"]
        lines += [f"@@||{item.identifier.value}^" for item in excepted]
        return "\n".join([*lines, ""]).encode("ascii")

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return (
            *super().notes(mode),
            _("A site that is prohibited within one that is allowed is marked important, which Pi-hole does not know."),
        )
