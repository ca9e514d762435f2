"""The page of notices: their list, filtered, and the same on a timeline by jurisdiction."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.announcements.models import Announcement, AnnouncementQuerySet
from registry.surfaces.pages.announcements.filters import FACETS, notice_filters
from registry.surfaces.pages.announcements.lanes import SHAPES, drawings
from registry.surfaces.pages.announcements.notices import notice
from registry.surfaces.pages.asking import page_of
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.moment import Moment, moment
from registry.terms import NoticeKind

PAGE_SIZE = 25
MOST_ON_LANES = 100
"""How many notices are drawn, the latest: each is two links, one for each width of screen."""


def announcements(request: HttpRequest) -> HttpResponse:
    """Return the published notices that the filters leave, the latest first, with a lane for each jurisdiction.

    Six queries: the count of each filter, a count and a page of notices, those on the lanes. One more
    for a `revision` that is named, and one for an `application`.
    """
    at = moment(request)
    published = published_by(at).newest_first()
    if at.given.get("on"):
        published = published.filter(date__lte=at.on)
    filters = notice_filters(published, at.given)
    choices = filters.choices()
    found = filters.left()
    page = page_of(request, found, PAGE_SIZE)
    drawn = list(found[:MOST_ON_LANES])
    kinds = {one.kind for one in drawn}
    context = {
        "section": "announcements",
        "steps": [Step(_("Notices"))],
        "asked": at,
        "kept": at.kept("organisation", "device", "on", "revision"),
        "choices": choices,
        "chips": filters.chips(at),
        "clear_url": at.without(*FACETS),
        "count_sentence": _count_sentence(page.paginator.count, len(drawn)),
        "drawings": drawings(drawn, at.tail),
        "shapes": [(SHAPES[kind], kind.label) for kind in NoticeKind if kind in kinds],
        "page": page,
        "notices": [notice(one, saying=_first_paragraph(one.summary), tail=at.tail) for one in page.object_list],
        "ways": [Way(_("Show all notices"), reverse("pages:announcements") + at.tail)],
    }
    return show(request, "pages/announcements.html", context)


def published_by(at: Moment) -> AnnouncementQuerySet:
    """Return the notices that were published by the revision asked at."""
    published = Announcement.objects.published()
    return published.filter(published_in__lte=at.revision.number) if at.revision else published


def _first_paragraph(text: str) -> str:
    """Return the beginning of a text, up to its first empty line."""
    return text.split("\n\n")[0]


def _count_sentence(count: int, drawn: int) -> str:
    """Return how many notices there are, and how many of them the timeline shows where it is not all."""
    words = {"count": number_format(count, force_grouping=True), "drawn": drawn}
    if drawn < count:
        return _("%(count)s notices. The timeline shows the latest %(drawn)s; the list has them all.") % words
    return ngettext("%(count)s notice.", "%(count)s notices.", count) % words
