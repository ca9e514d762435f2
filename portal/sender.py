"""Who sent a request, as far as the network knows."""

from django.conf import settings
from django.http import HttpRequest


def sender(request: HttpRequest) -> str:
    """Return the network address that sent a request; behind a proxy the last that it names, which is its own word."""
    forwarded = request.headers.get("x-forwarded-for", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
