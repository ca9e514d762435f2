"""Lists for resolvers, to the letter; and what a wrong letter would have done."""

import re
from datetime import date

import dns.exception
import pytest

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.standing import Identifier
from registry.terms import DeviceClass, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, standing, written
from registry.tests.surfaces.exports.readers import READERS, rpz

DOMAIN = IdentifierKind.DNS_DOMAIN
ZONE, HOSTS, LIST = (FORMATS[name] for name in ("dns-rpz", "dns-hosts", "adblock"))

TIKTOK = standing(
    "tiktok", Outcome.PROHIBITED, Identifier(DOMAIN, "tiktok.com"), Identifier(DOMAIN, "tiktokv.com"), name=HOSTILE[5]
)
STUDIO = standing("studio", Outcome.APPROVED, Identifier(DOMAIN, "studio.tiktok.com"), Identifier(DOMAIN, "other.test"))
GAME = standing("game", Outcome.PROHIBITED, Identifier(DOMAIN, "game.live.studio.tiktok.com"))
STANDINGS = (GAME, STUDIO, TIKTOK)
SEQ = 7 + (date(2026, 11, 24) - date(1970, 1, 1)).days
STAMP = (
    f"Aval culture/professional_phone revision=7 day=2026-11-24 seq={SEQ} digest={'d' * 64}"
    " https://aval.example/api/v1/organisations/culture/exports/{}/?device=professional_phone&mode=default-allow"
)


def test_a_zone_is_this() -> None:
    assert written(ZONE, Mode.DEFAULT_ALLOW, *STANDINGS).decode() == (
        f"; {STAMP.format('dns-rpz')}\n"
        "$TTL 300\n"
        f"@ SOA localhost. root.localhost. {SEQ} 3600 600 604800 300\n"
        "@ NS localhost.\n"
        "game.live.studio.tiktok.com CNAME . ; game\n"
        "*.game.live.studio.tiktok.com CNAME .\n"
        "tiktok.com CNAME . ; tiktok\n"
        "*.tiktok.com CNAME .\n"
        "tiktokv.com CNAME . ; tiktok\n"
        "*.tiktokv.com CNAME .\n"
        "studio.tiktok.com CNAME rpz-passthru. ; studio\n"
        "*.studio.tiktok.com CNAME rpz-passthru.\n"
        "live.studio.tiktok.com CNAME rpz-passthru. ; between studio.tiktok.com and what is listed below\n"
        "*.live.studio.tiktok.com CNAME rpz-passthru.\n"
    )


def test_a_hosts_file_is_this() -> None:
    assert written(HOSTS, Mode.DEFAULT_ALLOW, STUDIO, TIKTOK).decode() == (
        f"# {STAMP.format('dns-hosts')}\n"
        "0.0.0.0 tiktok.com www.tiktok.com # tiktok\n"
        ":: tiktok.com www.tiktok.com # tiktok\n"
        "0.0.0.0 tiktokv.com www.tiktokv.com # tiktok\n"
        ":: tiktokv.com www.tiktokv.com # tiktok\n"
    )


def test_a_list_is_this() -> None:
    assert written(LIST, Mode.DEFAULT_ALLOW, *STANDINGS).decode() == (
        "! Title: Aval culture/professional_phone\n"
        "! Homepage: https://aval.example/\n"
        "! Expires: 1 hours\n"
        f"! Version: {SEQ}\n"
        f"! {STAMP.format('adblock')}\n"
        "||game.live.studio.tiktok.com^$important\n"
        "||tiktok.com^\n"
        "||tiktokv.com^\n"
        "@@||studio.tiktok.com^\n"
    )


@pytest.mark.parametrize("format_", [ZONE, HOSTS, LIST], ids=lambda one: one.name)
def test_a_list_serves_whatever_asks_a_resolver_and_never_denies_all_else(format_) -> None:
    assert set(format_.devices) == set(DeviceClass) - {DeviceClass.PERSONAL_DEVICE}
    assert format_.modes == (Mode.DEFAULT_ALLOW,)


def test_the_serial_is_the_state_and_rises_with_it() -> None:
    (record,) = rpz.zone(written(ZONE, Mode.DEFAULT_ALLOW, TIKTOK)).get_rdataset("@", "SOA")
    assert record.serial == export(ZONE, Mode.DEFAULT_ALLOW, TIKTOK).ground.channel.seq == SEQ
    assert 0 < record.serial < 2**31  # from which it can rise for ever (RFC 1982)


MUTANTS = [
    (ZONE, "tiktok.com CNAME .", "tiktok.com CNAME *.", "no data in place of no name"),
    (ZONE, "*.tiktok.com CNAME .\n", "", "no wildcard"),
    (ZONE, "*.tiktok.com CNAME .\n", "*.tiktok.com CNAME rpz-passthru.\n", "another wildcard"),
    (ZONE, "tiktokv.com CNAME . ; tiktok\n*.tiktokv.com CNAME .\n", "", "an entry that is missing"),
    (ZONE, "tiktok.com CNAME .", "tiktok.com. CNAME .", "a name outside the zone"),
    (ZONE, "rpz-passthru.", "rpz-passthru", "a target within the zone"),
    (ZONE, "@ NS localhost.\n", "", "no name server"),
    (ZONE, " 3600 600 ", " 3600 ", "a start of authority that lacks a time"),
    (ZONE, "live.studio.tiktok.com CNAME rpz-passthru. ;", "live.studio.tiktok.com CNAME . ;", "denied between"),
    (ZONE, "game.live.studio", "gamelive.studio", "another name"),
    (HOSTS, ":: tiktok.com", "::1 tiktok.com", "this very machine"),
    (HOSTS, ":: tiktok.com www.tiktok.com # tiktok\n", "", "one version of addresses alone"),
    (HOSTS, "0.0.0.0 tiktok.com www.tiktok.com", "0.0.0.0 www.tiktok.com", "www alone"),
    (HOSTS, "www.tiktok.com", "login.test", "a name that nobody ruled on"),
    (LIST, "||tiktok.com^", "|tiktok.com^", "an anchor that is missing"),
    (LIST, "||tiktok.com^", "||tiktok.com", "hosts that begin with it"),
    (LIST, "||tiktok.com^\n", "", "an entry that is missing"),
    (LIST, "@@||", "||", "a block in place of an exception"),
    (LIST, "$important", "$importent", "a modifier that there is not"),
    (LIST, "||tiktok.com^", "||tiktok.*^", "every domain of the name"),
]


@pytest.mark.parametrize(
    ("format_", "right", "wrong"), [pytest.param(*one[:3], id=f"{one[0].name}: {one[3]}") for one in MUTANTS]
)
def test_a_wrong_letter_is_caught(format_, right, wrong) -> None:
    raw = written(format_, Mode.DEFAULT_ALLOW, *STANDINGS)
    mutant = re.sub(
        rf"(?m)(^| ){re.escape(right)}|{re.escape(right)}",
        lambda found: (found[1] or "") + wrong,
        raw.decode(),
        count=1,
    )
    assert mutant != raw.decode()
    try:
        said = READERS[format_.name](mutant.encode())
    except (AssertionError, KeyError, dns.exception.DNSException):
        return
    assert said != READERS[format_.name](raw)
