"""Attempts to sign in: by whom they are counted."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

LONGEST = 255
"""Characters of a name that are kept."""


def username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the name under which an attempt is counted: cut, since anybody may type a long one."""
    typed = credentials.get("username") if credentials else request.POST.get("username")
    return str(typed or "")[:LONGEST]
