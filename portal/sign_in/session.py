"""The session of somebody who signed in: it ends by itself, and what reaches far asks for a code anew."""

import time

from django.conf import settings
from django.http import HttpRequest

from portal.sign_in import factors

LONGEST = 12 * 3600
"""Seconds after which everybody signs in anew, however busy they were."""
FRESH = 15 * 60
"""Seconds for which a code counts as given just now."""

BEGAN, PROVED = "sign_in_began", "second_factor_at"


def has_ended(request: HttpRequest) -> bool:
    """Tell whether a session has lasted as long as one may; it begins with the first page of the administration."""
    began: float = request.session.setdefault(BEGAN, time.time())
    return time.time() - began > LONGEST


def needs_second_factor(request: HttpRequest) -> bool:
    """Tell whether a second factor is asked of whoever signed in: where the site says so, or where they have one."""
    return settings.SECOND_FACTOR or factors.has_authenticator(request.user)


def is_proved(request: HttpRequest) -> bool:
    """Tell whether whoever signed in gave a second factor, where one is asked for."""
    return PROVED in request.session or not needs_second_factor(request)


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the second factor was given just now, where one is asked for."""
    if PROVED not in request.session:
        return not needs_second_factor(request)
    return bool(time.time() - request.session[PROVED] <= FRESH)


def prove(request: HttpRequest) -> None:
    """Note that whoever signed in gave a second factor; the session gets another key, so that no older one counts."""
    request.session.cycle_key()
    request.session[PROVED] = time.time()
