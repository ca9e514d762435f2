"""The first page: the question, the latest notices and the latest changes."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.announcements.models import Announcement
from registry.revisions.models import Revision, today
from registry.surfaces.pages.addresses import changes_url, derogations_url
from registry.surfaces.pages.announcements.notices import notice
from registry.surfaces.pages.asking import device_class, named_organisation, selects
from registry.surfaces.pages.days import as_time
from registry.surfaces.pages.furniture import show
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.pages.remembered import has_lapsed
from registry.surfaces.pages.seats import seats

LATEST = 5


@dataclass(frozen=True)
class Change:
    """One line of the latest changes."""

    day: SafeString
    label: str
    why: str
    why_language: str
    url: str


def home(request: HttpRequest) -> HttpResponse:
    """Return the question, with what is new. Six queries: four for the organisations, notices, revisions."""
    known = seats(today())
    slug = request.GET.get("organisation", "")
    organisation = named_organisation(slug, known) if slug else known.root  # an empty registry has none
    revisions = Revision.objects.defer("contents").newest_first()[:LATEST]
    notices = Announcement.objects.published().newest_first()[:LATEST]
    context = {
        **selects(
            known,
            organisation,
            device_class(request.GET.get("device", "")),
            has_lapsed=has_lapsed(request, known),
        ),
        "ended": end_sentence(organisation, known) if organisation else "",
        "derogations_url": derogations_url(),
        "notices": [notice(one) for one in notices],
        "changes": [
            Change(
                as_time(one.day),
                _("revision %(number)s") % {"number": one.number},
                one.why,
                one.why_language,
                changes_url(one.number),
            )
            for one in revisions
        ],
    }
    return show(request, "pages/home.html", context)
