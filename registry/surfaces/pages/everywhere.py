"""The answer on one application in each organisation."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.catalogue.trees import SINCE_ALWAYS
from registry.decisions.models import Decision
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import as_time, in_words
from registry.terms import UNLISTED
from registry.verdicts.timeline import Stretch, Timelines

DEEPEST = 2
"""How far the table sets names in; what stands deeper is set in as far as this."""


@dataclass(frozen=True)
class Row:
    """The answer in one organisation, with whoever decided it."""

    organisation: str
    url: str
    depth: int
    here: bool
    outcome: str
    word: str
    since: SafeString | str
    authority: str
    sub_line: str


def everywhere(application: Application, lines: Timelines, question: Asked) -> list[Row]:
    """Return the answer in each organisation in being on the day, in the order of the tree. No query."""
    rows = []
    for organisation, depth in question.seats.seated:
        run = lines.run(application.pk, organisation.pk, question.device, question.on)
        since = None if run.starts == SINCE_ALWAYS or run.verdict is None else run.starts
        authority = _authority(run, question, organisation.pk)
        rows.append(
            Row(
                organisation=organisation.name,
                url=application_url(application, question.tail_for(organisation)),
                depth=min(depth, DEEPEST),
                here=organisation == question.organisation,
                outcome=run.outcome or UNLISTED,
                word=word(run.outcome or UNLISTED),
                since=as_time(since) if since else "—",
                authority=authority,
                sub_line=_sub_line(since, authority),
            )
        )
    return rows


def _authority(run: Stretch, question: Asked, organisation: int) -> str:
    """Return who made the ruling that is cited, or what the default rule says where there is none."""
    if run.verdict:
        return by_whom(run.verdict.decision)
    return str(question.seats.tree.default_rule(organisation, question.on).label)


def by_whom(decision: Decision) -> str:
    """Return who made a ruling, and whether it is a derogation."""
    name: str = decision.organisation.name
    return _("%(organisation)s, by derogation") % {"organisation": name} if decision.derogates_id else name


def _sub_line(since: date | None, authority: str) -> str:
    """Return what a phone shows beneath the name."""
    if since is None:
        return authority
    return _("since %(day)s, %(authority)s") % {"day": in_words(since), "authority": authority}
