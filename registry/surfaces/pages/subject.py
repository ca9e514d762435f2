"""The application asked about, as known at the revision asked at: its categories, and what each notice says of it."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.announcements.models import AnnouncedApplication
from registry.catalogue.applications import Application, Category
from registry.catalogue.trees import CategoryTree, category_tree
from registry.surfaces.pages.asking import Asked


@dataclass(frozen=True)
class Subject:
    """An application, its categories on the day (nearest first), its links to notices by their keys, all categories."""

    application: Application
    categories: list[Category]
    links: dict[int, AnnouncedApplication]
    tree: CategoryTree


def subject(slug: str, question: Asked) -> Subject:
    """Return the application of a slug; raise 404 where it was not known at the revision. Five queries."""
    application = get_object_or_404(Application.objects.select_related("publisher"), slug=slug)
    tree = category_tree(question.revision_number, [application.pk])
    if application.pk not in tree.applications:
        raise Http404
    return Subject(
        application,
        categories_on(tree, application, question.on),
        links([application.pk], question.revision_number)[application.pk],
        tree,
    )


def categories_on(tree: CategoryTree, application: Application, on: date) -> list[Category]:
    """Return the categories of an application on a day, nearest first. One query."""
    path = tree.of_application(application.pk, on)
    known = Category.objects.in_bulk(path)
    return [known[pk] for pk in path]


def links(applications: list[int], revision: int | None) -> dict[int, dict[int, AnnouncedApplication]]:
    """Return what published notices say of applications, by application and by notice. One query."""
    rows = (
        AnnouncedApplication.objects.filter(application__in=applications, announcement__published_in__isnull=False)
        .select_related("announcement")
        .order_by("-announcement__date", "-announcement_id", "id")
    )
    if revision is not None:
        rows = rows.filter(announcement__published_in__lte=revision)
    said: dict[int, dict[int, AnnouncedApplication]] = {application: {} for application in applications}
    for row in rows:
        said[row.application_id][row.announcement_id] = row
    return said
