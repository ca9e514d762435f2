"""What the lists for resolvers share: domains with all below them, denied where all else is allowed."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import UNFIT_VALUE, Cause
from registry.surfaces.exports.format import PHONES, WORKSTATIONS, Format
from registry.surfaces.exports.formats.sites import Territory, is_fit
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Identifier
from registry.terms import IdentifierKind


class DomainList(Format):
    """A list of domains for whatever answers for names. To deny every other name would cut devices off: it cannot."""

    devices = PHONES + WORKSTATIONS
    modes = (Mode.DEFAULT_ALLOW,)
    kinds = frozenset({IdentifierKind.DNS_DOMAIN})

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why a domain cannot be written: resolvers would take it, and read something else."""
        return None if is_fit(identifier) else UNFIT_VALUE

    def excepted(self, selection: Selection) -> list[Item]:
        """Return the allowed domains that lie below a denied one."""
        denied = Territory(selection.denied)
        return [item for item in selection.allowed if denied.holds(item.identifier)]

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return (
            _("It reaches the devices that ask this resolver, and no other: DNS over HTTPS and mobile data pass by."),
            _("A name that is denied is denied to every application and every page, not to the application alone."),
        )
