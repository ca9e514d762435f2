"""Whether the site may be sent requests, and how its parts are: /readyz, for orchestrators and whoever watches."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from registry.channels.expiry import expiry
from registry.channels.heads import RENEWED
from registry.channels.held import held_channels, last_signed
from registry.revisions.models import Revision
from registry.surfaces.reading import snapshot

READYZ = "/readyz"

OVERDUE = 2 * RENEWED
"""After how many seconds without a signed head somebody is to look: two were missed, and devices have 60 hours left."""

LONGEST_MS = 2000
"""How long a statement may take before the database counts as one that does not answer."""


class ReadinessMiddleware:
    """Answers /readyz before the check of the host name, as /healthz is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers everything else."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return how the parts are: 200 where the site can answer, 503 where it cannot."""
        if request.path != READYZ:
            return self.get_response(request)
        report = readiness()
        response = JsonResponse(report, status=503 if report["status"] == "not ready" else 200)
        response["Cache-Control"] = "no-store"
        return response


def readiness() -> dict[str, Any]:
    """Return how the database, the migrations, the chain and the feed are. Two queries.

    The site is `not ready` where it could answer nobody: without its database, or before its migrations. A feed that
    nobody signs, or soon can, or that is held makes it `degraded`, no more: the last heads are served as they are, and
    an orchestrator that took every server away for it would take the pages and the API away too.
    """
    feed = _feed()
    try:
        with snapshot(longest_ms=LONGEST_MS):
            applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
            last = (
                None
                if _migrations() - applied
                else Revision.objects.newest_first().values("number", "day", "digest").first()
            )
    except DatabaseError:
        return {"status": "not ready", "database": "away", "feed": feed}
    missing = sorted(".".join(one) for one in _migrations() - applied)
    is_well = not feed["held"] and feed["is_fresh"] is not False and not feed["keys_end_soon"]
    return {
        "status": "not ready" if missing else "ready" if is_well else "degraded",
        "database": "reachable",
        "missing_migrations": missing,
        "revision": last,
        "feed": feed,
    }


def _feed() -> dict[str, Any]:
    """Return how old the youngest head is, how long heads can be signed, and which channels are held. No query."""
    signed = last_signed()
    keys = expiry()
    age = int((timezone.now() - datetime.fromisoformat(signed)).total_seconds()) if signed else None
    return {
        "signed_at": signed,
        "age_s": age,
        "is_fresh": None if age is None else age < OVERDUE,
        "keys_days_left": keys and keys.days_left,
        "keys_end_soon": keys and keys.is_near,
        "held": [{"channel": one.channel, "why": one.why, "since": one.since} for one in held_channels()],
    }


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations that this program stands on: it does not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)
