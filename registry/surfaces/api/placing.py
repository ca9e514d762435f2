"""Where things stand on a day, as known at a revision: applications in categories, categories below others."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from registry.catalogue.applications import Application, ApplicationPlacement, Category
from registry.catalogue.trees import category_tree


def applications_on(day: date, revision: int | None = None) -> QuerySet[Any]:
    """Return the applications known at a revision, by default now, each with its category on a day.

    `category_id` is its key, `category` its texts.
    """
    places = ApplicationPlacement.objects.filter(application=OuterRef("pk"))
    if revision is not None:
        places = places.filter(revision__lte=revision)
    # Of several the last to take effect stands, then the last entered. (Ordered by "-revision" it would be the
    # first: Django orders by a related model as that one is ordered by itself, which here is the last one first.)
    standing = places.filter(Q(effective_on=None) | Q(effective_on__lte=day)).order_by(
        F("effective_on").desc(nulls_last=True), "-revision_id", "-place"
    )[:1]
    category = JSONObject(slug="category__slug", name_fr="category__name_fr", name_en="category__name_en")
    return Application.objects.filter(Exists(places)).annotate(
        category_id=Subquery(standing.values("category")), category=Subquery(standing.values(texts=category))
    )


def at_or_below(category: Category, day: date, revision: int | None = None) -> set[int]:
    """Return the keys of a category and of all that stand below it on a day. One query."""
    tree = category_tree(revision, applications=())
    return {one for one in tree.ever_below(category.pk) if category.pk in tree.upwards(one, day)}
