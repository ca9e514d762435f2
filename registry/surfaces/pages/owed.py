"""The pages that a State site owes its readers: accessibility, legal notice, personal data, site map."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry.surfaces.pages.furniture import Step, show


def accessibility(request: HttpRequest) -> HttpResponse:
    """Return the accessibility statement."""
    return show(request, "pages/accessibility.html", {"steps": [Step(_("Accessibility"))]})


def legal(request: HttpRequest) -> HttpResponse:
    """Return the legal notice."""
    return show(request, "pages/legal.html", {"steps": [Step(_("Legal notice"))]})


def privacy(request: HttpRequest) -> HttpResponse:
    """Return what happens to personal data."""
    return show(request, "pages/privacy.html", {"steps": [Step(_("Personal data"))]})


def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the list of the pages."""
    return show(request, "pages/sitemap.html", {"steps": [Step(_("Site map"))]})
