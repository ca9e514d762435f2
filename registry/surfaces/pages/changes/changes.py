"""The page of changes: what is still to come, then what changed, by publication, the last one first, and by date."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.revisions.models import Revision
from registry.surfaces.pages.asking import asked, page_of
from registry.surfaces.pages.changes.entered import entered
from registry.surfaces.pages.changes.filters import change_filters
from registry.surfaces.pages.changes.publications import published
from registry.surfaces.pages.changes.turned import left_out, named_in, told
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.turned import by_date_alone, by_publication

PAGE_SIZE = 10
MOST_DATED_GROUPS = 50


def changes(request: HttpRequest) -> HttpResponse:
    """Return what changed; with `revision`, the publications up to that one.

    Thirty-six queries at most: four for the question, a count and a page of revisions, five for what
    they entered, sixteen for what they decided, seven for what turns by its date, the names, and one for
    a `revision` that is named. What a publication holds and turned costs a dozen more, once.
    """
    question = asked(request)
    filters = change_filters(question)
    watched = filters.watched
    revisions = watched.publications()
    if question.revision:
        revisions = revisions.filter(number__lte=question.revision.number)
    page = page_of(request, revisions, PAGE_SIZE)
    entries = entered(list(page), question)
    turned = {revision.number: by_publication(revision) for revision in page.object_list}
    kept = {number: watched.of(one.groups) for number, one in turned.items()}
    dated = by_date_alone(question.seats.tree, question.on, question.revision_number, watched.organisations)
    ahead, past = (watched.of(groups)[:MOST_DATED_GROUPS] for groups in dated)
    names = named_in([*ahead, *past, *(group for groups in kept.values() for group in groups)])
    applications = Application.objects.in_bulk(names)
    chips = filters.chips()
    context = {
        "section": "changes",
        "steps": [Step(_("Changes"))],
        "asked": question,
        "kept": question.kept("device", "on", "revision"),
        "choices": filters.choices(),
        "chips": chips,
        "clear_url": question.without("organisation", "outcome"),
        "feed": _feed(filters.question.given.get("organisation", ""), filters.outcome),
        "page": page,
        "head": page.object_list[0] if page.number == 1 and page.object_list and not chips else None,
        "publications": [
            {
                "one": one,
                "entered": entries[one.number],
                "turned": told(kept[one.number], question, applications),
                "left_out": left_out(turned[one.number].left_out),
            }
            for one in published(list(page), question)
        ],
        "ahead": told(ahead, question, applications) if page.number == 1 else (),
        "dated": told(past, question, applications, _published(question.revision_number) if past else ()),
    }
    return show(request, "pages/changes.html", context)


def _feed(organisation: str, outcome: str) -> str:
    """Return the address of the feed of the same changes."""
    given = {name: value for name, value in (("organisation", organisation), ("outcome", outcome)) if value}
    return reverse("atom:changes") + (f"?{urlencode(given)}" if given else "")


def _published(revision: int | None) -> list[date]:
    """Return the days of the publications known at a revision, the first one's first. One query."""
    known = Revision.objects.filter(number__lte=revision) if revision else Revision.objects.all()
    return list(known.order_by("number").values_list("day", flat=True))
