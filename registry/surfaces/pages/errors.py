"""What a reader is told when there is no page to show, in their language and in the style of the others."""

import re
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry.surfaces.pages.furniture import show

LONGEST_SEARCH = 100
"""How many letters the search takes."""


class Unanswerable(BadRequest):
    """A question that the registry cannot be asked; its text says why and what would do."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page that says why a question cannot be answered."""
    if isinstance(exception, Unanswerable):
        sentence = str(exception)
    else:
        sentence = _("Your browser sent something that we do not understand.")
    return show(request, "400.html", {"sentence": sentence}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page that says that this is not for the reader."""
    return show(request, "403.html", {}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page that says that there is nothing at this address, with a search for what it seems to name."""
    return show(request, "404.html", {"search": True, "searched": searched(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page that says that the fault is ours; it asks nothing of the database."""
    return show(request, "500.html", again(request), status=500)


def database_away(request: HttpRequest) -> HttpResponse:
    """Return the page that says that the database does not answer for now; it asks nothing of it either."""
    return show(request, "503.html", {"was_sent": request.method == "POST", **again(request)}, status=503)


def took_too_long(request: HttpRequest) -> HttpResponse:
    """Return the page that says that a question takes too long, and how to narrow it; it asks nothing either."""
    return show(request, "503_too_long.html", {"search": True, **again(request)}, status=503)


def searched(request: HttpRequest) -> str:
    """Return the words of an address that led nowhere: what a page was asked for by, or else its last part."""
    found = request.resolver_match
    if found is None:
        said = request.path.rstrip("/").rpartition("/")[2]
    else:
        said = found.kwargs.get("slug") or request.GET.get("q", "")
    words = re.findall(r"\w+", re.sub("_", " ", unquote(said)))
    return " ".join(words)[:LONGEST_SEARCH].strip()


def again(request: HttpRequest) -> dict[str, Any]:
    """Return the address to ask for once more, which is safe for what was only read."""
    return {"again_url": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
