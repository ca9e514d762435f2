"""The channels as the application serves them: the same bytes that a web server would serve from the folder."""

import hashlib
import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from registry.channels.folder import public
from registry.surfaces.caching import tagged

IMMUTABLE = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60, stale-if-error=86400"


@require_safe
def keys(request: HttpRequest, version: str = "") -> HttpResponse:
    """Answer with keys.json, or with one of its versions."""
    name = f"keys/{version}.json" if version else "keys.json"
    return _answer(request, public() / name, "application/json", IMMUTABLE if version else SHORT)


@require_safe
def head(request: HttpRequest, organisation: str, device: str) -> HttpResponse:
    """Answer with the head of a channel."""
    return _answer(request, public() / organisation / device / "head.json", "application/json", SHORT)


@require_safe
def blob(request: HttpRequest, organisation: str, device: str, name: str) -> HttpResponse:
    """Answer with a blob, as it is compressed: its digest is that of these bytes."""
    path = public() / organisation / device / "blobs" / name
    return _answer(request, path, "application/gzip", IMMUTABLE)


def _answer(request: HttpRequest, path: Path, content_type: str, kept: str) -> HttpResponse:
    """Answer with a file under a tag by its content, since heads of one second may be of one length. No query."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise Http404 from error
    named = re.search(r"-([0-9a-f]{64})\.json\.gz$", path.name)
    tag = named[1][:32] if named else hashlib.sha256(raw).hexdigest()[:32]
    return tagged(request, raw, tag, content_type=content_type, kept=kept)
