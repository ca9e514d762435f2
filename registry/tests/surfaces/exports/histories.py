"""Random histories that touch all that a file shows: every device class, every kind of identifier, every role."""

import hashlib

from registry.models import BaselineEntry, Identifier, MinimumVersion
from registry.proposals.changes import Change
from registry.terms import BaselineRole, DeviceClass, IdentifierKind, Outcome
from registry.tests.surfaces.feed.histories import FeedHistory

VERSIONED = {
    IdentifierKind.ANDROID_PACKAGE: lambda chance: str(chance.randint(1, 2_000_000)),
    IdentifierKind.MACOS_BUNDLE_ID: lambda chance: f"{chance.randint(1, 30)}.{chance.randint(0, 9)}",
    IdentifierKind.WINDOWS_PACKAGE_NAME: lambda chance: f"{chance.randint(1, 30)}.{chance.randint(0, 9)}.1.1",
    IdentifierKind.DEB_PACKAGE: lambda chance: f"{chance.randint(1, 9)}.{chance.randint(0, 9)}",
}
"""Kinds for which a minimum version is set, and how one looks."""


def value_of(kind: str, number: int) -> str:
    """Return a value of a kind: another one for each number."""
    digest = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
    letters = digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    guid = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}".upper()
    return {
        IdentifierKind.ANDROID_PACKAGE: f"org.example.a{number}",
        IdentifierKind.ANDROID_SIGNING_CERT: digest,
        IdentifierKind.IOS_BUNDLE_ID: f"org.example.ios-{number}",
        IdentifierKind.APP_STORE_ID: str(100_000_000 + number),
        IdentifierKind.MACOS_BUNDLE_ID: f"org.example.Mac{number}",
        IdentifierKind.APPLE_SIGNING_ID: f"ABCDE12345:org.example.Mac{number}",
        IdentifierKind.APPLE_CDHASH: digest[:40],
        IdentifierKind.BINARY_SHA256: digest,
        IdentifierKind.WINDOWS_PACKAGE_NAME: f"Example.App{number}",
        IdentifierKind.WINDOWS_PACKAGE_FAMILY: f"Example.Family{number}_8wekyb3d8bbwe",
        IdentifierKind.WINDOWS_PROGRAM_NAME: f"Example’s “Program” {number} <&>",
        IdentifierKind.WINDOWS_UPGRADE_CODE: f"{{{guid}}}",
        IdentifierKind.DEB_PACKAGE: f"example-{number}",
        IdentifierKind.RPM_PACKAGE: f"example_{number}",
        IdentifierKind.FLATPAK_ID: f"org.example.App{number}",
        IdentifierKind.SNAP_NAME: f"example-{number}",
        IdentifierKind.HOMEBREW_CASK: f"example-{number}",
        IdentifierKind.CHROMIUM_EXTENSION: letters[:32],
        IdentifierKind.FIREFOX_EXTENSION: f"app{number}@example.org",
        IdentifierKind.DNS_DOMAIN: f"app{number}.example.org",
        IdentifierKind.URL_PATTERN: f"https://www.example.org/app{number}/",
    }[IdentifierKind(kind)]


class ExportHistory(FeedHistory):
    """A small registry of which every format has something to say."""

    def devices(self) -> list[str]:
        return self.chance.sample(DeviceClass.values, self.chance.choice((1, 2, 4)))

    def change(self) -> Change:
        if self.chance.random() < 0.3:
            return self.identifier()
        return super().change()

    def identifier(self) -> Change:
        self.count += 1
        kind = self.chance.choice(IdentifierKind.values)
        signed = (
            kind == IdentifierKind.WINDOWS_PACKAGE_NAME
            and self.signer.known_until_id is None
            and self.chance.random() < 0.8
        )
        return Identifier(
            application=self.chance.choice(self.applications),
            kind=kind,
            value=value_of(kind, self.count),
            signer=self.signer if signed else None,
            **self.evidence,
        )

    def conditions(self) -> list[Change]:
        known = list(Identifier.objects.known().filter(kind__in=VERSIONED).select_related("application"))
        if not known:
            return [self.identifier()]
        identifier = self.chance.choice(known)
        decision = self.scene.unpublished(
            self.chance.choice(self.organisations), identifier.application, Outcome.CONDITIONAL, self.day()
        )
        decision.device_classes = self.devices()
        version = VERSIONED[IdentifierKind(identifier.kind)](self.chance)
        return [decision, MinimumVersion(decision=decision, identifier=identifier, version=version)]

    def baseline_entry(self) -> Change:
        entry = super().baseline_entry()
        assert isinstance(entry, BaselineEntry)
        entry.role = self.chance.choice(BaselineRole.values)
        return entry
