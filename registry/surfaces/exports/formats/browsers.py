"""What the policies of browsers share: which sites and extensions they filter, and what an exception is."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import UNFIT_VALUE, Cause
from registry.surfaces.exports.format import WORKSTATIONS, Export, Format
from registry.surfaces.exports.formats.sites import SITES, Territory, address, is_fit, sites
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind

PROHIBITED_EXTENSION = _("Your organisation prohibits this extension.")
UNLISTED_EXTENSION = _("Your organisation allows no extension that it has not approved.")


class BrowserPolicy(Format):
    """A policy of browsers: lists of sites that are blocked, and of those that are not, and what holds for extensions.

    What is allowed within what is denied stands as an exception, even where all else is allowed.
    """

    media_type = "application/json"
    suffix = ".json"
    devices = WORKSTATIONS
    required = frozenset({BaselineRole.SIGN_IN})
    role_kinds = SITES
    """An extension signs nobody in: without the sites of the sign-in, a default-deny file locks everyone out."""

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why a site cannot be written: it is no plain host or address, or browsers would read another."""
        return UNFIT_VALUE if identifier.kind in SITES and not is_fit(identifier) else None

    def key(self, identifier: Identifier) -> object:
        """Return what is the same for two addresses that differ in the slash of the whole host alone."""
        return identifier.kind, address(
            identifier
        ) if identifier.kind == IdentifierKind.URL_PATTERN else identifier.value

    def written(self, selection: Selection) -> Sequence[Item]:
        """Return the longer of its two lists of sites: the limit is one of each."""
        return max(self.blocked(selection), self.excepted(selection), key=len)

    def blocked(self, selection: Selection) -> list[Item]:
        """Return the sites that it names as blocked."""
        return sites(selection.denied)

    def excepted(self, selection: Selection) -> list[Item]:
        """Return the sites that it names as not blocked."""
        return allowed_sites(selection)

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return (
            _("It filters pages, not what a page loads from elsewhere, and other browsers not at all."),
            _("An extension that is blocked is also switched off where it is installed."),
        )


def allowed_sites(selection: Selection) -> list[Item]:
    """Return the sites to be let through: all that are allowed, or those alone that lie within what is denied."""
    allowed = sites(selection.allowed)
    if selection.mode == Mode.DEFAULT_DENY:
        return allowed
    denied = Territory(selection.denied)
    return [item for item in allowed if denied.holds(item.identifier)]


def extensions(export: Export, kind: IdentifierKind) -> dict[str, dict[str, str]]:
    """Return what holds for each extension of a kind, by its id; the asterisk is every other.

    Who asks for one that is blocked is told so in both languages, with the page that answers why.
    """
    settings: dict[str, dict[str, str]] = {}
    if export.mode == Mode.DEFAULT_DENY:
        settings["*"] = {"installation_mode": "blocked", "blocked_install_message": in_one(both(UNLISTED_EXTENSION))}
        settings |= {
            item.identifier.value: {"installation_mode": "allowed"}
            for item in export.selection.allowed
            if item.identifier.kind == kind
        }
    prohibited = in_one(both(PROHIBITED_EXTENSION))
    return settings | {
        item.identifier.value: {
            "installation_mode": "blocked",
            "blocked_install_message": f"{prohibited} {item.standing.page}".rstrip(),
        }
        for item in export.selection.denied
        if item.identifier.kind == kind
    }
