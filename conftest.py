"""What every test stands on: the server's role, a clean slate of old databases, and how long fuzzing lasts."""

import gc
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
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
    """Copy the tests' database from one that is migrated already; drop those that killed runs left behind.

    On the local cluster alone: there the names of databases tell their processes.
    """
    if settings.DATABASES["default"]["ENGINE"] != "portal.local_postgres":
        return
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATES])  # the processes of a run come here one by one
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_aval\\_%'")
        for (name,) in cursor.fetchall():
            run = re.match(r"test_aval_(\d+)", name)
            if run and not psutil.pid_exists(int(run[1])):
                cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
        template = f"aval_migrated_{_migrations()}"
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'aval\\_migrat%'")
        known = {name for (name,) in cursor.fetchall()}
        if template not in known:
            for name in known | {MIGRATING}:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {MIGRATING}")
            _migrate(MIGRATING)
            cursor.execute(f"ALTER DATABASE {MIGRATING} RENAME TO {template}")  # whole, or not there
        connection.settings_dict["TEST"]["TEMPLATE"] = template


MIGRATING = "aval_migrating"
TEMPLATES = 0x41564154
"""The advisory lock under which the migrated database is made ("AVAT")."""


def _migrations() -> str:
    """Return a digest of all that a migrated database follows from: our migrations, and the packages with theirs."""
    sources = [
        *sorted(Path(settings.BASE_DIR, "registry", "migrations").glob("*.py")),
        Path(settings.BASE_DIR, "requirements.txt"),
    ]
    sources += [Path(settings.BASE_DIR, "registry", "management", "grants.py")]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _migrate(name: str) -> None:
    """Migrate a database that is not the tests' own."""
    ours = [connections[alias] for alias in ("default", "owner")]
    before = [one.settings_dict["NAME"] for one in ours]
    for one in ours:
        one.close()
        one.settings_dict["NAME"] = name
    call_command("migrate", interactive=False, verbosity=0)
    for one, its in zip(ours, before, strict=True):
        one.close()
        one.settings_dict["NAME"] = its
