"""A matrix: the answers on several applications in every organisation, by outcome and cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.catalogue.organisations import Organisation
from registry.surfaces.pages.addresses import application_url, organisation_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.everywhere import DEEPEST
from registry.surfaces.pages.furniture import Way
from registry.terms import UNLISTED, Outcome, Rule
from registry.verdicts.timeline import Timelines

STATUSES = (*Outcome.values, UNLISTED)


@dataclass(frozen=True)
class Cell:
    """The answer on one application in one organisation; `rule` says what unlisted means there."""

    outcome: str
    word: str
    rule: str
    url: str


@dataclass(frozen=True)
class Group:
    """The organisations that answer alike on one application."""

    outcome: str
    word: str
    rule: str
    organisations: str


@dataclass(frozen=True)
class Compared:
    """One application with its answers, those that are alike together, the most frequent first."""

    name: str
    url: str
    groups: list[Group]


@dataclass(frozen=True)
class Row:
    """One organisation with its answer on each application, in the order in which these are compared."""

    organisation: Way
    depth: int
    here: bool
    cells: list[Cell]


class Matrix:
    """The answers on applications in each organisation in being on the day. No query beyond those of the timelines."""

    def __init__(self, applications: Sequence[Any], lines: Timelines, question: Asked) -> None:
        """Look up what holds for each application everywhere."""
        self.applications = applications
        self.question = question
        self.seats = question.seats.seated
        self._held = {one.pk: lines.everywhere(one.pk, question.device, question.on) for one in applications}
        self._rules = {
            seat.organisation.pk: _short(question.seats.tree.default_rule(seat.organisation.pk, question.on))
            for seat in self.seats
        }

    def rows(self) -> list[Row]:
        """Return the organisations in the order of the tree, each with its answers."""
        return [
            Row(
                Way(seat.organisation.name, organisation_url(seat.organisation, self.question.tail)),
                min(seat.depth, DEEPEST),
                self.question.given.get("organisation") == seat.slug,
                [self._cell(application, seat.organisation) for application in self.applications],
            )
            for seat in self.seats
        ]

    def compared(self) -> list[Compared]:
        """Return the applications in their order, each with the organisations that answer alike."""
        return [
            Compared(one.name, application_url(one, self.question.tail), self._groups(one)) for one in self.applications
        ]

    def _status(self, application: Any, organisation: Organisation) -> tuple[str, str]:
        """Return a status and, where it is unlisted, what that means there."""
        verdict = self._held[application.pk].get(organisation.pk)
        return (verdict.outcome, "") if verdict else (UNLISTED, self._rules[organisation.pk])

    def _cell(self, application: Any, organisation: Organisation) -> Cell:
        status, rule = self._status(application, organisation)
        return Cell(status, word(status), rule, application_url(application, self.question.tail_for(organisation)))

    def _groups(self, application: Any) -> list[Group]:
        alike: dict[tuple[str, str], list[Organisation]] = {}
        for seat in self.seats:
            alike.setdefault(self._status(application, seat.organisation), []).append(seat.organisation)
        largest_first = sorted(alike.items(), key=lambda one: (-len(one[1]), STATUSES.index(one[0][0])))
        return [Group(status, word(status), rule, self._named(those)) for (status, rule), those in largest_first]

    def _named(self, those: list[Organisation]) -> str:
        """Return organisations by their names, or all but those left out where these are fewer."""
        others = [seat.organisation for seat in self.seats if seat.organisation not in those]
        if not others:
            return _("all organisations")
        if len(others) < len(those):
            return _("all organisations, except: %(names)s") % {"names": ", ".join(one.name for one in others)}
        return ", ".join(one.name for one in those)


def _short(rule: Rule) -> str:
    """Return what unlisted means, in a word."""
    if rule == Rule.ALLOW:
        return pgettext("an application that is not listed", "allowed")
    return pgettext("an application that is not listed", "not allowed")
