"""The page of one application."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.announcements.models import AnnouncedApplication
from registry.catalogue.identifiers import Identifier
from registry.catalogue.trees import category_tree
from registry.surfaces.pages.addresses import application_url, category_url, timeline_url
from registry.surfaces.pages.answering import answer
from registry.surfaces.pages.answers import provenance_sentence, word
from registry.surfaces.pages.asking import Asked, asked
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.everywhere import everywhere
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.notices import Notice, notice
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.pages.subject import Subject, subject
from registry.surfaces.pages.turning import turning
from registry.terms import Outcome
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import timelines

MOST_ALTERNATIVES = 8


def application(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page that answers for one application.

    Twenty-three queries at most: four for the question, five for the subject, two for its timelines, eight
    for the reasons of its verdict, three for alternatives, one for identifiers.
    """
    question = asked(request)
    about = subject(slug, question)
    one = about.application
    lines = timelines(
        applications=[one.pk],
        device_class=question.device,
        revision=question.revision_number,
        tree=question.seats.tree,
    )
    context = {
        "section": "applications",
        "steps": _steps(about, question),
        "asked": question,
        **question.form,
        "application": one,
        "made_by": _("published by %(publisher)s") % {"publisher": one.publisher.name},
        "aliases": _("also known as %(names)s") % {"names": ", ".join(one.aliases)} if one.aliases else "",
        "answer": answer(about, lines, question),
        "ended": end_sentence(question.organisation, question.seats),
        "alternatives": _alternatives(about, question),
        "everywhere": everywhere(one, lines, question),
        "everywhere_caption": _("%(device)s, on %(day)s.")
        % {"device": question.device.label, "day": in_words(question.on)},
        "timeline_url": timeline_url(one, question.tail),
        "turns": turning(one, lines, question),
        "notices": _notices(about, question),
        "identifiers": _identifiers(about, question),
        "short_address": request.build_absolute_uri(reverse("short_address", args=[one.slug])),
    }
    return show(request, "pages/application.html", context)


def _steps(about: Subject, question: Asked) -> list[Step]:
    """Return the breadcrumb: applications, the categories from the widest to the nearest, the application."""
    categories = [Step(one.name, category_url(one, question.tail)) for one in reversed(about.categories)]
    return [
        Step(_("Applications"), reverse("pages:applications") + question.tail),
        *categories,
        Step(about.application.name),
    ]


@dataclass(frozen=True)
class Alternative:
    """Another application that may be used in place of the one asked about."""

    name: str
    url: str
    outcome: str
    word: str


def _alternatives(about: Subject, question: Asked) -> list[Alternative]:
    """Return the applications of the same category that the same person may use on the same device.

    One query, and two more where it finds any, to see that they are of that category on the day.
    """
    if not about.categories:
        return []
    nearest = about.categories[0].pk
    usable = (
        Verdict.objects.holding(
            organisation=question.organisation,
            on=question.on,
            revision=question.revision_number,
            tree=question.seats.tree,
        )
        .usable()
        .filter(device_class=question.device, application__placements__category=nearest)
        .exclude(application=about.application)
        .select_related("application")
        .order_by("application__sort_key", "application_id")
        .distinct()
    )
    found = {verdict.application_id: verdict for verdict in usable}
    if not found:
        return []
    tree = category_tree(question.revision_number, found)
    alike = [v for pk, v in found.items() if tree.of_application(pk, question.on)[:1] == [nearest]]
    alike.sort(key=lambda verdict: verdict.outcome != Outcome.APPROVED)
    return [
        Alternative(
            verdict.application.name,
            application_url(verdict.application, question.tail),
            verdict.outcome,
            word(verdict.outcome),
        )
        for verdict in alike[:MOST_ALTERNATIVES]
    ]


def _notices(about: Subject, question: Asked) -> list[Notice]:
    """Return the notices that concern the application, each with what it says of it. No query."""

    def saying(link: AnnouncedApplication) -> str:
        return provenance_sentence(about.application.name, link.provenance, link.stance)

    return [notice(link.announcement, saying=saying(link), tail=question.tail) for link in about.links.values()]


def _identifiers(about: Subject, question: Asked) -> list[dict[str, Any]]:
    """Return the identifiers by which devices know the application, with their evidence. One query."""
    rows = Identifier.objects.known(question.revision_number).filter(application=about.application)
    return [
        {
            "value": row.value,
            "kind": row.get_kind_display(),
            "evidence": row.evidence,
            "verified_on": as_time(row.verified_on),
        }
        for row in rows.order_by("kind", "value", "id")
    ]
