"""The page of the files that are on offer to an organisation, for one device class and in one mode."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry.surfaces.addresses import exports, public_origin
from registry.surfaces.exports import asked
from registry.surfaces.exports.format import Format
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.made import Order
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Ground, ground_of
from registry.surfaces.pages.addresses import export_url, organisation_url
from registry.surfaces.pages.asking import device_class
from registry.surfaces.pages.exports.asked import of_those_in_being, refused_in_a_page, steps, tail
from registry.surfaces.pages.exports.choices import of_devices, of_modes
from registry.surfaces.pages.exports.covered import coverage, unsaid
from registry.surfaces.pages.furniture import Way, show
from registry.terms import DeviceClass

SERVED = frozenset(device for one in FORMATS.values() for device in one.devices)
"""The device classes for which there is any format."""


@dataclass(frozen=True)
class Offer:
    """A file on offer: what takes it, what it covers, where it is, or why it is not given."""

    name: str
    label: str
    description: str
    coverage: str
    unsaid: str
    refused: str
    download: str
    details: str


@of_those_in_being
def exports_offered(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the formats for a device class, by default the first one served, in a mode.

    Sixteen queries: the channel, and fifteen for what stands in it, whatever the number of formats.
    """
    given = request.GET
    device = device_class(given.get("device", "") or next(one for one in DeviceClass if one in SERVED))
    with refused_in_a_page():
        mode = asked.mode_among(tuple(Mode), given.get("mode", ""))
        channel = asked.channel(slug, device, "")
    ground = ground_of(channel, "")
    mode = mode or Mode.of(ground.default_rule)
    serving = [one for one in FORMATS.values() if device in one.devices]
    organisation = channel.organisation
    context = {
        "section": "organisations",
        "steps": steps(organisation, _("For device management")),
        "organisation": Way(organisation.name, organisation_url(organisation)),
        "device": device.label,
        "devices": of_devices(SERVED, device, mode),
        "modes": of_modes(Mode, device, mode, ground.default_rule),
        "offers": [_offer(one, ground, mode) for one in serving if mode in one.modes],
        "without_mode": [str(one.label) for one in serving if mode not in one.modes],
        "api_url": exports(public_origin(request), organisation.slug),
    }
    return show(request, "pages/exports.html", context)


def _offer(format_: Format, ground: Ground, mode: Mode) -> Offer:
    """Return a file as the list shows it; what tells of changes is downloaded once it is known since when."""
    selection, channel = format_.select(ground, mode), ground.channel
    refused = refusal(format_, selection)
    given = not refused and not format_.needs_before
    return Offer(
        name=format_.name,
        label=str(format_.label),
        description=str(format_.description),
        coverage="" if format_.needs_before else coverage(selection),
        unsaid="" if format_.needs_before else unsaid(selection.omissions),
        refused=str(refused.detail) if refused else "",
        download=Order(format_, channel, "", mode).address if given else "",
        details=export_url(channel.organisation, format_.name, tail(channel.device_class, mode)),
    )
