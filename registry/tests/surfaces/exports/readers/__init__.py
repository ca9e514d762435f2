"""What each format's file says, read back by parsers that others wrote: a format without a reader fails the tests."""

from collections.abc import Callable, Mapping

from registry.tests.surfaces.exports.readers import android, firefox, osquery
from registry.tests.surfaces.exports.readers.said import Said

READERS: Mapping[str, Callable[[bytes], Said]] = {
    "android-policy": android.policy,
    "android-modify": android.changes,
    "android-remove": android.removals,
    "firefox-policy": firefox.said,
    "fleet-policies": osquery.fleet,
    "osquery-pack": osquery.pack,
}
