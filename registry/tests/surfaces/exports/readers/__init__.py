"""What each format's file says, read back by parsers that others wrote: a format without a reader fails the tests."""

from collections.abc import Callable, Mapping

from registry.tests.surfaces.exports.readers import (
    adblock,
    android,
    apple_ddm,
    apple_profile,
    applocker,
    chromium,
    firefox,
    hosts,
    osquery,
    rpz,
    santa,
    table,
)
from registry.tests.surfaces.exports.readers.said import Said

READERS: Mapping[str, Callable[[bytes], Said]] = {
    "android-policy": android.policy,
    "android-modify": android.changes,
    "android-remove": android.removals,
    "apple-profile": apple_profile.said,
    "apple-profile-signed": apple_profile.signed_said,
    "apple-ddm": apple_ddm.said,
    "apple-ddm-mac": apple_ddm.said_of_macs,
    "chromium-policy": chromium.said,
    "firefox-policy": firefox.said,
    "fleet-policies": osquery.fleet,
    "osquery-pack": osquery.pack,
    "dns-rpz": rpz.said,
    "dns-hosts": hosts.said,
    "adblock": adblock.said,
    "santa-rules": santa.said,
    "santa-profile": santa.said_in_profile,
    "applocker": applocker.said,
    "csv": table.said,
}
