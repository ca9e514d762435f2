"""What each format's file says, read back by parsers that others wrote: a format without a reader fails the tests."""

from collections.abc import Callable, Mapping

from registry.tests.surfaces.exports.readers import adblock, android, chromium, firefox, hosts, osquery, rpz
from registry.tests.surfaces.exports.readers.said import Said

READERS: Mapping[str, Callable[[bytes], Said]] = {
    "android-policy": android.policy,
    "android-modify": android.changes,
    "android-remove": android.removals,
    "chromium-policy": chromium.said,
    "firefox-policy": firefox.said,
    "fleet-policies": osquery.fleet,
    "osquery-pack": osquery.pack,
    "dns-rpz": rpz.said,
    "dns-hosts": hosts.said,
    "adblock": adblock.said,
}
