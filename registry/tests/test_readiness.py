"""/readyz: 200 where the site can answer, 503 where it cannot; what is held or old is told and takes nobody away."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from registry import readiness
from registry.channels.custody import NoKey
from registry.channels.folder import own
from registry.channels.publisher import Signer, publish
from registry.channels.shelf import Shelf
from registry.models import Revision
from registry.terms import DeviceClass
from registry.tests.channels.conftest import CHANNEL, folder, keys, noon  # noqa: F401  (fixtures, by their names)
from registry.tests.scene import Scene

HELD = {"why": "wide", "seq": 20000, "turned": 6, "dropped": 1, "of": 8}


@pytest.fixture
def published(db, noon, keys) -> None:  # noqa: F811
    """Let a root have signed its channel at noon."""
    Scene().organisation("etat")
    assert publish("etat", DeviceClass.PROFESSIONAL_PHONE, Signer.of_now()) == "updated"


def asked(client, **headers):
    response = client.get("/readyz", headers=headers)
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.json()


def test_a_site_that_can_answer_is_ready(client, published, django_assert_num_queries) -> None:
    with django_assert_num_queries(6):  # migrations, the last revision; the savepoint around them, its limits
        status, told = asked(client)
    last = Revision.objects.get()
    assert (status, told["status"], told["database"], told["missing_migrations"]) == (200, "ready", "reachable", [])
    assert told["revision"] == {"number": 1, "day": "2026-11-24", "digest": last.digest}
    assert told["feed"] == {
        "signed_at": "2026-11-24T11:00:00Z",
        "age_s": 0,
        "is_fresh": True,
        "keys_days_left": 90,
        "keys_end_soon": False,
        "held": [],
    }


def test_an_empty_registry_without_a_feed_is_ready(client, db, folder) -> None:  # noqa: F811
    status, told = asked(client)
    assert (status, told["status"], told["revision"]) == (200, "ready", None)
    assert told["feed"] == dict.fromkeys(told["feed"]) | {"held": []}


def test_it_is_told_to_whoever_asks_an_address(client, db, folder) -> None:  # noqa: F811
    assert asked(client, host="10.0.0.7:8000")[0] == 200


def test_without_its_database_it_is_not_ready(client, db, folder, monkeypatch) -> None:  # noqa: F811
    def away(*args, **more):
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as now:
        now.setattr(connection, "cursor", away)
        status, told = asked(client)
    assert (status, told["status"], told["database"]) == (503, "not ready", "away")


def test_before_its_migrations_it_is_not_ready(client, db, folder, monkeypatch) -> None:  # noqa: F811
    coming = frozenset({("registry", "0999_coming"), *MigrationRecorder.Migration.objects.values_list("app", "name")})
    monkeypatch.setattr(readiness, "_migrations", lambda: coming)
    status, told = asked(client)
    assert (status, told["status"]) == (503, "not ready")
    assert told["missing_migrations"] == ["registry.0999_coming"]


@pytest.mark.parametrize(
    ("hours", "is_fresh", "said"),
    [pytest.param(11, True, "ready", id="one head missed"), pytest.param(12, False, "degraded", id="two missed")],
)
def test_a_publisher_that_stopped_takes_nobody_away(client, published, noon, hours, is_fresh, said) -> None:  # noqa: F811
    noon.shift(timedelta(hours=hours))
    status, told = asked(client)
    assert (status, told["status"], told["feed"]["is_fresh"]) == (200, said, is_fresh)


@pytest.mark.parametrize(
    ("days", "left", "said"),
    [
        pytest.param(69, 21, "ready", id="time to announce the next key"),
        pytest.param(70, 20, "degraded", id="nobody did"),
        pytest.param(100, 0, "degraded", id="it has ended"),
    ],
)
def test_keys_that_end_soon_are_told_before(client, published, noon, days, left, said) -> None:  # noqa: F811
    noon.shift(timedelta(days=days))
    with suppress(NoKey):
        publish("etat", DeviceClass.PROFESSIONAL_PHONE, Signer.of_now())
    status, told = asked(client)
    assert (status, told["status"], told["feed"]["keys_days_left"]) == (200, said, left)


def test_a_channel_that_is_held_is_told_with_why_and_since_when(client, published, noon) -> None:  # noqa: F811
    Shelf(CHANNEL).hold(HELD)
    noon.shift(timedelta(hours=1))
    Shelf(CHANNEL).hold(HELD | {"seq": 20001})
    status, told = asked(client)
    assert (status, told["status"]) == (200, "degraded")
    assert told["feed"]["held"] == [{"channel": CHANNEL, "why": "wide", "since": "2026-11-24T11:00:00Z"}]
    Shelf(CHANNEL).hold({"why": "behind", "seq": 20001})
    assert asked(client)[1]["feed"]["held"][0]["since"] == "2026-11-24T12:00:00Z", "for another reason, anew"
    Shelf(CHANNEL).hold(None)
    assert asked(client)[1]["status"] == "ready"
    assert not list(own().glob("*/*/held.json"))
