"""Domains and addresses: which are written as they are, and which are left out because somebody would read another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, standing
from registry.tests.surfaces.exports.readers import READERS

DOMAIN, ADDRESS = IdentifierKind.DNS_DOMAIN, IdentifierKind.URL_PATTERN
BROWSERS = ["chromium-policy", "firefox-policy"]
RESOLVERS = ["dns-rpz", "dns-hosts", "adblock"]
LONG = ".".join(["a" * 61] * 3)  # 185 characters

FIT = [
    (DOMAIN, "tiktok.com"),
    (DOMAIN, "xn--bcher-kva.example"),
    (DOMAIN, "3.14.example"),
    (ADDRESS, "https://www.example.org/app/"),
    (ADDRESS, "http://www.example.org/a/b.html"),
    (ADDRESS, "https://www.example.org/~somebody/a..b"),
]
UNFIT = [
    pytest.param(DOMAIN, "tik_tok!!.com", id="which named-checkzone accepts"),
    pytest.param(DOMAIN, "bücher.de", id="not in A-labels"),
    pytest.param(DOMAIN, "xn--zzzzzzzz999999.example", id="an A-label of nothing"),
    pytest.param(DOMAIN, "TikTok.com", id="upper case"),
    pytest.param(DOMAIN, "tiktok.com.", id="the dot of the root"),
    pytest.param(DOMAIN, "*.tiktok.com", id="a wildcard"),
    pytest.param(DOMAIN, "com", id="a single label"),
    pytest.param(DOMAIN, "10.0.0.1", id="an IPv4 address"),
    pytest.param(DOMAIN, "a.0x7f", id="a number to browsers"),
    pytest.param(DOMAIN, "24.0.0.0.10.rpz-ip", id="a trigger of response policy zones"),
    pytest.param(DOMAIN, "a b.example", id="a space"),
    pytest.param(DOMAIN, "a.example\nb CNAME .", id="a line more"),
    pytest.param(DOMAIN, "a.example\n", id="a line break at the end"),
    pytest.param(DOMAIN, f"{'a' * 64}.example", id="a label too long"),
    pytest.param(DOMAIN, "-a.example", id="a hyphen first"),
    pytest.param(ADDRESS, "https://www.example.org/*", id="a pattern"),
    pytest.param(ADDRESS, "https://www.example.org/a?b=c", id="a query"),
    pytest.param(ADDRESS, "https://www.example.org/#a", id="a fragment"),
    pytest.param(ADDRESS, "https://www.example.org:8443/", id="a port"),
    pytest.param(ADDRESS, "https://www.example.org/a/../b", id="a step up"),
    pytest.param(ADDRESS, "https://www.example.org/%61", id="an escape"),
    pytest.param(ADDRESS, "https://www.example.org/{{token}}", id="a token of management systems"),
    pytest.param(ADDRESS, "https://www.example.org/$HOME", id="a variable"),
    pytest.param(ADDRESS, "https://10.0.0.1/", id="an address of an address"),
    pytest.param(ADDRESS, "ftp://www.example.org/", id="another scheme"),
]


def formats_of(kind):
    return [FORMATS[name] for name in (BROWSERS + RESOLVERS if kind == DOMAIN else BROWSERS)]


@pytest.mark.parametrize(("kind", "value"), FIT)
def test_what_is_plain_is_written_as_it_is(kind, value) -> None:
    for format_ in formats_of(kind):
        made = export(format_, Mode.DEFAULT_ALLOW, standing("app", Outcome.PROHIBITED, Identifier(kind, value)))
        assert READERS[format_.name](format_.write(made)).denied == {(kind, value)}
        assert made.selection.omissions == []


@pytest.mark.parametrize(("kind", "value"), UNFIT)
def test_what_somebody_would_read_otherwise_is_left_out_with_a_cause(kind, value) -> None:
    for format_ in formats_of(kind):
        made = export(format_, Mode.DEFAULT_ALLOW, standing("app", Outcome.PROHIBITED, Identifier(kind, value)))
        assert [one.cause.code for one in made.selection.omissions] == ["unfit_value"]
        assert READERS[format_.name](format_.write(made)).denied == set()


@given(value=st.one_of(st.text(), st.sampled_from(HOSTILE), st.from_regex(r"[a-zA-Z0-9.*|^$/:@!_-]{1,40}")))
def test_whatever_the_value_it_is_written_as_it_is_or_left_out(value) -> None:
    for kind, text in ((DOMAIN, value), (DOMAIN, f"{value}.example"), (ADDRESS, f"https://www.example.org/{value}")):
        for format_ in formats_of(kind):
            made = export(format_, Mode.DEFAULT_ALLOW, standing("app", Outcome.PROHIBITED, Identifier(kind, text)))
            written = {(item.identifier.kind, item.identifier.value) for item in made.selection.denied}
            read = READERS[format_.name](format_.write(made)).denied
            assert read == ({(kind, text.lower())} if written and format_.name == "firefox-policy" else written)


def test_a_zone_leaves_room_for_its_own_name() -> None:
    """A name has 255 octets: `*.`, the domain and a zone of 60 characters fit."""
    for value, fits in ((f"{LONG}.abcd", True), (f"{LONG}.abcde", False)):
        made = export(
            FORMATS["dns-rpz"], Mode.DEFAULT_ALLOW, standing("app", Outcome.PROHIBITED, Identifier(DOMAIN, value))
        )
        assert bool(made.selection.denied) == fits
    assert len(f"*.{LONG}.abcd.{'z' * 60}") + 2 == 255


@pytest.mark.parametrize("name", BROWSERS)
def test_two_ways_to_write_an_address_are_one(name) -> None:
    """Denied in one way and allowed in the other, neither is written."""
    banned = standing("banned", Outcome.PROHIBITED, Identifier(ADDRESS, "https://www.example.org"))
    usable = standing("usable", Outcome.APPROVED, Identifier(ADDRESS, "https://www.example.org/"))
    made = export(FORMATS[name], Mode.DEFAULT_ALLOW, banned, usable)
    assert [one.cause.code for one in made.selection.omissions] == ["conflicting_identifiers"] * 2
    made = export(FORMATS[name], Mode.DEFAULT_ALLOW, banned)
    assert READERS[name](FORMATS[name].write(made)).denied == {(ADDRESS, "https://www.example.org/")}


def test_firefox_does_not_tell_letters_by_their_case() -> None:
    banned = standing("banned", Outcome.PROHIBITED, Identifier(ADDRESS, "https://www.example.org/App/"))
    usable = standing("usable", Outcome.APPROVED, Identifier(ADDRESS, "https://www.example.org/app/"))
    for name, conflicts in (("firefox-policy", 2), ("chromium-policy", 0)):
        made = export(FORMATS[name], Mode.DEFAULT_ALLOW, banned, usable)
        assert len(made.selection.omissions) == conflicts


@pytest.mark.parametrize("name", BROWSERS)
def test_an_extension_signs_nobody_in(name) -> None:
    format_ = FORMATS[name]
    (kind,) = format_.kinds - {DOMAIN, ADDRESS}
    value = {"chromium_extension_id": "a" * 32, "firefox_extension_id": "a@b.example"}[kind]
    for known, refused in ((Identifier(kind, value), True), (Identifier(DOMAIN, "login.example"), False)):
        made = export(format_, Mode.DEFAULT_DENY, standing("login", Outcome.APPROVED, known, role=BaselineRole.SIGN_IN))
        assert bool(refusal(format_, made.selection)) == refused
