"""The page of changes: by publication, the last one first, and by date alone."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.revisions.models import Revision
from registry.surfaces.pages.asking import asked, page_of
from registry.surfaces.pages.entered import entered
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.publications import published
from registry.surfaces.pages.turned import by_date_alone, by_publication, named_in, told

PAGE_SIZE = 10
MOST_DATED_GROUPS = 50


def changes(request: HttpRequest) -> HttpResponse:
    """Return what changed; with `revision`, the publications up to that one.

    Thirty-four queries at most: four for the question, a count and a page of revisions, five for what
    they entered, sixteen for what they decided, five for what turned by its date, the names, and one for
    a `revision` that is named. What a publication turned costs a dozen more, once.
    """
    question = asked(request)
    revisions = Revision.objects.newest_first()
    if question.revision:
        revisions = revisions.filter(number__lte=question.revision.number)
    page = page_of(request, revisions, PAGE_SIZE)
    entries = entered(list(page), question)
    turned = {revision.number: by_publication(revision) for revision in page.object_list}
    dated = by_date_alone(question.seats, question.revision_number)[:MOST_DATED_GROUPS]
    names = named_in([*dated, *(group for groups in turned.values() for group in groups)])
    applications = Application.objects.in_bulk(names)
    context = {
        "section": "changes",
        "steps": [Step(_("Changes"))],
        "asked": question,
        "page": page,
        "head": page.object_list[0] if page.number == 1 and page.object_list else None,
        "publications": [
            {
                "one": one,
                "entered": entries[one.number],
                "turned": told(turned[one.number], question, applications),
            }
            for one in published(list(page), question)
        ],
        "dated": told(dated, question, applications, _published(revisions) if dated else ()),
    }
    return show(request, "pages/changes.html", context)


def _published(revisions: QuerySet[Revision]) -> list[date]:
    """Return the days of publications, the first one's first. One query."""
    return list(revisions.order_by("number").values_list("day", flat=True))
