"""The site of the administration: its name, its language switch, and what it answers to hostile addresses."""

import re
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django.views.i18n import set_language

METHODS = ("GET", "HEAD", "POST")
"""What the administration answers to: Django's forms would take any other method for a GET."""

YEAR = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
"""A year that a date can have."""

TITLES = (gettext_noop("Add %s"), gettext_noop("Change %s"), gettext_noop("View %s"))
"""Titles of Django's that our catalogue says again: its own French elides nothing, as in "Ajout de organisation"."""


class RegistrySite(admin.AdminSite):
    """The administration of the registry, in the language of the browser or the one that was chosen."""

    site_title = _("Aval administration")
    site_header = _("Aval administration")
    index_title = _("The registry")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows: that no second signature is asked for, where it is not."""
        return super().each_context(request) | {"single_person": not settings.SECOND_SIGNATURE}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the addresses of the administration, with that of the language switch."""
        # Its views know the site, which Django makes before its applications.
        from portal.sign_in import views

        return [
            path("language/", set_language, name="language"),
            path("second-factor/", views.second_factor, name="second_factor"),
            path("second-factor/set-up/", views.set_up, name="set_up"),
            path("second-factor/codes/", views.recovery_codes, name="recovery_codes"),
            *super().get_urls(),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody may enter: staff, with a second factor where one is asked for, for half a day."""
        from portal.sign_in import session

        return super().has_permission(request) and session.is_proved(request) and not session.has_ended(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for the password; then for the second factor, on a page of its own; anew where the session has ended."""
        from portal.sign_in import session

        if super().has_permission(request):
            if session.has_ended(request):
                logout(request)
            elif not session.is_proved(request):
                return HttpResponseRedirect(reverse("admin:second_factor", query=request.GET.dict()))
        return super().login(request, extra_context)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  (Django's own signature)
        """Return a view of the administration, which refuses what the database cannot read as a bad request.

        Django lets a list be filtered by any lookup in its address, e.g. by a broken regular expression.
        """
        guarded: Callable[..., HttpResponseBase] = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            for name, values in request.GET.lists():
                if any("\0" in text for text in (name, *values)):
                    raise BadRequest("NUL in the address")
                if name.endswith("__year") and not all(YEAR.fullmatch(text) for text in values):
                    raise BadRequest("a year that no calendar has")
            try:
                return guarded(request, *args, **kwargs)
            except DataError as error:
                raise BadRequest("a lookup that the database cannot read") from error

        return update_wrapper(inner, guarded)
