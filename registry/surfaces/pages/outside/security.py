"""Whom to tell of a weakness: /.well-known/security.txt (RFC 9116)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from registry.revisions.models import today
from registry.surfaces.addresses import public_origin

LASTS = timedelta(days=180)
"""How long it may be trusted; section 2.5.5 asks for less than a year."""


def security_txt(request: HttpRequest) -> HttpResponse:
    """Return whom to tell; the legal notice says it where no setting does."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT
    expires = datetime.combine(today() + LASTS, time(tzinfo=timezone.get_default_timezone()))
    fields = [
        ("Contact", uri(contact) if contact else public_origin(request) + reverse("pages:legal")),
        ("Expires", expires.isoformat()),
        ("Preferred-Languages", ", ".join(code for code, _name in settings.LANGUAGES)),
        ("Canonical", f"{public_origin(request)}/.well-known/security.txt"),
        ("Policy", settings.SECURITY_POLICY_URL),
    ]
    lines = "".join(f"{name}: {value}\n" for name, value in fields if value)
    return HttpResponse(lines, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})


def uri(contact: str) -> str:
    """Return a contact as an address that a program can follow: an e-mail address is one by mailto."""
    return f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
