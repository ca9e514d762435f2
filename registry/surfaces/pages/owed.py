"""The pages that a State site owes its readers: accessibility, legal notice, personal data, site map."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.surfaces.pages.days import as_time
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.outside.security import uri
from registry.surfaces.pages.remembered import told
from registry.surfaces.pages.requests.keeping import KEEPING
from registry.surfaces.pages.rgaa import JUDGED_ON, Audit, Result, Standing, audit


def contact() -> Way | None:
    """Return whom to write to, where the settings name somebody."""
    return Way(settings.CONTACT, uri(settings.CONTACT)) if settings.CONTACT else None


def accessibility(request: HttpRequest) -> HttpResponse:
    """Return the accessibility statement: what the audit found, counted from its grid."""
    found = audit()
    context = {
        "steps": [Step(_("Accessibility"))],
        "publisher": settings.PUBLISHER,
        "contact": contact(),
        "judged_on": as_time(JUDGED_ON),
        "audit": found,
        "standing": standing_sentence(found),
        "counts": counts_sentence(found),
        "failing": [one for one in found.criteria if one.result == Result.FAILS],
    }
    return show(request, "pages/accessibility.html", context)


def standing_sentence(found: Audit) -> str:
    """Return what the audit lets the site say of itself."""
    if found.count.to_check:
        return _(
            "These pages are not compliant with the French accessibility rules (RGAA 4.1.2): a machine judged part of"
            " the criteria, and no person has judged the others yet. By those rules, a site without a whole audit"
            " counts as not compliant, and we say so."
        )
    said = {
        Standing.FULL: _("These pages are fully compliant with the French accessibility rules (RGAA 4.1.2)."),
        Standing.PARTIAL: _("These pages are partly compliant with the French accessibility rules (RGAA 4.1.2)."),
        Standing.NONE: _("These pages are not compliant with the French accessibility rules (RGAA 4.1.2)."),
    }
    return said[found.standing]


def counts_sentence(found: Audit) -> str:
    """Return the figures: how many criteria hold, of those that were judged and apply."""
    judged = found.count.holds + found.count.fails
    said = ngettext(
        "Of %(judged)s criterion that applies and was judged, %(holds)s holds: %(rate)s %%.",
        "Of %(judged)s criteria that apply and were judged, %(holds)s hold: %(rate)s %%.",
        judged,
    ) % {"judged": judged, "holds": found.count.holds, "rate": found.rate}
    if not found.count.to_check:
        return said
    waiting = ngettext(
        "%(number)s criterion waits for a person, of which that rate says nothing.",
        "%(number)s criteria wait for a person, of which that rate says nothing.",
        found.count.to_check,
    ) % {"number": found.count.to_check}
    return f"{said} {waiting}"


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
    response = show(request, "pages/privacy.html", {"steps": [Step(_("Personal data"))], **told(request), **KEEPING})
    patch_vary_headers(response, ["Cookie"])
    return response


def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the list of the pages."""
    return show(request, "pages/sitemap.html", {"steps": [Step(_("Site map"))]})
