"""The shapes of what the feed publishes, as JSON Schema 2020-12, at addresses that never change."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from registry.surfaces.caching import tagged

FOLDER = Path(__file__).with_name("schemas")

NAMES = ("head", "keys", "jws", "full", "delta", "record", "tombstone")
"""The schemas; they refer to one another by name, so that they work wherever they are kept together."""

KEPT = 86_400


@cache
def schema_bytes(name: str) -> bytes:
    """Return a schema as it is served. Raises `KeyError` where there is none of that name."""
    if name not in NAMES:
        raise KeyError(name)
    return (FOLDER / f"{name}.json").read_bytes()


def schema(name: str) -> dict[str, Any]:
    """Return a schema as a document."""
    document: dict[str, Any] = json.loads(schema_bytes(name))
    return document


@require_safe
def schema_view(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a schema. No query."""
    try:
        body = schema_bytes(name)
    except KeyError as error:
        raise Http404 from error
    tag = hashlib.sha256(body).hexdigest()[:32]
    return tagged(request, body, tag, content_type="application/schema+json", kept=f"public, max-age={KEPT}")
