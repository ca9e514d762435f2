"""The page that compares applications, chosen or of a category, in every organisation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.catalogue.applications import Application, Category
from registry.catalogue.trees import category_tree
from registry.surfaces.pages.addresses import category_url
from registry.surfaces.pages.asking import Asked, asked, page_of
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.matrix import Matrix
from registry.surfaces.parameters import shown
from registry.terms import DeviceClass
from registry.verdicts.timeline import timelines

MOST = 12
"""Applications that can be chosen; a category may hold any number."""

MOST_COLUMNS = 6
"""Applications that stand side by side, a column each, with their answers in words."""

PAGE_SIZE = 50
LONGEST_NAME = 500


@dataclass(frozen=True)
class Comparison:
    """What is compared: the applications chosen, or a page of those in a category."""

    applications: Sequence[Any]
    category: Category | None = None
    page: Page[Any] | None = None


def compare(request: HttpRequest) -> HttpResponse:
    """Return the answers on several applications in every organisation, or how to choose them.

    Seven queries: four for the question, the applications, two for their timelines. Of a category three more:
    the categories, their tree, a count. One, or four, to find the application that is added by name.
    """
    question = asked(request)
    comparison = _comparison(request, question)
    wanted = question.given.get("add", "").replace("\x00", "")[:LONGEST_NAME].strip()
    if wanted and (found := _meant(wanted, question)):
        return _led_on(question, found)
    matrix = Matrix(comparison.applications, _lines(comparison.applications, question), question)
    context = {
        "section": "applications",
        "steps": [Step(_("Applications"), reverse("pages:applications") + question.tail), Step(_("Comparison"))],
        "asked": question,
        "kept": question.kept("organisation", "revision", "category"),
        "devices": DeviceClass.choices,
        "chosen_device": question.device,
        "day": question.given.get("on", ""),
        "chosen": [(one.slug, Way(one.name, _without(question, one.slug))) for one in _chosen(comparison)],
        "category": Way(comparison.category.name, category_url(comparison.category, question.tail))
        if comparison.category
        else None,
        "page": comparison.page,
        "caption": _caption(comparison, matrix, question),
        "columns": matrix.compared(),
        "rows": matrix.rows() if 0 < len(comparison.applications) <= MOST_COLUMNS else [],
        "is_full": len(_chosen(comparison)) >= MOST,
        "not_found": wanted,
        "most": MOST,
    }
    return show(request, "pages/compare.html", context, status=400 if wanted else 200)


def _comparison(request: HttpRequest, question: Asked) -> Comparison:
    """Read what is to be compared; raise `Unanswerable` where it cannot be."""
    slugs = list(dict.fromkeys(slug for slug in question.given.getlist("application") if slug))
    category = question.given.get("category", "")
    if slugs and category:
        raise Unanswerable(_("Compare applications or a category, not both at once."))
    if category:
        return _of_category(request, category, question)
    if len(slugs) > MOST:
        raise Unanswerable(_("You can compare %(most)s applications at most. Leave some out.") % {"most": MOST})
    return Comparison(_named(slugs, question))


def _named(slugs: list[str], question: Asked) -> list[Any]:
    """Return the applications of slugs in the order given. One query, none where none is given."""
    sound = [slug for slug in slugs if re.fullmatch(r"[-\w]+", slug, re.ASCII)]
    placed = Application.objects.placed(on=question.on, revision=question.revision_number)
    known = {one.slug: one for one in placed.filter(slug__in=sound)} if sound else {}
    for slug in slugs:
        if slug not in known:
            raise Unanswerable(_("We know no application called “%(slug)s”.") % {"slug": shown(slug)})
    return [known[slug] for slug in slugs]


def _of_category(request: HttpRequest, slug: str, question: Asked) -> Comparison:
    """Return a page of the applications of a category and of those below it. Four queries."""
    tree = category_tree(question.revision_number, [])
    categories = {one.slug: one for one in Category.objects.by_name() if one.pk in tree.parents}
    if slug not in categories:
        raise Unanswerable(_("We know no category called “%(slug)s”.") % {"slug": shown(slug)})
    top = categories[slug]
    within = tree.all_below([top.pk], question.on)
    placed = Application.objects.placed(on=question.on, revision=question.revision_number)
    page = page_of(request, placed.filter(category_id__in=within).order_by("sort_key", "pk"), PAGE_SIZE)
    return Comparison(list(page.object_list), top, page)


def _lines(applications: Sequence[Any], question: Asked) -> Any:
    """Return the timelines of the applications. Two queries."""
    return timelines(
        applications=[one.pk for one in applications],
        device_class=question.device,
        revision=question.revision_number,
        tree=question.seats.tree,
    )


def _meant(text: str, question: Asked) -> Application | None:
    """Return the application that is most likely meant by a text."""
    placed = Application.objects.placed(on=question.on, revision=question.revision_number)
    found: Application | None = placed.meant_by(text, revision=question.revision_number).first()  # type: ignore[attr-defined]  # a word of ours
    return found


def _chosen(comparison: Comparison) -> Sequence[Any]:
    """Return the applications that were chosen one by one."""
    return () if comparison.category else comparison.applications


def _led_on(question: Asked, found: Application) -> HttpResponse:
    """Lead to the comparison with one more application."""
    query = _query(question)
    if found.slug not in query.getlist("application"):
        query.appendlist("application", found.slug)
    return redirect(f"{reverse('pages:compare')}?{query.urlencode()}")


def _without(question: Asked, slug: str) -> str:
    """Return the query of the comparison without one application."""
    query = _query(question)
    query.setlist("application", [one for one in query.getlist("application") if one != slug])
    return f"?{query.urlencode()}"


def _query(question: Asked) -> QueryDict:
    """Return the query of this comparison, its applications named once."""
    query = question.given.copy()
    query.pop("add", None)
    query.setlist("application", list(dict.fromkeys(slug for slug in query.getlist("application") if slug)))
    return query


def _caption(comparison: Comparison, matrix: Matrix, question: Asked) -> str:
    """Return what is compared, for which device and on what day."""
    count = comparison.page.paginator.count if comparison.page else len(comparison.applications)
    words = {
        "count": number_format(count, force_grouping=True),
        "organisations": number_format(len(matrix.seats), force_grouping=True),
        "device": question.device.label,
        "day": in_words(question.on),
    }
    return (
        ngettext(
            "%(count)s application in %(organisations)s organisations: %(device)s, on %(day)s.",
            "%(count)s applications in %(organisations)s organisations: %(device)s, on %(day)s.",
            count,
        )
        % words
    )
