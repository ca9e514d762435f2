"""How messages leave: EMAIL_URL in one variable, as the settings of Django's mail."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEMES: dict[str, tuple[int, dict[str, bool]]] = {
    "smtp": (25, {}),
    "smtp+tls": (587, {"EMAIL_USE_TLS": True}),
    "smtps": (465, {"EMAIL_USE_SSL": True}),
}
"""The port of each way to speak to a mail server, and what Django calls the way."""

PATIENCE = 10
"""Seconds that a mail server has to answer."""


def mail(environ: Mapping[str, str], *, production: bool) -> dict[str, Any]:
    """Return the settings of an environment.

    Without EMAIL_URL a demonstration writes messages to its terminal, and a production server sends none: it
    then asks nobody for an address.
    """
    url = environ.get("EMAIL_URL", "")
    sender = {"DEFAULT_FROM_EMAIL": environ.get("EMAIL_FROM") or "aval@localhost", "EMAIL_TIMEOUT": PATIENCE}
    if not url:
        backend = "dummy" if production else "console"
        return {**sender, "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"}
    try:
        parts = urlsplit(url)
        port, way = SCHEMES[parts.scheme]
        if not parts.hostname:
            raise ValueError("no host")
        port = parts.port or port
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            "EMAIL_URL names no mail server. Set it to smtp+tls://user:password@host:587, to smtps://… or to smtp://…"
        ) from error
    if production and not environ.get("EMAIL_FROM"):
        raise ImproperlyConfigured("EMAIL_FROM is missing. Set it to the address from which messages are sent.")
    return {
        **sender,
        **way,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
    }
