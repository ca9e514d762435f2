"""Where things stand on a day, as known at a revision: applications in categories, categories below others."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from registry.catalogue.applications import Application, Category
from registry.catalogue.trees import category_tree


def applications_on(day: date, revision: int | None = None) -> QuerySet[Any]:
    """Return the applications known at a revision, by default now, each with its category on a day.

    `category_id` is its key, `category` its texts.
    """
    texts = JSONObject(slug="slug", name_fr="name_fr", name_en="name_en")
    category = Category.objects.filter(pk=OuterRef("category_id")).values(texts=texts)
    placed = Application.objects.placed(on=day, revision=revision)
    with_texts: QuerySet[Any] = placed.annotate(category=Subquery(category))
    return with_texts


def at_or_below(category: Category, day: date, revision: int | None = None) -> set[int]:
    """Return the keys of a category and of all that stand below it on a day. One query."""
    tree = category_tree(revision, applications=())
    return {one for one in tree.ever_below(category.pk) if category.pk in tree.upwards(one, day)}
