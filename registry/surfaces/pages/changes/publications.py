"""Publications as a page tells them: by which authority, why, and what was decided and entered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Model, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.announcements.models import Announcement
from registry.catalogue.applications import ApplicationPlacement, CategoryPlacement
from registry.catalogue.identifiers import Identifier, PublisherIdentifier
from registry.catalogue.organisations import BaselineEntry, DefaultRule, OrganisationEnd, OrganisationPlacement
from registry.decisions.models import Decision, Withdrawal
from registry.revisions.models import Revision
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.rulings import Ruling, decisions_known, rulings, target

MOST_SHOWN = 20
"""How many rulings of one publication are shown before the rest are counted."""

COUNTED: tuple[tuple[type[Model], str], ...] = (
    (Decision, "revision"),
    (Withdrawal, "revision"),
    (Announcement, "published_in"),
    (ApplicationPlacement, "revision"),
    (CategoryPlacement, "revision"),
    (OrganisationPlacement, "revision"),
    (OrganisationEnd, "revision"),
    (DefaultRule, "revision"),
    (Identifier, "revision"),
    (PublisherIdentifier, "revision"),
    (BaselineEntry, "revision"),
)
"""What a publication may hold, in the order in which it is counted, each with the column that names its revision."""


@dataclass(frozen=True)
class Ended:
    """A ruling that a publication withdrew."""

    target: Way
    sentence: str


@dataclass
class Published:
    """One publication, as the changes tell it."""

    number: int
    day: SafeString
    seq: int
    why: str
    why_language: str
    by_its_author: bool
    digest: str
    url: str
    authorities: list[str] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    withdrawals: list[Ended] = field(default_factory=list)
    decided: dict[type[Model], int] = field(default_factory=dict)
    counts: list[str] = field(default_factory=list)

    @property
    def authority(self) -> str:
        """Return who decided; what only describes is entered by the registry itself."""
        return ", ".join(self.authorities) or _("the registry")

    @property
    def more_rulings(self) -> str:
        """Return how many rulings are not shown, empty where all are."""
        return _more(self.decided.get(Decision, 0))

    @property
    def more_withdrawals(self) -> str:
        """Return how many withdrawals are not shown, empty where all are."""
        return _more(self.decided.get(Withdrawal, 0))


def published(revisions: Sequence[Revision], question: Asked) -> list[Published]:
    """Return publications with what each of them decided and entered.

    Seventeen queries, however many: a count for each kind of fact, the rulings with what is loaded for
    their display, and the withdrawals.
    """
    told = {
        revision.number: Published(
            number=revision.number,
            day=as_time(revision.day),
            seq=revision.seq,
            why=revision.why,
            why_language=revision.why_language,
            by_its_author=revision.published_by_its_author,
            digest=revision.digest,
            url=reverse("pages:applications") + question.tail_with(revision=str(revision.number), on=""),
        )
        for revision in revisions
    }
    for decision in _first_of_each(decisions_known(question), told):
        one = told[decision.revision_id]
        one.rulings += rulings([decision], question)
        _add_authority(one, decision.organisation.name)
    withdrawals = Withdrawal.objects.select_related(
        "decision__organisation", "decision__application", "decision__category"
    )
    for withdrawal in _first_of_each(withdrawals, told):
        one = told[withdrawal.revision_id]
        one.withdrawals.append(_ended(withdrawal, question))
        _add_authority(one, withdrawal.decision.organisation.name)
    for number, counts in _counts(told).items():
        told[number].counts = [_counted(model, count) for model, count in counts.items()]
        told[number].decided = counts
    return list(told.values())


def _first_of_each(rows: QuerySet[Any], numbers: Any) -> QuerySet[Any]:
    """Return the first rows of each publication, in the order in which they were entered."""
    nth = Window(RowNumber(), partition_by="revision", order_by=("place", "pk"))
    numbered: QuerySet[Any] = rows.filter(revision__in=list(numbers)).annotate(nth=nth)
    return numbered.filter(nth__lte=MOST_SHOWN).order_by("-revision_id", "place", "pk")


def _ended(withdrawal: Withdrawal, question: Asked) -> Ended:
    """Return a withdrawal as the changes tell it."""
    words = {
        "organisation": withdrawal.decision.organisation.name,
        "day": in_words(withdrawal.ends_on),
        "reason": withdrawal.reason,
    }
    return Ended(
        target(withdrawal.decision, question),
        _("%(organisation)s withdraws its ruling from %(day)s: %(reason)s") % words,
    )


def _add_authority(one: Published, name: str) -> None:
    """Note who decided, once."""
    if name not in one.authorities:
        one.authorities.append(name)


def _more(count: int) -> str:
    """Return how many are not shown, empty where all are."""
    rest = count - MOST_SHOWN
    words = {"count": number_format(rest, force_grouping=True)}
    return ngettext("and %(count)s more", "and %(count)s more", rest) % words if rest > 0 else ""


def _counted(model: type[Model], count: int) -> str:
    """Return how many there are of a kind, in words."""
    things = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return f"{number_format(count, force_grouping=True)} {things}"


def _counts(numbers: Any) -> dict[int, dict[type[Model], int]]:
    """Return how much of each kind each publication holds."""
    counts: dict[int, dict[type[Model], int]] = defaultdict(dict)
    for model, column in COUNTED:
        rows = model._default_manager.filter(**{f"{column}__in": list(numbers)}).order_by()
        for number, count in rows.values_list(column).annotate(Count("pk")):
            counts[number][model] = count
    return counts
