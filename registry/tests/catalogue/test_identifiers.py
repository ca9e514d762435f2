"""What a value of each kind looks like, the one way in which it is kept, and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from registry.catalogue.identifiers import (
    PATTERNS,
    PLATFORMS,
    Identifier,
    PublisherIdentifier,
    canonical,
    windows_publisher_hash,
)
from registry.terms import IdentifierKind as Kind
from registry.terms import PublisherIdentifierKind as Publisher

GUID = "C819B794-A45C-4F27-9860-0C86492A52CC"
SHA256 = "ab12" * 16
AS_IT_IS = None

KEPT = {
    Kind.ANDROID_PACKAGE: {
        "com.zhiliaoapp.musically": AS_IT_IS,
        "io.olvid.messenger": AS_IT_IS,
        "com.Example.App_2": AS_IT_IS,
        "  org.signal \n": "org.signal",
    },
    Kind.ANDROID_SIGNING_CERT: {SHA256: AS_IT_IS, SHA256.upper(): SHA256, ":".join(["AB", "12"] * 16): SHA256},
    Kind.IOS_BUNDLE_ID: {
        "com.zhiliaoapp.musically": AS_IT_IS,
        "fr.gouv.tchap-ios": AS_IT_IS,
        "net.Whats-App": AS_IT_IS,
    },
    Kind.APP_STORE_ID: {"835599320": AS_IT_IS, "1482463633": AS_IT_IS},
    Kind.MACOS_BUNDLE_ID: {"us.zoom.xos": AS_IT_IS, "com.tinyspeck.slackmacgap": AS_IT_IS},
    Kind.APPLE_SIGNING_ID: {"BJ4HAAB9B3:us.zoom.xos": AS_IT_IS, "platform:com.apple.Safari": AS_IT_IS},
    Kind.APPLE_CDHASH: {"ab" * 20: AS_IT_IS, "AB" * 20: "ab" * 20},
    Kind.BINARY_SHA256: {SHA256: AS_IT_IS, SHA256.upper(): SHA256},
    Kind.WINDOWS_PACKAGE_NAME: {"4DF9E0F8.Netflix": AS_IT_IS, "BytedancePte.Ltd.TikTok": AS_IT_IS},
    Kind.WINDOWS_PACKAGE_FAMILY: {"MSTeams_8wekyb3d8bbwe": AS_IT_IS, "king.com.CandyCrushSaga_kgqvnymyfvs32": AS_IT_IS},
    Kind.WINDOWS_PROGRAM_NAME: {"Zoom Workplace (64-bit)": AS_IT_IS, "Éditeur d’images": AS_IT_IS, "微信": AS_IT_IS},
    Kind.WINDOWS_UPGRADE_CODE: {
        f"{{{GUID}}}": AS_IT_IS,
        GUID: f"{{{GUID}}}",
        GUID.lower(): f"{{{GUID}}}",
        f"{{{GUID.lower()}}}": f"{{{GUID}}}",
    },
    Kind.DEB_PACKAGE: {"telegram-desktop": AS_IT_IS, "libstdc++6": AS_IT_IS, "0ad": AS_IT_IS},
    Kind.RPM_PACKAGE: {"telegram-desktop": AS_IT_IS, "Xaw3d": AS_IT_IS, "gtk+": AS_IT_IS},
    Kind.FLATPAK_ID: {"org.telegram.desktop": AS_IT_IS, "com.Discord.app_x": AS_IT_IS},
    Kind.SNAP_NAME: {"telegram-desktop": AS_IT_IS, "0ad": AS_IT_IS},
    Kind.HOMEBREW_CASK: {"zoom": AS_IT_IS, "1password@nightly": AS_IT_IS},
    Kind.CHROMIUM_EXTENSION: {"cjpalhdlnbpafiamejdnhcphjbkeiagm": AS_IT_IS},
    Kind.FIREFOX_EXTENSION: {
        "uBlock0@raymondhill.net": AS_IT_IS,
        "@contain-facebook": AS_IT_IS,
        f"{{{GUID.lower()}}}": AS_IT_IS,
    },
    Kind.DNS_DOMAIN: {
        "tiktok.com": AS_IT_IS,
        "WWW.TikTok.Com": "www.tiktok.com",
        "tiktok.com.": "tiktok.com",
        "ｔｉｋｔｏｋ。ｃｏｍ": "tiktok.com",
        "BÜCHER.de": "xn--bcher-kva.de",
        "xn--bcher-kva.de": AS_IT_IS,
        "XN--BCHER-KVA.de": "xn--bcher-kva.de",
        "faß.de": "xn--fa-hia.de",
        "אב.com": "xn--4dbc.com",
        "tik\u00adtok.com": "tiktok.com",
        "1.fr": AS_IT_IS,
        "аррӏе.com": "xn--80ak6aa92e.com",
        "аpple.com": "xn--pple-43d.com",
        f"{'a' * 63}.com": AS_IT_IS,
    },
    Kind.URL_PATTERN: {
        "https://example.org": AS_IT_IS,
        "HTTPS://Bücher.DE:8443/Path?q=A#b": "https://xn--bcher-kva.de:8443/Path?q=A#b",
        "http://example.org/a%20b/*": AS_IT_IS,
    },
    Publisher.APPLE_TEAM_ID: {"BJ4HAAB9B3": AS_IT_IS},
    Publisher.WINDOWS_PUBLISHER_DN: {
        "CN=52120C15-ACFA-47FC-A7E3-4974DBA79445": AS_IT_IS,
        "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US": AS_IT_IS,
        'CN="Éditeur, SA", C=FR': AS_IT_IS,
        "OID.1.3.6.1.4.1.311.60.2.1.3=FR, CN=X": AS_IT_IS,
    },
    Publisher.CERTIFICATE_SHA256: {SHA256: AS_IT_IS, ":".join(["AB", "12"] * 16): SHA256},
}

REFUSED = {
    Kind.ANDROID_PACKAGE: (
        "tiktok",
        "com..tiktok",
        ".com.tiktok",
        "com.1tiktok",
        "com.tik-tok",
        "com.tik tok",
        "cоm.tiktok",
    ),
    Kind.ANDROID_SIGNING_CERT: (SHA256[:-1], SHA256 + "0", "g" * 64, SHA256.replace("1", "１"), " ".join(["AB"] * 32)),
    Kind.IOS_BUNDLE_ID: ("tiktok", "com.tik tok", "com.", "com.tiktok!", "com.tiktok\u200f"),
    Kind.APP_STORE_ID: ("id835599320", "0835599320", "12345", "1" * 13, "８３５５９９３２０", "-835599320"),
    Kind.MACOS_BUNDLE_ID: ("zoom", "us.zoom.xos\u202e"),
    Kind.APPLE_SIGNING_ID: (
        "us.zoom.xos",
        "BJ4HAAB9B:us.zoom.xos",
        "bj4haab9b3:us.zoom.xos",
        "BJ4HAAB9B3:",
        "*:us.zoom",
    ),
    Kind.APPLE_CDHASH: ("ab" * 19, "ab" * 32, "xy" * 20),
    Kind.BINARY_SHA256: ("ab" * 20, "zz" * 32),
    Kind.WINDOWS_PACKAGE_NAME: ("ab", "a" * 51, "Net flix", "4DF9E0F8_Netflix", "4DF9E0F8.Nеtflix"),
    Kind.WINDOWS_PACKAGE_FAMILY: (
        "MSTeams",
        "MSTeams_8wekyb3d8bbw",
        "MSTeams_8wekyb3d8bbwei",
        "MSTeams_8WEKYB3D8BBWE",
        "_8wekyb3d8bbwe",
    ),
    Kind.WINDOWS_PROGRAM_NAME: (
        "a" * 201,
        "Zoom\u202e",
        "Zo\u200bom",
        "Zo\u2066om",
        "Zo\u2028om",
        "Zo\x85om",
        "Zo\ufeffom",
        "Zo\ud800om",
    ),
    Kind.WINDOWS_UPGRADE_CODE: (GUID[:-1], GUID.replace("-", ""), f"({GUID})", f"{GUID}0"),
    Kind.DEB_PACKAGE: ("Telegram", "a", "-telegram", "telegram_desktop", "telegram desktop"),
    Kind.RPM_PACKAGE: ("-telegram", "télégram", "a b"),
    Kind.FLATPAK_ID: ("telegram", "org.telegram", "org..telegram.x", "org.1password.x", "org.tele gram.x"),
    Kind.SNAP_NAME: ("T", "a", "-snap", "snap-", "a--b", "123", "a" * 41, "Telegram"),
    Kind.HOMEBREW_CASK: ("Zoom", "-zoom", "zo om"),
    Kind.CHROMIUM_EXTENSION: (
        "cjpalhdlnbpafiamejdnhcphjbkeiag",
        "cjpalhdlnbpafiamejdnhcphjbkeiagz",
        "CJPALHDLNBPAFIAMEJDNHCPHJBKEIAGM",
    ),
    Kind.FIREFOX_EXTENSION: ("ublock", GUID, f"{{{GUID[:-1]}}}", "a b@c", "a@"),
    Kind.DNS_DOMAIN: (
        "tiktok",
        "com.",
        ".tiktok.com",
        "tiktok..com",
        "*.tiktok.com",
        "https://tiktok.com",
        "tiktok.com/",
        "tiktok.com:443",
        "tik tok.com",
        "tik_tok!!.com",
        "-tiktok.com",
        "tiktok-.com",
        "192.0.2.1",
        "2001:db8::1",
        "☃.net",
        "xn--a.com",
        "ab--cd.com",
        "אבa.com",
        "tik\u200etok.com",
        "tik\u200dtok.com",
        "tik\ud800tok.com",
        "user@tiktok.com",
        f"{'a' * 64}.com",
        ".".join(["abcdefgh"] * 32),
    ),
    Kind.URL_PATTERN: (
        "example.org",
        "ftp://example.org/",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://192.0.2.1/",
        "https://user:word@example.org/",
        "https://*.example.org/",
        "https://example.org:port/",
        "https://example.org/a b",
        "https://example.org/é",
        "https://example.org/\u202e",
        'https://example.org/"><script>',
        "javascript:alert(1)//https://example.org",
    ),
    Publisher.APPLE_TEAM_ID: ("bj4haab9b3", "BJ4HAAB9B", "BJ4HAAB9B33", "*APPLE*"),
    Publisher.WINDOWS_PUBLISHER_DN: ("Microsoft Corporation", "X=1", "CN=", "CN=Micro\u202esoft", "CN=A\x1fB"),
    Publisher.CERTIFICATE_SHA256: ("ab" * 20,),
}

ALL = [*Kind, *Publisher]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        pytest.param(kind, given, given if kept is AS_IT_IS else kept, id=f"{kind}: {given!a}")
        for kind, values in KEPT.items()
        for given, kept in values.items()
    ],
)
def test_is_kept(kind: str, given: str, kept: str) -> None:
    assert canonical(kind, given) == kept
    assert canonical(kind, kept) == kept, "what is kept is kept the same again"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param(kind, value, id=f"{kind}: {value!a}")
        for kind, values in REFUSED.items()
        for value in (*values, "", "   ", "\0", f"{next(iter(KEPT[kind]))[:-1]}\0", f"\u202e{next(iter(KEPT[kind]))}")
    ],
)
def test_is_refused(kind: str, value: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match=r"is not (a valid value for|an internet)"):
        canonical(kind, value)


@pytest.mark.parametrize("kind", ALL)
def test_the_tables_show_each_kind(kind: str) -> None:
    assert KEPT[kind]
    assert REFUSED[kind]
    assert kind in PATTERNS


def test_each_kind_of_an_application_is_known_on_a_platform() -> None:
    assert set(PLATFORMS) == set(Kind)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        pytest.param("CN=52120C15-ACFA-47FC-A7E3-4974DBA79445", "mcm4njqhnhss8", id="Netflix"),
        pytest.param("CN=24803D75-212C-471A-BC57-9EF86AB91435", "cv1g1gvanyjgm", id="WhatsApp"),
        pytest.param("CN=536BC709-8EE1-4478-AF22-F0F0F26FF64A", "t4vj0pshhgkwm", id="Telegram"),
        pytest.param(
            "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US",
            "8wekyb3d8bbwe",
            id="Microsoft",
        ),
    ],
)
def test_windows_names_a_publisher_by_thirteen_characters(name: str, suffix: str) -> None:
    assert windows_publisher_hash(name) == suffix
    assert canonical(Kind.WINDOWS_PACKAGE_FAMILY, f"App_{suffix}")


def test_the_family_of_a_windows_package_follows_from_its_signer() -> None:
    netflix = PublisherIdentifier(kind=Publisher.WINDOWS_PUBLISHER_DN, value="CN=52120C15-ACFA-47FC-A7E3-4974DBA79445")
    package = Identifier(kind=Kind.WINDOWS_PACKAGE_NAME, value="4DF9E0F8.Netflix", signer=netflix)
    assert package.package_family_name == "4DF9E0F8.Netflix_mcm4njqhnhss8"
    assert Identifier(kind=Kind.WINDOWS_PACKAGE_NAME, value="4DF9E0F8.Netflix").package_family_name == ""
    family = Identifier(kind=Kind.WINDOWS_PACKAGE_FAMILY, value="MSTeams_8wekyb3d8bbwe")
    assert family.package_family_name == "MSTeams_8wekyb3d8bbwe"
