"""The pages of errors that no address of the demonstration shows, as their own views and templates make them."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.csrf import csrf_failure
from playwright.sync_api import Page

from registry.surfaces.pages import errors
from registry.surfaces.pages.furniture import show

TYPED = {"until": "15:00", "typed": "Pour dessiner les plans du chantier avec l’équipe."}

LOST: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "not open to the reader": lambda request: errors.permission_denied(request, PermissionDenied()),
    "a form without its token": csrf_failure,
    "too many requests": lambda request: show(request, "429.html", TYPED, status=429),
    "a fault of ours": errors.server_error,
    "the database is away": errors.database_away,
    "a question takes too long": errors.took_too_long,
}
"""What happened, and the view that tells it; none asks anything of the database."""


def lose(page: Page, request: HttpRequest, happened: str, language: str) -> None:
    """Show the page of an error where the request would have led, with the sheets that the site serves."""
    with translation.override(language):
        response = LOST[happened](request)
    assert response.status_code >= 400
    page.route(
        f"**{request.path}",
        lambda route: route.fulfill(
            status=response.status_code, content_type="text/html; charset=utf-8", body=response.content.decode()
        ),
    )
    page.goto(request.path)
