"""What robots are told: where not to go (RFC 9309), and every address that there is (sitemaps.org)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, overload
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.core.paginator import InvalidPage
from django.db.models import F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Lower, Upper
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, Category
from registry.catalogue.organisations import Organisation
from registry.revisions.models import Revision, today
from registry.surfaces.addresses import public_origin
from registry.verdicts.models import Verdict
from registry.verdicts.reading import FOR_EVER

LANGUAGES = [code for code, _name in settings.LANGUAGES]

PAGES = (
    "home",
    "applications",
    "organisations",
    "announcements",
    "changes",
    "derogations",
    "compare",
    "requests",
    "accessibility",
    "legal",
    "privacy",
    "sitemap",
)
"""The pages whose address names nothing."""

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    SitemapOfAnything = Sitemap[Any]
else:
    SitemapOfAnything = Sitemap  # Django's own is generic for type checkers alone


class InEachLanguage(Sequence[tuple[Row, str]]):
    """The rows of a queryset, each once a language; a slice reads its own rows and no others."""

    def __init__(self, rows: QuerySet[Row]) -> None:
        """Keep what is read when it is asked for."""
        self.rows = rows

    def __len__(self) -> int:
        """Return how many there are in all languages."""
        return self.rows.count() * len(LANGUAGES)

    @overload
    def __getitem__(self, wanted: int) -> tuple[Row, str]: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[tuple[Row, str]]: ...

    def __getitem__(self, wanted: int | slice) -> Any:
        """Return what a page of them holds: pages are cut between rows."""
        if isinstance(wanted, int):
            return self.rows[wanted // len(LANGUAGES)], LANGUAGES[wanted % len(LANGUAGES)]
        first, last = wanted.start // len(LANGUAGES), -(-wanted.stop // len(LANGUAGES))
        return [(row, code) for row in self.rows[first:last] for code in LANGUAGES]


class Section(SitemapOfAnything):
    """The addresses of one kind of page, in each language with the others beside it."""

    limit = 1000 * len(LANGUAGES)
    i18n = alternates = x_default = True
    name: str

    def __init__(self, request: HttpRequest) -> None:
        """Stand where the site is known to stand."""
        self.protocol, self.domain = urlsplit(public_origin(request))[:2]

    def get_domain(self, site: object = None) -> str:
        """Return the host of the site."""
        return self.domain

    def rows(self) -> QuerySet[Any]:
        """Return what has such a page."""
        raise NotImplementedError

    def _items(self) -> Sequence[tuple[Any, str]]:
        return InEachLanguage(self.rows().order_by("pk"))

    def location(self, item: Any) -> str:
        """Return the address of a page, in the language being spoken."""
        return reverse(f"pages:{self.name}", args=[item.slug])


class Pages(Section):
    """The pages whose address names nothing; when they last changed is not known."""

    def _items(self) -> Sequence[tuple[str, str]]:
        return [(name, code) for name in PAGES for code in LANGUAGES]

    def location(self, item: str) -> str:
        """Return the address of a page, in the language being spoken."""
        return reverse(f"pages:{item}")


class Applications(Section):
    """The answers, each with the last day on which its texts or any of its verdicts changed."""

    name = "application"

    def rows(self) -> QuerySet[Any]:
        """Return the applications: the last publication that touched one, and the last day that turned it."""
        its = Verdict.objects.filter(application=OuterRef("pk")).order_by().values("application")
        published = Greatest(Max("revision_from"), Max("revision_to", filter=Q(revision_to__lt=FOR_EVER)))
        known, begun, ended = Q(revision_to=FOR_EVER), Lower("valid"), Upper("valid")
        turned = Greatest(
            Max(begun, filter=known & Q(valid__startswith__lte=today())),
            Max(ended, filter=known & Q(valid__endswith__lte=today())),
        )
        touched = Greatest(F("changed_in"), Coalesce(Subquery(its.annotate(last=published).values("last")), 0))
        return (
            Application.objects.only("slug")
            .annotate(touched=touched, turned_on=Subquery(its.annotate(last=turned).values("last")))
            .annotate(published_on=Subquery(Revision.objects.filter(number=OuterRef("touched")).values("day")))
        )

    def lastmod(self, item: Any) -> date:
        """Return the later of the two."""
        published, turned = item.published_on, item.turned_on
        later: date = max(published, turned or published)
        return later


class Announcements(Section):
    """The published notices, each with the day of the publication that last changed it."""

    name = "announcement"

    def rows(self) -> QuerySet[Any]:
        """Return the notices that the public may see."""
        return Announcement.objects.published().only("slug").annotate(changed_on=F("changed_in__day"))

    def lastmod(self, item: Any) -> date:
        """Return that day."""
        day: date = item.changed_on
        return day


class Organisations(Section):
    """The organisations; what they inherit changes with others, so that their last change is not said."""

    name = "organisation"

    def rows(self) -> QuerySet[Any]:
        """Return every organisation: those that ended keep their page."""
        return Organisation.objects.only("slug")


class Categories(Section):
    """The categories; their applications change, so that their last change is not said."""

    name = "category"

    def rows(self) -> QuerySet[Any]:
        """Return every category."""
        return Category.objects.only("slug")


SECTIONS: dict[str, type[Section]] = {
    "pages": Pages,
    "applications": Applications,
    "announcements": Announcements,
    "organisations": Organisations,
    "categories": Categories,
}


def robots(request: HttpRequest) -> HttpResponse:
    """Return where a robot need not go, and where every address stands.

    An administration that was moved is not given away.
    """
    barred = "/admin/" if settings.ADMIN_PATH == "admin/" else ""
    lines = ["User-agent: *", f"Disallow: {barred}".rstrip(), "", f"Sitemap: {public_origin(request)}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Return where the addresses of each kind stand. Four queries: a count for each kind but the first."""
    parts = [
        SitemapIndexItem(
            public_origin(request) + reverse("sitemap_section", args=[name]) + (f"?p={page}" if page > 1 else "")
        )
        for name, section in SECTIONS.items()
        for page in section(request).paginator.page_range
    ]
    return _xml(request, "sitemap_index.xml", {"sitemaps": parts})


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """Return the addresses of one kind, a page of them. Two queries: their count, and the page."""
    if section not in SECTIONS:
        raise Http404
    try:
        urls = SECTIONS[section](request).get_urls(page=request.GET.get("p", 1))
    except InvalidPage as error:
        raise Http404 from error
    return _xml(request, "sitemap.xml", {"urlset": urls})


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    headers = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache"}
    return TemplateResponse(request, template, context, content_type="application/xml", headers=headers)
