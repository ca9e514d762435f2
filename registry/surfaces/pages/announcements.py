"""The pages of notices: their list on a timeline by jurisdiction, and each with its quotes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.announcements.models import Announcement, AnnouncementQuerySet
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import provenance_sentence
from registry.surfaces.pages.asking import asked, page_of
from registry.surfaces.pages.days import as_time
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.lanes import lanes
from registry.surfaces.pages.moment import Moment, moment
from registry.surfaces.pages.notices import notice
from registry.surfaces.pages.quotes import quotes_of, source_title
from registry.surfaces.pages.rulings import decisions_known, rulings
from registry.surfaces.parameters import shown
from registry.terms import Jurisdiction

PAGE_SIZE = 25
MOST_ON_LANES = 200
RULINGS_ON_A_PAGE = 50


def announcements(request: HttpRequest) -> HttpResponse:
    """Return the published notices, the latest first, with a lane for each jurisdiction.

    Three queries, and one more for a `revision` that is named.
    """
    at = moment(request)
    jurisdiction = _jurisdiction(request.GET.get("jurisdiction", ""))
    published = _published(at).newest_first()
    if at.given.get("on"):
        published = published.filter(date__lte=at.on)
    if jurisdiction:
        published = published.filter(jurisdiction=jurisdiction)
    page = page_of(request, published, PAGE_SIZE)
    context = {
        "section": "announcements",
        "steps": [Step(_("Notices"))],
        "asked": at,
        "kept": at.kept("on", "revision"),
        "jurisdictions": [("", pgettext("jurisdictions", "All")), *Jurisdiction.choices],
        "chosen_jurisdiction": jurisdiction,
        "lanes": lanes(published[:MOST_ON_LANES], at.tail),
        "page": page,
        "notices": [notice(one, saying=_first_paragraph(one.summary), tail=at.tail) for one in page.object_list],
        "ways": [Way(_("Show all notices"), reverse("pages:announcements") + at.tail)],
    }
    return show(request, "pages/announcements.html", context)


def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page of one notice.

    Thirteen queries at most: four for the question, the notice, its quotes, its sources, its applications
    and their names, four for the rulings that rest on it.
    """
    question = asked(request)
    published = _published(question).prefetch_related("quotes", "sources", "announced_applications__application")
    one = get_object_or_404(published, slug=slug)
    context = {
        "section": "announcements",
        "steps": [Step(_("Notices"), reverse("pages:announcements") + question.tail), Step(one.title)],
        "asked": question,
        "announcement": one,
        "line": notice(one),
        "binds_nobody": one.jurisdiction != Jurisdiction.FR,
        "facts": _facts(one),
        "quotes": quotes_of(one),
        "sources": [{"title": source_title(source), "url": source.url} for source in one.sources.all()],
        "concerned": [
            {
                "name": link.application.name,
                "url": application_url(link.application, question.tail),
                "saying": provenance_sentence(link.application.name, link.provenance, link.stance),
            }
            for link in one.announced_applications.all()
        ],
        "rulings": rulings(decisions_known(question).filter(basis=one)[:RULINGS_ON_A_PAGE], question),
    }
    return show(request, "pages/announcement.html", context)


def _published(at: Moment) -> AnnouncementQuerySet:
    """Return the notices that were published by the revision asked at."""
    published = Announcement.objects.published()
    return published.filter(published_in__lte=at.revision.number) if at.revision else published


def _first_paragraph(text: str) -> str:
    """Return the beginning of a text, up to its first empty line."""
    return text.split("\n\n")[0]


def _facts(one: Announcement) -> list[tuple[str, Any]]:
    """Return what is known of a notice, a name and a value each."""
    speaker = ", ".join(part for part in (one.speaker, one.speaker_role) if part)
    facts = [
        (_("Issued by"), one.issuer),
        (_("Said by"), speaker),
        (_("Scope"), one.scope),
        (_("Takes effect on"), as_time(one.effective_on) if one.effective_on else ""),
        (_("To be complied with by"), as_time(one.comply_by) if one.comply_by else ""),
        (_("How far it was verified"), one.mark),
    ]
    return [(name, value) for name, value in facts if value]


def _jurisdiction(text: str) -> str:
    """Read a jurisdiction; empty for all."""
    if text and text not in Jurisdiction.values:
        raise Unanswerable(
            _("We know no jurisdiction called “%(jurisdiction)s”. It is one of: %(jurisdictions)s.")
            % {"jurisdiction": shown(text), "jurisdictions": ", ".join(Jurisdiction.values)}
        )
    return text
