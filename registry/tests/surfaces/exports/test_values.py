"""Values are data: whatever the registry admits as an identifier reads back as exactly that, or is reported."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.catalogue.identifiers import canonical
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Identifier
from registry.terms import IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import SIGNER, export, standing
from registry.tests.surfaces.exports.readers import READERS
from registry.tests.surfaces.exports.test_report import roles

ODD = {
    IdentifierKind.ANDROID_PACKAGE: ("A_.b_", "select.from_where", f"a.{'b' * 248}"),
    IdentifierKind.IOS_BUNDLE_ID: ("1-.--_", "com.Apple.MobileSMS", f"a.{'b' * 248}"),
    IdentifierKind.MACOS_BUNDLE_ID: ("1-.--_", "com.Example.App", "com.example.app2", f"a.{'b' * 248}"),
    IdentifierKind.APPLE_SIGNING_ID: ("platform:com.apple.Safari", "ABCDE12345:a..-_b", "ABCDE12345:a"),
    IdentifierKind.WINDOWS_PROGRAM_NAME: (
        "L’“application” d'un « guillemet »",
        "{{DeviceName}} ${HOME} $FLEET_VAR_HOST %(name)s %PATH%",
        "'; DROP TABLE apps; -- \" OR 1=1",
        "<script>]]>&amp;<!-- -->&#10;",
        "`rm -rf /` $(reboot) | tee; \\",
        "=cmd|' /C calc'!A1",
        "100% _sure_ \\_ \\%",
        "- yes: no # not a comment",
        "null",
        "é" * 200,
        "Раураl аррӏе",
    ),
    IdentifierKind.WINDOWS_PACKAGE_NAME: ("...", "A-.", "a--b", "x" * 50),
    IdentifierKind.DEB_PACKAGE: ("g++", "libstdc++-12-dev", "a.."),
    IdentifierKind.RPM_PACKAGE: ("_a", "A+-._b"),
    IdentifierKind.HOMEBREW_CASK: ("a@b", "1password@beta"),
    IdentifierKind.FIREFOX_EXTENSION: ("@a", "a@-", "{abcdef00-0000-0000-0000-00000000ABCD}"),
    IdentifierKind.DNS_DOMAIN: (
        "xn--bcher-kva.example",
        "a--b.example",
        "1.2.3.example",
        "rpz-passthru.example",
        ".".join(["a" * 63] * 3 + ["b" * 58]),
    ),
    IdentifierKind.URL_PATTERN: (
        "https://example.org/?q='--&x=$HOME&y=%22",
        "https://example.org/a(b)*c;d,e!f",
        "http://example.org:8443/[x]/~user/#/a/b",
        "https://xn--bcher-kva.example/$&;",
        f"https://example.org/{'a' * 230}",
    ),
}
"""What a format may stumble over, each admitted by the registry as it is."""


def test_the_registry_admits_all_of_them() -> None:
    for kind, values in ODD.items():
        for value in values:
            assert len(value) <= 250
            assert canonical(kind, value) == value


def known_as(kind: IdentifierKind, value: str) -> Identifier:
    return Identifier(kind, value, signer=SIGNER if kind == IdentifierKind.WINDOWS_PACKAGE_NAME else "")


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if not one.needs_before])
@given(data=st.data())
def test_an_odd_value_reads_back_as_itself_or_is_reported(name, data) -> None:
    format_ = FORMATS[name]
    mode = data.draw(st.sampled_from(format_.modes))
    known = [one for kind in sorted(format_.kinds & ODD.keys()) for one in map(partial(known_as, kind), ODD[kind])]
    drawn = data.draw(st.lists(st.tuples(st.sampled_from(known), st.sampled_from(Outcome)), max_size=8, unique=True))
    banned_or_not = dict(drawn)
    listed = [standing(f"app-{at}", outcome, one) for at, (one, outcome) in enumerate(banned_or_not.items())]
    made = export(format_, mode, *listed, *roles(format_))
    assert refusal(format_, made.selection) is None
    said = READERS[name](format_.write(made))
    reported = {one.identifier for one in made.selection.omissions if one.identifier}
    for one, outcome in banned_or_not.items():
        named = (one.kind, one.value)
        if one in reported:
            assert named not in said.denied | said.allowed
        elif outcome == Outcome.PROHIBITED and mode == Mode.DEFAULT_ALLOW:
            assert named in said.denied
        elif outcome in (Outcome.APPROVED, Outcome.CONDITIONAL) and mode == Mode.DEFAULT_DENY:
            assert named in said.allowed | said.available
    given_to_it = {(one.kind, one.value) for each in made.ground.standings for one in each.identifiers}
    named_by_it = said.denied | said.allowed | said.excepted | said.available
    packages = {value.rpartition("_")[0] for kind, value in named_by_it if kind == "windows_package_family_name"}
    assert {one for one in named_by_it if one[0] != "windows_package_family_name"} <= given_to_it
    assert {("windows_package_name", package) for package in packages} <= given_to_it
