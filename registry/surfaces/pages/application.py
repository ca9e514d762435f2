"""The page of one application."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.announcements.models import AnnouncedApplication
from registry.catalogue.identifiers import Identifier
from registry.surfaces.pages.addresses import category_url, comparison_url, timeline_url
from registry.surfaces.pages.alternatives import alternatives
from registry.surfaces.pages.announcements.notices import Notice, notice
from registry.surfaces.pages.answering import answer
from registry.surfaces.pages.answers import provenance_sentence
from registry.surfaces.pages.asking import Asked, asked
from registry.surfaces.pages.compare import MOST_COLUMNS
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.everywhere import everywhere
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.pages.short_address import code_url, printed_address
from registry.surfaces.pages.subject import Subject, subject
from registry.surfaces.pages.turning import turning
from registry.verdicts.timeline import timelines


def application(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page that answers for one application.

    Twenty-one queries at most: four for the question, five for the subject, two for its timelines, eight
    for the reasons of its verdict, one for alternatives, one for identifiers.
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
    others = alternatives(about, question)
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
        "alternatives": others,
        "comparison_url": comparison_url(question.tail, applications=[one.slug]),
        "alternatives_comparison_url": comparison_url(
            question.tail, applications=[one.slug, *(other.slug for other in others.rows[: MOST_COLUMNS - 1])]
        ),
        "everywhere": everywhere(one, lines, question),
        "everywhere_caption": _("%(device)s, on %(day)s.")
        % {"device": question.device.label, "day": in_words(question.on)},
        "timeline_url": timeline_url(one, question.tail),
        "turns": turning(one, lines, question),
        "notices": _notices(about, question),
        "identifiers": _identifiers(about, question),
        "short_address": printed_address(request, one, question),
        "code_url": code_url(one, question),
        "code_name": f"{one.slug}.svg",
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
