"""What Apple's formats share: which identifiers they can write, and the envelope of a configuration profile.

Keys and values follow Apple's own description of them (apple/device-management, mdm/profiles).
"""

import plistlib
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import UNFIT_VALUE, Cause
from registry.surfaces.exports.format import Export
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.selection import Item
from registry.surfaces.exports.standing import Identifier
from registry.surfaces.texts import texts
from registry.terms import DeviceClass, IdentifierKind

PROFILE = "application/x-apple-aspen-config"
NAMESPACE = UUID("33aa8738-6ade-40aa-85ac-c51cb415c072")
"""Under which the identifiers of all profiles are made, so that they are the same for each state of a channel."""

SHAPES: Mapping[IdentifierKind, re.Pattern[str]] = {
    IdentifierKind.IOS_BUNDLE_ID: re.compile(r"(?!com\.apple\.webapp$)[A-Za-z0-9._-]+"),
    IdentifierKind.APPLE_SIGNING_ID: re.compile(r"([A-Z0-9]{10}|platform):[A-Za-z0-9._-]+"),
    IdentifierKind.APPLE_CDHASH: re.compile(r"[0-9a-f]{40}"),
    IdentifierKind.BINARY_SHA256: re.compile(r"[0-9a-f]{64}"),
}
"""What can be written as it is; `com.apple.webapp` is no application but every web clip at once."""

# What management systems put their own values in the place of, and what a property list cannot hold as it is.
ALTERED = re.compile("\\{\\{|\\$|[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TITLE = _("Rules on applications")
NOT_SITES = _("It blocks applications, not their sites: use a list of domains beside it.")
DISAPPEARS = _(
    "Whatever it does not name disappears, what came with the device and web clips included: put what your agents"
    " need into the baseline."
)
HANDHELD, MAC = 1, 5  # TargetDeviceType


def why_not(identifier: Identifier) -> Cause | None:
    """Return why an identifier cannot be written, None where it can."""
    return None if SHAPES[identifier.kind].fullmatch(identifier.value) else UNFIT_VALUE


def values(items: Iterable[Item]) -> list[str]:
    """Return the values of items in their order, none twice."""
    return list(dict.fromkeys(item.identifier.value for item in items))


def stays(text: str) -> bool:
    """Tell whether a text reaches devices as it is: it may be in a profile only then."""
    return ALTERED.search(text) is None


def identifier_of(export: Export, name: str) -> str:
    """Return the identifier of a file: the same for each state and mode, so that a new file replaces the old."""
    channel = export.ground.channel
    return f"aval.{channel.organisation.slug}.{channel.device_class.replace('_', '-')}.{name}"


def profile(export: Export, name: str, payload_type: str, settings: Mapping[str, Any]) -> bytes:
    """Return a configuration profile with one payload. `name` names it among the profiles of its channel."""
    channel = export.ground.channel
    identifier = identifier_of(export, name)
    on_mac = channel.device_class == DeviceClass.WORKSTATION
    title = in_one(both(TITLE))
    organisation = in_one(texts(channel.organisation, "name"))
    envelope = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": identifier,
        "PayloadUUID": _uuid(identifier),
        "PayloadDisplayName": f"{title} ({channel.organisation.slug})",
        "PayloadDescription": export.stamp,
        "PayloadOrganization": organisation if stays(organisation) else channel.organisation.slug,
        "TargetDeviceType": MAC if on_mac else HANDHELD,
        "PayloadContent": [
            {
                "PayloadType": payload_type,
                "PayloadVersion": 1,
                "PayloadIdentifier": f"{identifier}.rules",
                "PayloadUUID": _uuid(f"{identifier}.rules"),
                "PayloadDisplayName": title,
                **settings,
            }
        ],
    }
    return plistlib.dumps(envelope | ({"PayloadScope": "System"} if on_mac else {}), sort_keys=False)


def _uuid(identifier: str) -> str:
    return str(uuid5(NAMESPACE, identifier)).upper()
