"""The list of what is on offer to an organisation: formats, device classes and modes, with what each covers."""

from typing import Any

from registry.surfaces import addresses
from registry.surfaces.exports.asked import channel
from registry.surfaces.exports.format import Format
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.made import Order
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.report import coverage
from registry.surfaces.exports.said import both
from registry.surfaces.exports.standing import Ground, ground_of
from registry.terms import DeviceClass

SCHEMA = "aval-exports/1"


def grounds(slug: str, origin: str) -> dict[DeviceClass, Ground]:
    """Return what stands for each device class that a format serves. Sixteen queries for each."""
    served = {device for one in FORMATS.values() for device in one.devices}
    return {device: ground_of(channel(slug, device, origin), origin) for device in DeviceClass if device in served}


def listing(read: dict[DeviceClass, Ground], origin: str) -> dict[str, Any]:
    """Return the list of files, with what stands for each device class."""
    some = next(iter(read.values())).channel
    return {
        "schema": SCHEMA,
        "organisation": some.organisation.slug,
        "revision": some.revision,
        "day": some.day.isoformat(),
        "formats": [
            {
                "format": one.name,
                "title": both(one.label),
                "description": both(one.description),
                "media_type": one.media_type,
                "needs_since": one.needs_before,
                "files": [_file(one, read[device], mode, origin) for device in one.devices for mode in one.modes],
            }
            for one in FORMATS.values()
        ],
    }


def _file(format_: Format, ground: Ground, mode: Mode, origin: str) -> dict[str, Any]:
    """Return what a file covers, and where it and its report are."""
    selection = format_.select(ground, mode)
    refused = refusal(format_, selection)
    asked = ground.channel
    of = (origin, asked.organisation.slug, format_.name)
    return {
        "device": asked.device_class.value,
        "mode": mode.value,
        "by_default": mode == Mode.of(ground.default_rule),
        "coverage": coverage(selection),
        "refused": refused and refused.kind,
        "url": Order(format_, asked, origin, mode).address,
        "report_url": addresses.export(*of, device=asked.device_class, mode=mode, report=True),
    }
