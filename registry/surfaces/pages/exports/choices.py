"""Choices by links: each device class and each mode that a page of files can be asked for, without a script."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.surfaces.exports.modes import Mode
from registry.surfaces.pages.exports.asked import tail
from registry.terms import DeviceClass, Rule


class Choice(NamedTuple):
    """Something to choose: what it is called, the query that asks for it, and whether it is what is shown."""

    name: str
    query: str
    is_shown: bool


def of_devices(served: Iterable[DeviceClass], device: DeviceClass, mode: Mode) -> list[Choice]:
    """Return the device classes that can be asked for, in the order of their declaration."""
    known = set(served)
    return [Choice(str(one.label), tail(one, mode), one == device) for one in DeviceClass if one in known]


def of_modes(offered: Iterable[Mode], device: DeviceClass, mode: Mode, rule: Rule) -> list[Choice]:
    """Return the modes that can be asked for; that of the organisation's default rule is marked as such."""
    own = Mode.of(rule)
    return [
        Choice(
            _("%(mode)s (the rule here)") % {"mode": one.label} if one == own else str(one.label),
            tail(device, one),
            one == mode,
        )
        for one in offered
    ]
