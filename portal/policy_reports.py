"""Reports of browsers on what the policy kept from loading: each kind is logged once, and nothing of the reader."""

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

POLICY_REPORTS = "/csp-reports"

LONGEST = 10_000
"""Bytes of a report that are read; browsers send some hundreds."""

MOST = 100
"""Kinds of which a process tells: whoever makes up more fills no log."""

logger = logging.getLogger("registry.policy")

_told: set[tuple[str, str]] = set()


class PolicyReportsMiddleware:
    """Takes reports, from anybody: it stands before sessions, forms and the database, none of which it needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers everything else."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return 204 for a report, whatever is in it: a browser could do nothing about an error."""
        if request.path_info != POLICY_REPORTS:
            return self.get_response(request)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        _tell(request.read(LONGEST + 1))
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _tell(raw: bytes) -> None:
    """Log which directive kept what from loading, the first time that this is reported."""
    kind = _kind(raw)
    if kind and kind not in _told and len(_told) < MOST:
        _told.add(kind)
        logger.warning("the policy kept something from loading: %s, from %s", *kind)


def _kind(raw: bytes) -> tuple[str, str] | None:
    """Return the directive of a report and the origin that it kept out; None where it is no report that can be read.

    Not the page, nor the whole address: they may tell who reads what.
    """
    try:
        report: Any = json.loads(raw)["csp-report"] if len(raw) <= LONGEST else None
        directive = report["effective-directive"] if "effective-directive" in report else report["violated-directive"]
        blocked = urlsplit(report["blocked-uri"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    origin = f"{blocked.scheme}://{blocked.hostname}" if blocked.hostname else blocked.path or blocked.scheme
    return _plain(directive), _plain(origin)


def _plain(text: Any) -> str:
    """Return a text as one short line of ASCII, whatever somebody made of it."""
    return ascii(str(text)[:60])[1:-1]
