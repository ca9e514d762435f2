"""The page of one notice: its quotes, sources and applications, what follows from it, and its neighbours in time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.announcements.models import AnnouncedApplication, Announcement, AnnouncementQuerySet
from registry.decisions.models import Decision
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.announcements.announcements import published_by
from registry.surfaces.pages.announcements.data import notice_data
from registry.surfaces.pages.announcements.notices import Notice, notice
from registry.surfaces.pages.answers import provenance_sentence, word
from registry.surfaces.pages.asking import Asked, asked
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.fallback import in_a_row, marked
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.holding import outcomes
from registry.surfaces.pages.quotes import quotes_of, source_title
from registry.surfaces.pages.rulings import Ruling, decisions_known, ruling
from registry.terms import Jurisdiction

RULINGS_ON_A_PAGE = 50
LONGEST_SUMMARY = 200
"""How many letters of the summary a card shows, as most that show cards cut it."""


@dataclass(frozen=True)
class Concerned:
    """An application that a notice concerns: how the registry knows, what is said of it, and its answer now."""

    name: str
    url: str
    provenance: str
    saying: str
    outcome: str
    word: str


@dataclass(frozen=True)
class Neighbour:
    """A notice before or after another one in time."""

    role: str
    rel: str
    notice: Notice


def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page of one notice.

    Eighteen queries at most: four for the question, the notice, its quotes, its sources, its applications
    and their names, what holds for them, four for the rulings that rest on it, four for its neighbours.
    """
    question = asked(request)
    published = published_by(question)
    whole = published.prefetch_related("quotes", "sources", "announced_applications__application")
    one = get_object_or_404(whole, slug=slug)
    links = list(one.announced_applications.all())
    decisions = list(decisions_known(question).filter(basis=one)[:RULINGS_ON_A_PAGE])
    ruled_on = {decision.application_id for decision in decisions if decision.application_id}
    held = outcomes(ruled_on | {link.application_id for link in links}, question)
    context = {
        "section": "announcements",
        "steps": [Step(_("Notices"), reverse("pages:announcements") + question.tail), Step(one.title)],
        "asked": question,
        **question.form,
        "kept": question.kept("on", "revision"),
        "announcement": one,
        "line": notice(one),
        "binds_nobody": one.jurisdiction != Jurisdiction.FR,
        "facts": _facts(one),
        "quotes": quotes_of(one),
        "sources": [{"title": source_title(source), "url": source.url} for source in one.sources.all()],
        "concerned": _concerned(links, held, question),
        "answering_for": _("The answers are for: %(organisation)s, %(device)s, on %(day)s.")
        % {
            "organisation": question.organisation.name,
            "device": question.device.label,
            "day": in_words(question.on),
        },
        "rulings": [_with_its_answer(decision, held, question) for decision in decisions],
        "neighbours": _neighbours(one, published, question),
        "data": notice_data(one, request),
        "og_title": one.title,
        "og_description": Truncator(one.summary).chars(LONGEST_SUMMARY),
    }
    return show(request, "pages/announcement.html", context)


def _concerned(links: Iterable[AnnouncedApplication], held: dict[int, str], question: Asked) -> list[Concerned]:
    """Return the applications of a notice, each with its answer."""
    return [
        Concerned(
            name=link.application.name,
            url=application_url(link.application, question.tail),
            provenance=str(link.get_provenance_display()),
            saying=provenance_sentence(link.application.name, link.provenance, link.stance),
            outcome=held[link.application_id],
            word=word(held[link.application_id]),
        )
        for link in links
    ]


def _with_its_answer(decision: Decision, held: dict[int, str], question: Asked) -> Ruling:
    """Return a ruling as a list shows it, with the answer now where it rules on an application alone."""
    shown = ruling(decision, question)
    if not decision.application_id:
        return shown
    outcome = held[decision.application_id]
    where = _("The answer for %(organisation)s:") % {"organisation": question.organisation.name}
    return replace(shown, now=outcome, now_word=word(outcome), now_where=where)


def _neighbours(one: Announcement, published: AnnouncementQuerySet, question: Asked) -> list[Neighbour]:
    """Return the notices right before and right after one: of its jurisdiction, and of any other.

    One that is both is told once, as the neighbour of the jurisdiction. Four queries.
    """
    before = published.filter(Q(date__lt=one.date) | Q(date=one.date, pk__lt=one.pk)).order_by("-date", "-pk")
    after = published.filter(Q(date__gt=one.date) | Q(date=one.date, pk__gt=one.pk)).order_by("date", "pk")
    where = {"jurisdiction": one.get_jurisdiction_display()}
    found = [
        (_("Before it, %(jurisdiction)s") % where, "", before.filter(jurisdiction=one.jurisdiction).first()),
        (_("After it, %(jurisdiction)s") % where, "", after.filter(jurisdiction=one.jurisdiction).first()),
        (_("Right before it"), "prev", before.first()),
        (_("Right after it"), "next", after.first()),
    ]
    near: dict[int, Neighbour] = {}
    for role, rel, other in found:
        if other:
            told = near[other.pk].role if other.pk in near else role
            near[other.pk] = Neighbour(told, rel, notice(other, tail=question.tail))
    return list(near.values())


def _facts(one: Announcement) -> list[tuple[str, Any]]:
    """Return what is known of a notice, a name and a value each."""
    speaker = in_a_row(one.speaker, marked(one, "speaker_role"))
    facts = [
        (pgettext("notice kind", "Kind"), one.get_kind_display()),
        (_("Jurisdiction"), one.get_jurisdiction_display()),
        (_("Issued by"), one.issuer),
        (_("Said by"), speaker),
        (_("Scope"), marked(one, "scope")),
        (_("Takes effect on"), as_time(one.effective_on) if one.effective_on else ""),
        (_("To be complied with by"), as_time(one.comply_by) if one.comply_by else ""),
        (_("How far it was verified"), one.mark),
    ]
    return [(name, value) for name, value in facts if value]
