"""How an answer turns over the days: the past, the present and what is decided already."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.catalogue.trees import SINCE_ALWAYS
from registry.surfaces.pages.answers import period, word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.everywhere import by_whom
from registry.terms import UNLISTED
from registry.verdicts.timeline import Stretch, Timelines


@dataclass(frozen=True)
class Days:
    """Days on which the answer is one and the same, by the ruling of one organisation."""

    when: str
    outcome: str
    word: str
    by: str
    ahead: bool


def turning(application: Application, lines: Timelines, question: Asked) -> list[Days]:
    """Return the turns of an answer at the organisation asked about, the latest first. No query."""
    stretches = lines.of(application.pk, question.organisation.pk, question.device)
    together = [list(group) for _key, group in groupby(stretches, key=_what_is_said)]
    return [_days(group[0], group[-1], question) for group in reversed(together)]


def _what_is_said(stretch: Stretch) -> tuple[str | None, str]:
    """Return the outcome and by whom it is: stretches that agree in both are told as one."""
    return stretch.outcome, by_whom(stretch.verdict.decision) if stretch.verdict else ""


def _days(first: Stretch, last: Stretch, question: Asked) -> Days:
    """Return a group of stretches as the page tells it."""
    status = first.outcome or UNLISTED
    return Days(
        when=period(None if first.starts == SINCE_ALWAYS else first.starts, last.ends),
        outcome=status,
        word=word(status),
        by=_("by %(organisation)s") % {"organisation": by_whom(first.verdict.decision)} if first.verdict else "",
        ahead=first.starts > question.on,
    )
