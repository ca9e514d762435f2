"""Channels that are held: told on every page of the administration, with why and what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from registry.admin import revisions, tags
from registry.channels.expiry import Expiry
from registry.channels.shelf import Shelf
from registry.terms import DeviceClass, Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry

HELD = "/admin/registry/revision/held/"
BANNER = "do not follow the last publication"

REASONS = [
    pytest.param(
        {"why": "wide", "seq": 3, "turned": 60, "dropped": 2, "of": 400},
        "records that turn: 60; that vanish: 2; of 400",
        "publish_feeds --channel culture/workstation --release --turns 60 --drops 2",
        id="too much at once",
    ),
    pytest.param({"why": "behind", "seq": 3}, "set back or rewritten", "feed_keys rotate --write", id="set back"),
    pytest.param({"why": "no baseline", "seq": 3}, "denied everything", "Publish a baseline", id="no baseline"),
    pytest.param({"why": "damaged", "seq": 3}, "cannot be read", "from a mirror or a backup", id="damaged"),
    pytest.param({"why": "<moon>", "seq": 3}, "&lt;moon&gt;", "Ask whoever runs", id="what a later publisher says"),
]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.FEED_FOLDER = tmp_path / "feed"


@pytest.mark.parametrize(("told", "why", "todo"), REASONS)
def test_a_channel_that_is_held_says_why_and_what_to_do(
    admin: Browser, told: dict[str, Any], why: str, todo: str
) -> None:
    Shelf("culture/workstation").hold(told)
    admin.open("/admin/")
    assert "1 channel is held" in admin.html
    assert HELD in admin.html
    admin.open(HELD)
    assert all(text in admin.html for text in ("culture (en)", "Workstation", why, todo))


def test_a_channel_that_goes_on_is_told_no_more(admin: Browser) -> None:
    Shelf("culture/workstation").hold({"why": "behind", "seq": 3})
    Shelf("culture/workstation").hold(None)
    assert BANNER not in admin.open("/admin/").html
    assert "No channel is held" in admin.open(HELD).html


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_whoever_has_a_role_is_told(staff: Callable[..., Browser], registry: Registry, role: Role) -> None:
    Shelf("culture/workstation").hold({"why": "behind", "seq": 3})
    Shelf("etat/workstation").hold({"why": "behind", "seq": 3})
    assert "2 channels are held" in staff(role, registry.culture).open("/admin/").html


def test_a_stranger_is_told_nothing(registry: Registry, client: Client, django_user_model: Any) -> None:
    Shelf("culture/workstation").hold({"why": "behind", "seq": 3})
    english = {"accept-language": "en"}
    assert BANNER not in client.get("/admin/login/", headers=english).content.decode()
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert BANNER not in client.get("/admin/", headers=english).content.decode()
    assert client.get(HELD, headers=english).status_code == 403


def test_keys_that_end_soon_are_told_with_what_to_do(
    admin: Browser, registry: Registry, client: Client, monkeypatch: Any
) -> None:
    near = Expiry(datetime(2026, 12, 6, 9, tzinfo=UTC), 12)
    for module in (tags, revisions):
        monkeypatch.setattr(module, "expiry", lambda: near)
    assert "The keys that sign the channels end in 12 days" in admin.open("/admin/").html
    assert "feed_keys announce --write" in admin.open(HELD).html
    english = {"accept-language": "en"}
    assert "end in 12 days" not in client.get("/admin/login/", headers=english).content.decode()
    for module in (tags, revisions):
        monkeypatch.setattr(module, "expiry", lambda: replace(near, days_left=60))
    assert "The keys that sign" not in admin.open("/admin/").html
    page = admin.open(HELD).html
    assert "sign the channels until Dec. 6, 2026" in page
    assert "feed_keys announce" not in page


@pytest.mark.parametrize("devices", [1, 4])
def test_a_page_asks_as_much_however_many_are_held(
    admin: Browser, django_assert_num_queries: Any, devices: int
) -> None:
    for device in DeviceClass.values[:devices]:
        Shelf(f"culture/{device}").hold({"why": "behind", "seq": 3})
    # session, user, whether they have a second factor, memberships, seats (2), names; the session kept (4)
    with django_assert_num_queries(11):
        admin.open(HELD)
