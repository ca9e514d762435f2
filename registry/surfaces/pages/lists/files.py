"""The list of applications as a file: what the page shows, on all of its pages, as CSV or as JSON."""

import csv
import json
from collections.abc import Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.addresses import application_urls
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.lists.facets import Addresses
from registry.surfaces.pages.lists.filters import STATUSES
from registry.surfaces.pages.lists.listed import Listed, listed
from registry.surfaces.pages.lists.narrowing import Narrowed, narrow
from registry.surfaces.parameters import freshness
from registry.surfaces.spreadsheets import harmless

MOST_IN_A_FILE = 10_000
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By which Excel knows UTF-8; without it, it reads accents in an old Windows code page."""

SEPARATORS = {"fr": ";", "en": ","}
"""What separates cells: where the comma is the decimal sign, as in French, Excel expects a semicolon."""


@conditional_page
def applications_csv(request: HttpRequest) -> HttpResponse:
    """Return the list as CSV (RFC 4180) for spreadsheets, its columns named in the language of the address.

    As many queries as for the page; the whole list is read at once, and so it has an `ETag`.
    """
    narrowed = _narrowed(request)
    text = StringIO()
    text.write(BYTE_ORDER_MARK)
    # Each cell is quoted: a spreadsheet that expects the other separator would else begin a cell, and maybe a formula,
    # in the midst of a name.
    lines = csv.writer(text, delimiter=SEPARATORS[str(get_language())], quoting=csv.QUOTE_ALL)
    lines.writerow(
        (
            pgettext("column", "Application"),
            pgettext("column", "Publisher"),
            pgettext("column", "Category"),
            pgettext("column", "Answer"),
            pgettext("column", "By its category"),
            pgettext("column", "Since"),
            pgettext("column", "Organisation"),
            pgettext("column", "Device"),
            pgettext("column", "Day"),
            pgettext("column", "Address"),
        )
    )
    question = narrowed.filters.question
    asked = (question.organisation.name, str(question.device.label), question.on.isoformat())
    # A word is looked up once rather than for each of thousands of lines.
    categories = {key: one.name for key, one in narrowed.categories.items()}
    words = {status: word(status) for status, _label in STATUSES}
    yes, no = _("yes"), _("no")
    for one, address in _addressed(request, narrowed):
        lines.writerow(
            map(
                harmless,
                (
                    one.application.name,
                    one.application.publisher.name,
                    categories[one.category.pk] if one.category else "",
                    words[one.status],
                    yes if one.by_category else no,
                    one.since.isoformat() if one.since else "",
                    *asked,
                    address,
                ),
            )
        )
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    return _as_file(response, request, question, "csv")


@conditional_page
def applications_json(request: HttpRequest) -> HttpResponse:
    """Return the list as JSON: its keys and codes never change, its names are in the language of the address.

    As many queries as for the page; the whole list is read at once, and so it has an `ETag`.
    """
    narrowed = _narrowed(request)
    question = narrowed.filters.question
    categories = {key: {"slug": one.slug, "name": one.name} for key, one in narrowed.categories.items()}
    payload = {
        "organisation": question.organisation.slug,
        "device": question.device.value,
        "on": question.on.isoformat(),
        "revision": question.revision_number,
        "language": get_language(),
        "count": len(narrowed.found),
        "applications": [
            {
                "application": one.application.slug,
                "name": one.application.name,
                "publisher": {"slug": one.application.publisher.slug, "name": one.application.publisher.name},
                "category": categories[one.category.pk] if one.category else None,
                "status": one.status,
                "by_category": one.by_category,
                "since": one.since.isoformat() if one.since else None,
                "url": address,
            }
            for one, address in _addressed(request, narrowed)
        ],
    }
    response = HttpResponse(json.dumps(payload, ensure_ascii=False), content_type="application/json")
    return _as_file(response, request, question, "json")


def files(number: int, addresses: Addresses) -> list[Way]:
    """Return the ways to the list as a file; none where nothing is found, or more than a file holds."""
    if not 0 < number <= MOST_IN_A_FILE:
        return []
    query = addresses.with_()
    return [
        Way("CSV", reverse("pages:applications_csv") + query),
        Way("JSON", reverse("pages:applications_json") + query),
    ]


def _narrowed(request: HttpRequest) -> Narrowed:
    """Return what the filters leave, all of it; refuse what is more than a file holds, rather than cut it short."""
    narrowed = narrow(request, offset=0, limit=MOST_IN_A_FILE)
    if len(narrowed.found) > MOST_IN_A_FILE:
        words = {
            "count": number_format(len(narrowed.found), force_grouping=True),
            "most": number_format(MOST_IN_A_FILE, force_grouping=True),
        }
        raise Unanswerable(
            _("A file holds at most %(most)s applications, and there are %(count)s. Narrow the list with filters.")
            % words
        )
    return narrowed


def _addressed(request: HttpRequest, narrowed: Narrowed) -> Iterator[tuple[Listed, str]]:
    """Yield each application with its answer and the whole address of its page."""
    question = narrowed.filters.question
    answered = listed(narrowed.applications(), narrowed.categories, question)
    start = public_origin(request)
    addresses = application_urls((one.application for one in answered), question.tail)
    for one, address in zip(answered, addresses, strict=True):
        yield one, start + address


def _as_file(response: HttpResponse, request: HttpRequest, question: Asked, extension: str) -> HttpResponse:
    """Return the response as a file named after what it answers, kept as the pages are."""
    name = f"applications-{question.organisation.slug}-{question.device}-{question.on.isoformat()}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = freshness(request.GET)
    return response
