"""Atom documents: entries that keep their ids, links to both languages, and nothing that XML forbids (RFC 4287).

An id is a UUID made from the digest of the registry's first publication and from what the entry tells
(docs/adr/0010): it outlives a move of the site to another host. Each language has entries of its own, since what
they say is another text; they link to each other's pages.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import UUID, uuid5
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import set_response_etag
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from registry.languages import LANGUAGES, spoken
from registry.revisions.models import Revision
from registry.surfaces.addresses import public_origin
from registry.surfaces.parameters import MOMENT
from registry.surfaces.problems import as_response

MOST_ENTRIES = 50
FRESH = "public, max-age=300"
"""Readers of feeds are many and patient: for five minutes a cache on the way may answer them all."""

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (production 2, Char)."""

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed was updated that has nothing to tell yet."""

View = Callable[[HttpRequest], HttpResponse]


class Unaskable(Exception):
    """A question that a feed cannot be asked; its text says why."""


@dataclass(frozen=True)
class Page:
    """A page by its name and what its address holds, which is the same in each language."""

    name: str
    slug: str = ""
    tail: str = ""

    def url(self, under: str, language: str) -> str:
        """Return the address of the page in a language."""
        with override(language):
            return under + reverse(self.name, args=[self.slug] if self.slug else []) + self.tail


@dataclass(frozen=True)
class Entry:
    """What a feed tells; `key` is what its id is made from, beside the registry and the language."""

    key: str
    title: str
    summary: str
    page: Page
    published: datetime
    updated: datetime
    author: str = ""
    categories: tuple[tuple[str, str], ...] = ()


class Document(Atom1Feed):
    """An Atom document in one language; its texts are text, never markup."""

    def latest_post_date(self) -> datetime:
        """Return when the feed was updated; Django would say "now" of an empty one."""
        updated: datetime = self.feed["updated"]
        return updated

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write what is said of the feed as a whole."""
        handler.addQuickElement("title", self.feed["title"])
        handler.addQuickElement("subtitle", self.feed["subtitle"])
        handler.addQuickElement("id", self.feed["id"])
        handler.addQuickElement("updated", rfc3339_date(self.latest_post_date()))
        handler.addQuickElement(
            "link", "", {"rel": "self", "type": "application/atom+xml", "href": self.feed["feed_url"]}
        )
        _alternates(handler, self.feed["pages"])
        _author(handler, self.feed["author_name"])
        handler.addQuickElement("rights", self.feed["feed_copyright"])

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an entry."""
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        _alternates(handler, item["pages"])
        if item["author_name"]:
            _author(handler, item["author_name"])
        for term, label in item["terms"]:
            handler.addQuickElement("category", "", {"term": term, "label": label})
        handler.addQuickElement("summary", item["description"])


def _alternates(handler: SimplerXMLGenerator, pages: dict[str, str]) -> None:
    """Write the links to a page in each language."""
    for language, url in pages.items():
        handler.addQuickElement(
            "link", "", {"rel": "alternate", "type": "text/html", "hreflang": language, "href": url}
        )


def _author(handler: SimplerXMLGenerator, name: str) -> None:
    """Write who is the author."""
    handler.startElement("author", AttributesImpl({}))
    handler.addQuickElement("name", name)
    handler.endElement("author")


def written(text: str) -> str:
    """Return a text as XML can hold it: what it forbids is shown as missing."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def answered(view: View) -> View:
    """Return a feed that is only read, answers whoever has it already with 304, and refuses other moments.

    It takes no form, so that there is none to protect.
    """

    @csrf_exempt
    @require_safe
    @conditional_page
    @wraps(view)
    def read(request: HttpRequest) -> HttpResponse:
        if any(request.GET.get(name) for name in MOMENT):
            return as_response(400, _("A feed tells what is new: it cannot be asked about another moment."))
        try:
            return view(request)
        except Unaskable as error:
            return as_response(400, str(error))

    return read


def document(
    request: HttpRequest, name: str, title: str, subtitle: str, page: Page, entries: Iterable[Entry], updated: datetime
) -> HttpResponse:
    """Return a feed with the last of its entries. One query, for the registry's first publication."""
    under = public_origin(request)
    language = spoken()
    founding = Revision.objects.filter(number=1).values_list("digest", flat=True).first()
    registry = UUID(hex=founding[:32]) if founding else UUID(int=0)

    def urn(key: str) -> str:
        return uuid5(registry, f"{language}/{key}").urn

    def pages(of: Page) -> dict[str, str]:
        return {code: of.url(under, code) for code in (language, *(one for one in LANGUAGES if one != language))}

    told = sorted(entries, key=lambda entry: entry.updated, reverse=True)[:MOST_ENTRIES]
    updated = max([updated, *(entry.updated for entry in told)])
    feed = Document(
        title=written(title),
        link="",
        description="",
        subtitle=written(subtitle),
        language=language,
        author_name="Aval",
        feed_url=under + request.get_full_path(),
        feed_guid=urn(name),
        feed_copyright="Licence Ouverte 2.0",
        updated=updated,
        pages=pages(page),
    )
    for entry in told:
        feed.add_item(
            title=written(entry.title),
            link="",
            description=written(entry.summary),
            author_name=written(entry.author),
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=urn(entry.key),
            pages=pages(entry.page),
            terms=[(term, written(label)) for term, label in entry.categories],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type, headers={"Cache-Control": FRESH})
    if updated > BEFORE_ALL:
        response["Last-Modified"] = http_date(updated.timestamp())
    set_response_etag(response)
    return response
