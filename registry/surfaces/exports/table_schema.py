"""The Table Schema of the CSV, at an address that never changes."""

import hashlib
import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from registry.surfaces.caching import tagged
from registry.surfaces.exports.formats.table import table_schema

KEPT = 86_400


@cache
def schema_bytes() -> bytes:
    """Return the schema as it is served."""
    return json.dumps(table_schema(), ensure_ascii=False, indent=2).encode() + b"\n"


@require_safe
def table_schema_view(request: HttpRequest) -> HttpResponse:
    """Answer with the schema. No query."""
    body = schema_bytes()
    tag = hashlib.sha256(body).hexdigest()[:32]
    return tagged(request, body, tag, content_type="application/json", kept=f"public, max-age={KEPT}")
