"""What is allowed within what is denied, and denied within that: each consumer reads what was ruled on the nearest."""

import pytest
from hypothesis import given

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, Outcome
from registry.tests.surfaces.exports import nested
from registry.tests.surfaces.exports.material import export, standing, written
from registry.tests.surfaces.exports.nested import DOMAIN, LOGIN, above, is_open, probes, rulings, standings_of
from registry.tests.surfaces.exports.readers import adblock

ALLOW, DENY = Mode


@pytest.mark.parametrize(
    ("name", "reads"), [("dns-rpz", nested.open_by_zone), ("chromium-policy", nested.open_by_chromium)]
)
@given(ruled=rulings)
def test_the_nearest_ruling_holds_at_each_name(name, reads, ruled) -> None:
    raw = written(FORMATS[name], ALLOW, *standings_of(ruled))
    for probe in probes(ruled):
        assert reads(raw, probe) == is_open(probe, ruled, otherwise=True), probe


@given(ruled=rulings)
def test_the_nearest_ruling_holds_for_chromium_where_all_else_is_denied(ruled) -> None:
    raw = written(FORMATS["chromium-policy"], DENY, LOGIN, *standings_of(ruled))
    for probe in probes(ruled):
        assert nested.open_by_chromium(raw, probe) == is_open(probe, ruled, otherwise=False), probe
    assert nested.open_by_chromium(raw, "www.login.test")


@pytest.mark.parametrize("mode", Mode)
@given(ruled=rulings)
def test_firefox_opens_no_more_than_it_reports_and_blocks_nothing_that_is_open(mode, ruled) -> None:
    firefox = FORMATS["firefox-policy"]
    made = export(firefox, mode, LOGIN, *standings_of(ruled))
    raw = firefox.write(made)
    reported = {one.identifier.value for one in made.selection.omissions if one.cause.code == "not_enforced"}
    assert reported <= {name for name, outcome in ruled.items() if outcome == Outcome.PROHIBITED}
    for probe in probes(ruled):
        expected = is_open(probe, ruled, otherwise=mode == ALLOW)
        if nested.open_by_firefox(raw, probe) != expected:
            assert not expected
            assert next(one for one in above(probe) if one in ruled) in reported


@given(ruled=rulings)
def test_a_list_opens_what_was_ruled_but_for_what_it_reports_four_deep(ruled) -> None:
    """Allowed within denied within allowed within denied: an exception to what is marked important has no words."""
    made = export(FORMATS["adblock"], ALLOW, *standings_of(ruled))
    raw = FORMATS["adblock"].write(made)
    reported = {one.identifier.value for one in made.selection.omissions}
    assert reported <= {name for name, outcome in ruled.items() if outcome == Outcome.APPROVED and name.count(".") > 3}
    for probe in probes(ruled):
        expected = is_open(probe, ruled, otherwise=True)
        if nested.open_by_list(raw, probe) != expected:
            assert expected
            assert next(one for one in above(probe) if one in ruled) in reported


def test_firefox_reports_nothing_where_nothing_lies_within_an_exception() -> None:
    for mode in Mode:
        made = export(FORMATS["firefox-policy"], mode, LOGIN, *standings_of({"x.test": Outcome.PROHIBITED}))
        assert made.selection.omissions == []


@given(ruled=rulings)
def test_a_hosts_file_leads_nowhere_the_domain_and_www_and_nothing_else(ruled) -> None:
    raw = written(FORMATS["dns-hosts"], ALLOW, *standings_of(ruled))
    denied = {name for name, outcome in ruled.items() if outcome == Outcome.PROHIBITED}
    for probe in probes(ruled) | {f"www.{name}" for name in ruled}:
        assert nested.open_by_hosts(raw, probe) == (probe not in denied and probe.removeprefix("www.") not in denied)


def test_a_hosts_file_leaves_www_alone_where_it_was_ruled_on() -> None:
    ruled = {"x.test": Outcome.PROHIBITED, "www.x.test": Outcome.APPROVED}
    raw = written(FORMATS["dns-hosts"], ALLOW, *standings_of(ruled))
    assert nested.open_by_hosts(raw, "www.x.test")
    assert not nested.open_by_hosts(raw, "x.test")


def test_the_engine_of_brave_reads_the_list_as_we_do() -> None:
    ruled = {
        "x.test": Outcome.PROHIBITED,
        "a.x.test": Outcome.APPROVED,
        "b.a.x.test": Outcome.PROHIBITED,
        "a.b.a.x.test": Outcome.PROHIBITED,
        "y.test": Outcome.APPROVED,
    }
    raw = written(FORMATS["adblock"], ALLOW, *standings_of(ruled))
    engine = adblock.engine(raw)
    for probe in probes(ruled) - {"test", "a.test", "b.test", "c.test", "c.c.test"}:
        assert adblock.blocks(engine, probe) != is_open(probe, ruled, otherwise=True), probe


def test_an_allowed_site_is_named_only_where_it_lies_within_a_denied_one() -> None:
    neighbour = standing("neighbour", Outcome.APPROVED, Identifier(DOMAIN, "notx.test"))
    banned = standing("banned", Outcome.PROHIBITED, Identifier(DOMAIN, "x.test"))
    for name in ("dns-rpz", "adblock", "dns-hosts", "chromium-policy", "firefox-policy"):
        assert b"notx.test" not in written(FORMATS[name], ALLOW, banned, neighbour)


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("dns-rpz", nested.open_by_zone),
        ("adblock", nested.open_by_list),
        ("dns-hosts", nested.open_by_hosts),
        ("chromium-policy", nested.open_by_chromium),
        ("firefox-policy", nested.open_by_firefox),
    ],
)
@pytest.mark.parametrize("outcome", [None, Outcome.UNDER_REVIEW])
def test_what_devices_cannot_do_without_stays_open_within_what_is_denied(name, reads, outcome) -> None:
    """Nothing need be ruled on it: whoever cannot sign in cannot work, where all else is allowed too."""
    sign_in = standing("sign-in", outcome, Identifier(DOMAIN, "www.x.test"), role=BaselineRole.SIGN_IN)
    raw = written(FORMATS[name], ALLOW, sign_in, *standings_of({"x.test": Outcome.PROHIBITED}))
    assert reads(raw, "www.x.test")
    assert not reads(raw, "x.test")
