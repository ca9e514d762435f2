"""The feed of notices: each as it was entered or last edited, the latest first."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.announcements.models import Announcement
from registry.languages import in_words
from registry.revisions.models import Revision
from registry.surfaces.atom.documents import BEFORE_ALL, MOST_ENTRIES, Entry, Page, answered, document
from registry.terms import DatePrecision


@answered
def announcements(request: HttpRequest) -> HttpResponse:
    """Return the last notices that were entered or edited. Two queries: they, and the registry's first publication."""
    published = Announcement.objects.published().select_related("published_in", "changed_in")
    return document(
        request,
        "announcements",
        _("Aval: notices"),
        _("Measures, circulars, advice and statements on applications, in France and elsewhere."),
        Page("pages:announcements"),
        [_entry(one) for one in published.order_by("-changed_in_id", "-pk")[:MOST_ENTRIES]],
        BEFORE_ALL,
    )


def _entry(one: Announcement) -> Entry:
    """Return a notice as the feed tells it: when and where, then what it says."""
    published, changed = cast("Revision", one.published_in), cast("Revision", one.changed_in)  # by a constraint
    by_month = one.date_precision == DatePrecision.MONTH
    day = date_format(one.date, "F Y") if by_month else in_words(one.date, "j F Y")
    kind, jurisdiction = str(one.get_kind_display()), str(one.get_jurisdiction_display())
    return Entry(
        key=f"announcements/{one.slug}",
        title=one.title,
        summary=f"{day} · {jurisdiction} · {kind}\n\n{one.summary}",
        page=Page("pages:announcement", one.slug),
        published=published.published_at,
        updated=changed.published_at,
        author=one.issuer,
        categories=((one.kind, kind), (one.jurisdiction, jurisdiction)),
    )
