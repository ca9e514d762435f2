"""Chromium and Firefox with the policy loaded: what is prohibited does not open, its neighbours do."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, sync_playwright

from browser.site import QUIET
from programs.found import program, script, with_file
from programs.marionette import firefox
from programs.material import ADDRESSES, EXTENSIONS, NAMES, WITHIN_EXCEPTIONS
from registry.terms import IdentifierKind

TO_OPEN = {f"http://{name}/": opens for name, opens in NAMES.items()} | ADDRESSES
ALL_ELSE_DENIED = {
    "http://login.test/": True,
    "http://sub.login.test/": True,
    "http://other.test/": True,
    "http://work.tok.test/": True,
    "http://www.paper.test/games/chess/": True,
    "http://nottok.test/": False,
    "http://tok.test/": False,
    "http://www.paper.test/": False,
    "http://never-heard-of.test/": False,
}


@contextlib.contextmanager
def chromium(command: Path | str, profile: Path, port: int) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=command, args=QUIET, proxy={"server": f"http://127.0.0.1:{port}"}
        )
        yield context
        context.close()


def opens(context: BrowserContext, address: str) -> bool:
    page = context.new_page()
    try:
        page.goto(address)
    except Error as error:
        if "ERR_BLOCKED_BY_ADMINISTRATOR" not in error.message:
            raise
        return False
    finally:
        page.close()
    return True


def folder(tmp_path: Path) -> Path:
    path = tmp_path / "layer"
    path.mkdir()
    return path


def under_policy(file: Path, tmp_path: Path) -> Path:
    command = with_file("chromium", file, "/etc/chromium/policies/managed/aval.json", folder(tmp_path))
    return script(command, tmp_path / "chromium.sh", {"HOME": str(tmp_path)})


@pytest.mark.parametrize(("mode", "expected"), [("default-allow", TO_OPEN), ("default-deny", ALL_ELSE_DENIED)])
def test_chromium_opens_what_the_policy_lets_it(file, sites, tmp_path, mode, expected):
    policy = file("chromium-policy", mode)
    with chromium(under_policy(policy, tmp_path), tmp_path / "profile", sites.port) as context:
        assert {address: opens(context, address) for address in expected} == expected
        page = context.new_page()
        page.goto("chrome://policy/")
        page.locator("policy-row").first.wait_for()
        rows = page.locator("policy-row").evaluate_all("rows => rows.map(row => row.shadowRoot.textContent)")
    blocked = {address for address, let in expected.items() if not let}
    assert not {one for one in sites.asked if one in blocked}, "a blocked address reached the network"
    for name in json.loads(policy.read_text()):
        (row,) = (row for row in rows if name in row)
        assert "OK" in row.split(), row


def test_chromium_without_the_policy_opens_all_of_it(sites, tmp_path):
    with chromium(program("chromium"), tmp_path / "profile", sites.port) as context:
        assert all(opens(context, address) for address in TO_OPEN)


@pytest.mark.parametrize(("mode", "expected"), [("default-allow", TO_OPEN), ("default-deny", ALL_ELSE_DENIED)])
def test_firefox_opens_what_the_policy_lets_it(file, sites, tmp_path, mode, expected):
    policy = file("firefox-policy", mode)
    command = with_file("firefox-esr", policy, "/etc/firefox/policies/policies.json", folder(tmp_path))
    expected = expected | {f"http://{name}/": True for name in WITHIN_EXCEPTIONS}
    with firefox(command, tmp_path / "profile", sites.port) as browser:
        assert {address: browser.opens(address) for address in expected} == expected
        assert browser.tell("return Services.policies.status") == browser.tell("return Services.policies.ACTIVE")
        active = browser.tell("return Services.policies.getActivePolicies()")
    blocked = {address for address, let in expected.items() if not let}
    assert not {one for one in sites.asked if one in blocked}, "a blocked address reached the network"
    assert active == json.loads(policy.read_text())["policies"]
    extension = active["ExtensionSettings"][EXTENSIONS[IdentifierKind.FIREFOX_EXTENSION]]
    assert extension["installation_mode"] == "blocked"


def test_firefox_without_the_policy_opens_all_of_it(sites, tmp_path):
    with firefox([program("firefox-esr")], tmp_path / "profile", sites.port) as browser:
        assert all(browser.opens(address) for address in TO_OPEN)
