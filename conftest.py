"""What every test stands on: the server's role, a clean slate of old databases, and how long fuzzing lasts."""

import gc
import os
import re
from collections.abc import Iterator

import psutil
import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg.pq import TransactionStatus
from pytest_django import DjangoDbBlocker

hypothesis_settings.register_profile("ordinary", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("long", hypothesis_settings.get_profile("ordinary"), max_examples=50_000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected to itself: it stays to the end, and is dear to look through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def under_the_server_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test that uses the database as the server's role, so that a missing grant shows.

    A test that must do what only the owner may asks for the fixture `as_owner`.
    """
    names = set(request.fixturenames)
    uses_database = request.node.get_closest_marker("django_db") or names & {"db", "transactional_db", "live_server"}
    if not uses_database or "as_owner" in names:
        yield
        return
    request.getfixturevalue("db")  # first, so that its flush comes after us, as the owner
    options = connection.settings_dict["OPTIONS"]
    before = options["options"]
    options["options"] = f"{before} -c role={settings.DATABASE_SERVER_ROLE}"  # for the connections of other threads
    _take_role(settings.DATABASE_SERVER_ROLE)
    yield
    options["options"] = before
    _take_role("NONE")


@pytest.fixture
def as_owner() -> None:
    """Leave the test with the rights of the tables' owner."""


def _take_role(role: str) -> None:
    session = connection.connection
    # A transaction that failed takes no command; the role falls with it when it rolls back.
    if session is not None and not session.closed and session.info.transaction_status != TransactionStatus.INERROR:
        session.execute(f"SET ROLE {role}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Drop the databases that killed runs left on the local cluster: their names tell their processes."""
    local = settings.DATABASES["default"]["ENGINE"] == "portal.local_postgres"
    if not local or os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        return
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_aval\\_%'")
        for (name,) in cursor.fetchall():
            run = re.match(r"test_aval_(\d+)", name)
            if run and not psutil.pid_exists(int(run[1])):
                cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
