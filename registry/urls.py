"""The addresses of the registry outside a language, and who answers at an address where something is wrong.

The surfaces do not know one another: this is where they meet. The pages are mounted by the project, since
only the outermost addresses may stand under a language.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from portal.health import RETRY_AFTER, database_is_away, took_too_long
from registry.surfaces import problems
from registry.surfaces.pages import errors
from registry.surfaces.pages.methods import only_read
from registry.surfaces.pages.outside.crawlers import robots, sitemap_index, sitemap_section
from registry.surfaces.pages.outside.security import security_txt
from registry.surfaces.pages.short_address import code, short_address

urlpatterns = [
    path("api/v1/", include("registry.surfaces.api.urls")),
    path("api/v1/", include("registry.surfaces.feed.urls")),
    path("api/v1/", include("registry.surfaces.exports.urls")),
    path("feed/v1/", include("registry.channels.urls")),
    path("robots.txt", only_read(robots)),
    path("sitemap.xml", only_read(sitemap_index)),
    path("sitemap-<slug:section>.xml", only_read(sitemap_section), name="sitemap_section"),
    path(".well-known/security.txt", only_read(security_txt)),
    path("a/<slug:slug>", short_address, name="short_address"),
    path("a/<slug:slug>/qr.svg", code, name="short_address_code"),
]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return why a request cannot be answered."""
    if problems.is_for_machines(request):
        return problems.as_response(400)
    return errors.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return that this is not for the one who asks."""
    if problems.is_for_machines(request):
        return problems.as_response(403)
    return errors.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return that there is nothing at this address."""
    if problems.is_for_machines(request):
        return problems.as_response(404)
    return errors.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return that the fault is ours, that the database does not answer for now, or that it would take too long.

    Django calls it while it handles the error, wherever that arose: in a view, a template or a middleware.
    """
    error, for_machines = sys.exc_info()[1], problems.is_for_machines(request)
    unavailable = None
    if database_is_away(error):
        unavailable = problems.as_response(503) if for_machines else errors.database_away(request)
    elif took_too_long(error):
        unavailable = problems.took_too_long() if for_machines else errors.took_too_long(request)
    if unavailable:
        unavailable["Retry-After"] = str(RETRY_AFTER)
        return unavailable
    if for_machines:
        return problems.as_response(500)
    return errors.server_error(request)
