"""What a configuration profile says, and what `openssl` says of one that is signed."""

import subprocess

from django.conf import settings

from registry.tests.surfaces.exports.readers.profile_keys import payload_of
from registry.tests.surfaces.exports.readers.said import Said


def said(raw: bytes) -> Said:
    payload = payload_of(raw)
    assert payload["PayloadType"] == "com.apple.applicationaccess"
    lists = payload.keys() & {"blockedAppBundleIDs", "allowListedAppBundleIDs"}
    assert len(lists) == 1, "the two exclude each other"
    blocked, allowed = payload.get("blockedAppBundleIDs", []), payload.get("allowListedAppBundleIDs", [])
    assert len({*blocked, *allowed}) == len(blocked) + len(allowed)
    return Said({("ios_bundle_id", one) for one in blocked}, {("ios_bundle_id", one) for one in allowed})


def signed_said(raw: bytes) -> Said:
    return said(verified(raw))


def verified(raw: bytes) -> bytes:
    """Return what a certificate signed, where its signature holds."""
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-purpose", "any", "-binary"]
    done = subprocess.run(
        [*command, "-CAfile", settings.EXPORT_SIGNING_CERTIFICATE], input=raw, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
