"""The page of a category: the rulings on it, and the applications in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.catalogue.applications import Category
from registry.catalogue.trees import category_tree
from registry.surfaces.pages.addresses import category_url, comparison_url
from registry.surfaces.pages.asking import asked, page_of
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.lists.applications import PAGE_SIZE, count_sentence, rows
from registry.surfaces.pages.lists.filters import applications_known
from registry.surfaces.pages.rulings import decisions_known, rulings

RULINGS_ON_A_PAGE = 50


def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page of one category, with the answers for the organisation and device asked about.

    Sixteen queries at most: four for the question, the category, all categories and their tree, four for
    the rulings, a count and a page of applications, three for their answers.
    """
    question = asked(request)
    one = get_object_or_404(Category, slug=slug)
    known = {category.pk: category for category in Category.objects.by_name()}
    tree = category_tree(question.revision_number, [])
    if one.pk not in tree.parents:
        raise Http404
    path = tree.upwards(one.pk, question.on)
    below = [pk for pk in known if pk != one.pk and one.pk in tree.upwards(pk, question.on)]
    decisions = decisions_known(question).filter(category__in=path)[:RULINGS_ON_A_PAGE]
    within = applications_known(question).filter(category_id__in=[one.pk, *below]).order_by("sort_key", "pk")
    page = page_of(request, within, PAGE_SIZE)
    context = {
        "section": "applications",
        "steps": [
            Step(_("Applications"), reverse("pages:applications") + question.tail),
            *(Step(known[pk].name, category_url(known[pk], question.tail)) for pk in reversed(path[1:])),
            Step(one.name),
        ],
        "asked": question,
        **question.form,
        "category": one,
        "comparison_url": comparison_url(question.tail, category=one.slug),
        "below": [
            Way(known[pk].name, category_url(known[pk], question.tail))
            for pk in below
            if tree.parents.on(pk, question.on) == one.pk
        ],
        "rulings": rulings(decisions, question),
        "count_sentence": count_sentence(page.paginator.count, question),
        "page": page,
        "rows": rows(list(page), known, question),
    }
    return show(request, "pages/category.html", context)
