"""The database is stopped while the site serves: each address says so, and answers once it is started again."""

import os
import signal
import time
from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import connection

from portal.health import RETRY_AFTER
from portal.local_postgres.cluster import Cluster
from registry.tests.drills.serving import Visitor
from registry.tests.scene import Scene

PATIENCE = 30
ADDRESSES = (
    "/fr/applications/first/",
    "/en/changes/",
    "/api/v1/verdicts/?organisation=culture",
    "/api/v1/organisations/culture/feed/",
    "/admin/",
    "/admin/registry/decision/add/",
)


def stopped(scene: Scene, cluster: Cluster) -> Iterator[str]:
    """Yield what each address answered while the database was up, down, and up again.

    Nobody starts it in between: in production it is somebody else's to start.
    """
    get_user_model().objects.filter(pk=scene.registrar.pk).update(is_staff=True, is_superuser=True)
    visitor = Visitor(scene.registrar)
    cluster.revive = lambda: None  # type: ignore[method-assign]
    yield from (f"up: {answer(visitor, address)}" for address in ADDRESSES)
    stop(cluster)
    yield from (f"down: {answer(visitor, address)}" for address in ADDRESSES)
    del cluster.revive
    cluster.revive()
    yield from (f"up: {answer(visitor, address)}" for address in ADDRESSES)


def answer(visitor: Visitor, address: str) -> str:
    """Ask an address, twice where it says that the database is away: the second time finds no connection at all."""
    answered = visitor.get(address)
    if answered.status == 503:
        assert answered.headers["Retry-After"] == str(RETRY_AFTER)
        assert visitor.get(address)[0::2] == answered[0::2]
        assert connection.connection is None
    return f"{address} {answered.status} {answered.media_type}"


def stop(cluster: Cluster) -> None:
    """Stop the server of a cluster as its administrator would who waits for nobody's session."""
    lock = cluster.data / "postmaster.pid"
    os.kill(int(lock.read_text().split("\n", 1)[0]), signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while lock.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
