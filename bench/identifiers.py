"""Identifiers for the applications of a large registry: of every kind, each valid and none twice."""

import hashlib

from registry.terms import IdentifierKind as Kind

SHAPES = {
    Kind.ANDROID_PACKAGE: "org.example.a{number}",
    Kind.ANDROID_SIGNING_CERT: "{digest}",
    Kind.IOS_BUNDLE_ID: "org.example.ios-{number}",
    Kind.APP_STORE_ID: "{number:09}",
    Kind.MACOS_BUNDLE_ID: "org.example.Mac{number}",
    Kind.APPLE_SIGNING_ID: "ABCDE12345:org.example.Mac{number}",
    Kind.APPLE_CDHASH: "{digest:.40}",
    Kind.BINARY_SHA256: "{digest}",
    Kind.WINDOWS_PACKAGE_NAME: "Example.App{number}",
    Kind.WINDOWS_PACKAGE_FAMILY: "Example.Family{number}_8wekyb3d8bbwe",
    Kind.WINDOWS_PROGRAM_NAME: "Example’s “Program” {number}",
    Kind.WINDOWS_UPGRADE_CODE: "{{00000000-0000-0000-0000-{number:012}}}",
    Kind.DEB_PACKAGE: "example-{number}",
    Kind.RPM_PACKAGE: "example-{number}",
    Kind.FLATPAK_ID: "org.example.App{number}",
    Kind.SNAP_NAME: "example-{number}",
    Kind.HOMEBREW_CASK: "example-{number}",
    Kind.CHROMIUM_EXTENSION: "{letters:.32}",
    Kind.FIREFOX_EXTENSION: "app{number}@example.org",
    Kind.DNS_DOMAIN: "app{number}.example.org",
    Kind.URL_PATTERN: "https://www.example.org/app{number}/",
}


def value_of(kind: Kind, number: int) -> str:
    """Return the identifier of a kind of the application of a number."""
    digest = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
    letters = digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    return SHAPES[kind].format(number=100_000_000 + number, digest=digest, letters=letters)
