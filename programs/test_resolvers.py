"""BIND and Unbound with the zone loaded: what is prohibited has no address, its neighbours and exceptions do."""

import socket
import time

import pytest

from programs.found import run
from programs.material import NAMES
from programs.resolvers import ZONE, named_configuration, resolves, running, unbound_configuration

CONFIGURATIONS = {"named": named_configuration, "unbound": unbound_configuration}


@pytest.fixture
def port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_resolver_denies_what_the_zone_denies_and_nothing_else(file, port, tmp_path, name):
    configuration = CONFIGURATIONS[name](tmp_path, file("dns-rpz"), port)
    with running(name, configuration, port):
        assert {one: resolves(one, port) for one in NAMES} == NAMES


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_resolver_without_the_zone_answers_for_all_of_them(port, tmp_path, name):
    with running(name, CONFIGURATIONS[name](tmp_path, None, port), port):
        assert all(resolves(one, port) for one in NAMES)


def test_unbound_takes_the_zone_from_our_address(address, port, tmp_path):
    """It comes once the resolver runs, so it is waited for."""
    configuration = unbound_configuration(tmp_path, address("dns-rpz").replace("localhost", "127.0.0.1"), port)
    with running("unbound", configuration, port):
        deadline = time.monotonic() + 30
        while resolves("tok.test", port) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert {one: resolves(one, port) for one in NAMES} == NAMES


def test_the_checkers_of_both_find_nothing_to_say(file, tmp_path):
    zone = file("dns-rpz")
    checked = run("named-checkzone", "-k", "fail", "-n", "fail", "-S", "fail", ZONE, zone)
    assert checked.returncode == 0, checked.stdout
    assert "loaded serial" in checked.stdout
    checked = run("unbound-checkconf", unbound_configuration(tmp_path, zone))
    assert checked.returncode == 0, checked.stderr


def test_a_zone_that_says_two_things_of_a_name_is_found_wrong(file):
    """The checker can tell: the same zone, with one record more."""
    zone = file("dns-rpz")
    zone.write_text(f"{zone.read_text()}tok.test A 192.0.2.9\n")
    checked = run("named-checkzone", ZONE, zone)
    assert checked.returncode != 0
    assert "CNAME and other data" in checked.stdout + checked.stderr
