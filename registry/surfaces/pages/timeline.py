"""The page of what was known when: the days of an answer, as known from each publication that changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.catalogue.trees import SINCE_ALWAYS
from registry.revisions.models import Revision
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import period, word
from registry.surfaces.pages.asking import Asked, asked, page_of
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.everywhere import by_whom
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.organisations import end_sentence
from registry.surfaces.pages.subject import Subject, subject
from registry.terms import UNLISTED
from registry.verdicts.known import Known, as_known
from registry.verdicts.timeline import Stretch

PAGE_SIZE = 20

Said = tuple[str, str]
"""An outcome, and by whom."""


@dataclass(frozen=True)
class Days:
    """Days on which an answer is one and the same, with what it was before its publication, where that differs.

    `corrected` says by which later publication it was corrected, for days that had passed by then.
    """

    when: str
    outcome: str
    word: str
    by: str
    here: bool
    before: str
    before_word: str
    corrected: str


@dataclass(frozen=True)
class Publication:
    """A publication that changed an answer, with the answer as known from then on."""

    number: int
    day: SafeString
    until: str
    why: str
    why_language: str
    url: str
    days: list[Days]
    same: bool


def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """Return what was known when of one application, for one organisation and device.

    Sixteen queries: four for the question, five for the subject, the number of the last publication, five
    for what was known, and the publications that are shown.
    """
    question = asked(request)
    about = subject(slug, question)
    known = as_known(
        application=about.application.pk,
        organisation=question.organisation.pk,
        device_class=question.device,
        revision=question.revision_number or Revision.objects.latest_number(),
    )
    page = page_of(request, list(reversed(range(len(known)))), PAGE_SIZE)
    near = {known[at].since for place in page.object_list for at in (place, place + 1) if at < len(known)}
    revisions = Revision.objects.defer("contents").in_bulk(near)
    context = {
        "section": "applications",
        "steps": _steps(about, question),
        "asked": question,
        **question.form,
        "application": about.application,
        "ended": end_sentence(question.organisation, question.seats),
        "caption": _("%(organisation)s, %(device)s. The last publication comes first.")
        % {"organisation": question.organisation.name, "device": question.device.label},
        "page": page,
        "publications": [_publication(known, place, revisions, about, question) for place in page.object_list],
    }
    return show(request, "pages/timeline.html", context)


def _steps(about: Subject, question: Asked) -> list[Step]:
    """Return the breadcrumb."""
    return [
        Step(_("Applications"), reverse("pages:applications") + question.tail),
        Step(about.application.name, application_url(about.application, question.tail)),
        Step(_("What was known when")),
    ]


def _publication(
    known: Sequence[Known], place: int, revisions: dict[int, Any], about: Subject, question: Asked
) -> Publication:
    """Return a publication as the page tells it, held against the one before and the one after."""
    here = known[place]
    before = known[place - 1].stretches if place else []
    later = revisions[known[place + 1].since] if place + 1 < len(known) else None
    days = _days(before, here.stretches, known[place + 1].stretches if later else here.stretches, later, question.on)
    revision = revisions[here.since]
    return Publication(
        number=revision.number,
        day=as_time(revision.day),
        until=_("known until revision %(number)s, of %(day)s") % {"number": later.number, "day": in_words(later.day)}
        if later
        else _("what is known now")
        if question.revision is None
        else _("what was known at revision %(number)s") % {"number": question.revision.number},
        why=revision.why,
        why_language=revision.why_language,
        url=application_url(about.application, question.tail_with(revision=str(revision.number), on="")),
        days=days,
        same=place > 0 and not any(one.before for one in days),
    )


def _days(
    before: list[Stretch], here: list[Stretch], after: list[Stretch], later: Revision | None, on: date
) -> list[Days]:
    """Return the days of an answer, cut where it, the one before or the one after turns; the latest first."""
    cuts = sorted({stretch.starts for stretch in (*before, *here, *after)})
    pieces: list[tuple[date, date | None, Said, Said | None, bool]] = []
    for starts, ends in pairwise([*cuts, None]):
        if starts is None:
            continue
        said, was, then = _said(here, starts), _said(before, starts) if before else None, _said(after, starts)
        corrected = later is not None and then != said and starts < later.day
        what = (said, was if was != said else None, corrected)
        if pieces and pieces[-1][2:] == what:
            pieces[-1] = (pieces[-1][0], ends, *what)
        else:
            pieces.append((starts, ends, *what))
    return [
        Days(
            when=period(None if starts == SINCE_ALWAYS else starts, ends),
            outcome=said[0],
            word=word(said[0]),
            by=_("by %(organisation)s") % {"organisation": said[1]} if said[1] else "",
            here=starts <= on and (ends is None or on < ends),
            before=was[0] if was else "",
            before_word=_before_word(was) if was else "",
            corrected=_("corrected at revision %(number)s") % {"number": later.number} if corrected and later else "",
        )
        for starts, ends, said, was, corrected in reversed(pieces)
    ]


def _said(stretches: list[Stretch], day: date) -> Said:
    """Return the outcome on a day, and by whom."""
    stretch = next(stretch for stretch in stretches if stretch.covers(day))
    return stretch.outcome or UNLISTED, by_whom(stretch.verdict.decision) if stretch.verdict else ""


def _before_word(was: Said) -> str:
    """Return what was known before, in words."""
    return f"{word(was[0])} · {was[1]}" if was[1] else word(was[0])
