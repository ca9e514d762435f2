"""The pages that a State site owes its readers: accessibility, legal notice, personal data, site map."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.remembered import told
from registry.surfaces.pages.security import uri


def contact() -> Way | None:
    """Return whom to write to, where the settings name somebody."""
    return Way(settings.CONTACT, uri(settings.CONTACT)) if settings.CONTACT else None


def accessibility(request: HttpRequest) -> HttpResponse:
    """Return the accessibility statement."""
    return show(request, "pages/accessibility.html", {"steps": [Step(_("Accessibility"))]})


def legal(request: HttpRequest) -> HttpResponse:
    """Return the legal notice: who publishes, answers for and hosts this copy, where the settings name them."""
    context = {
        "steps": [Step(_("Legal notice"))],
        "publisher": settings.PUBLISHER,
        "director": settings.PUBLICATION_DIRECTOR,
        "host": settings.HOSTED_BY,
        "contact": contact(),
    }
    return show(request, "pages/legal.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    """Return what happens to personal data, with the choice that the reader's browser keeps."""
    response = show(request, "pages/privacy.html", {"steps": [Step(_("Personal data"))], **told(request)})
    patch_vary_headers(response, ["Cookie"])
    return response


def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the list of the pages."""
    return show(request, "pages/sitemap.html", {"steps": [Step(_("Site map"))]})
