"""What an export is asked: which format, for which devices, in which mode, since which state."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from registry.surfaces.exports.format import Format
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.made import Order
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import ended
from registry.surfaces.feed import asked
from registry.surfaces.feed.channel import Channel
from registry.surfaces.parameters import shown
from registry.terms import DeviceClass


def order(slug: str, format_name: str, given: QueryDict, origin: str) -> Order:
    """Return what is asked for. Raises the problem of what is not on offer. One query."""
    format_ = format_named(format_name)
    device = _device(format_, given.get("device", ""))
    mode = mode_among(format_.modes, given.get("mode", ""))
    since = _since(format_, given.get("since", ""))
    return Order(format_, channel(slug, device, origin), origin, mode, since)


def format_named(name: str) -> Format:
    """Return a format; raise 404 where there is none of that name."""
    if name not in FORMATS:
        words = {"format": shown(name), "formats": ", ".join(FORMATS)}
        raise NotFound(_("There is no format “%(format)s”. It is one of: %(formats)s.") % words)
    return FORMATS[name]


def channel(slug: str, device: DeviceClass, origin: str) -> Channel:
    """Return a channel as it is now. Raises 404 where there is no organisation, 410 where it has ended. One query."""
    found = asked.channel(slug, device)
    asked.refuse_unknown_state(found)
    if found.ends_on is not None and found.ends_on <= found.day:
        raise ended(found, found.ends_on, origin)
    return found


def _device(format_: Format, text: str) -> DeviceClass:
    """Return the device class asked for, by default the first that the format serves."""
    device = asked.device_class(text) if text else format_.devices[0]
    if device not in format_.devices:
        words = {"device": device, "devices": ", ".join(format_.devices)}
        raise ValidationError({"device": [_("This format does not serve %(device)s. It serves: %(devices)s.") % words]})
    return device


def mode_among(modes: Sequence[Mode], text: str) -> Mode | None:
    """Return the mode asked for of those that there are, None where the organisation's default rule is to say it."""
    if not text:
        return None
    if text not in modes:
        words = {"mode": shown(text), "modes": ", ".join(modes)}
        raise ValidationError({"mode": [_("This format has no mode “%(mode)s”. It has: %(modes)s.") % words]})
    return Mode(text)


def _since(format_: Format, text: str) -> Loaded | None:
    """Return the earlier state asked for, None where none is."""
    if not text:
        return None
    if not format_.needs_before:
        raise ValidationError({"since": [_("This format tells what holds now: leave since out.")]})
    try:
        return Loaded.read(text)
    except ValueError as error:
        sentence = _("Give the state as a file or its report names it: <seq>.<digest>, or the seq alone.")
        raise ValidationError({"since": [sentence]}) from error
