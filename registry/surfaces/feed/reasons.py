"""The rulings behind the verdicts of a feed: what they demand, who made them and on what they rest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from registry.decisions.models import Decision, MinimumVersion
from registry.prepared import prepared
from registry.resolve import highest_versions
from registry.surfaces.feed.rows import Reach, in_reach
from registry.surfaces.texts import Texts, together
from registry.terms import Fate
from registry.verdicts.models import Verdict, VerdictReason


class Authority(NamedTuple):
    """Who made a ruling."""

    name_fr: str
    name_en: str
    changed_in_id: int


class Ruling(NamedTuple):
    """A ruling as far as a record cites it; `basis` is the slug of the notice on which it rests."""

    authority: Authority
    uid: UUID
    conditions_fr: str
    conditions_en: str
    comply_by: date | None
    basis: str | None


@dataclass(frozen=True)
class Grounds:
    """The rulings that hold in a verdict, the one that is cited first, with their minimum versions."""

    rulings: Sequence[Ruling]
    minima: dict[tuple[str, str], str]

    @property
    def cited(self) -> Ruling:
        """Return the ruling that is cited."""
        return self.rulings[0]

    @cached_property
    def comply_by(self) -> date | None:
        """Return the earliest deadline."""
        return min((ruling.comply_by for ruling in self.rulings if ruling.comply_by), default=None)

    @cached_property
    def conditions(self) -> Texts | None:
        """Return the conditions, which add up; None where there are none."""
        return together(self.rulings, "conditions")


class Reasons:
    """The rulings that hold in some verdicts."""

    def __init__(self, reach: Reach, revision: int | None, holding: Iterable[Verdict]) -> None:
        """Read them for verdicts that hold, which are in reach of a channel and known at a revision. Three queries."""
        self._of: dict[int, tuple[int, ...]] = defaultdict(tuple)
        for verdict, decision in _holding(**reach, revision=revision):
            self._of[verdict] += (decision,)
        cited = {decision for verdict in holding for decision in self._of[verdict.pk]}
        self._rulings = {
            pk: Ruling(Authority(name_fr, name_en, changed_in), *said)
            for pk, name_fr, name_en, changed_in, *said in _rulings(cited=cited)
        }
        self._minima: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
        for decision, kind, value, version in _minima(cited=cited):
            self._minima[decision][kind, value] = version
        self._grounds: dict[tuple[int, ...], Grounds] = {}

    def of(self, verdict: Verdict) -> Grounds:
        """Return the rulings that hold in a verdict: once for all the verdicts that rest on the same."""
        holding = self._of[verdict.pk]
        if holding not in self._grounds:
            self._grounds[holding] = Grounds(
                rulings=[self._rulings[decision] for decision in holding],
                minima=highest_versions(self._minima.get(decision, {}) for decision in holding),
            )
        return self._grounds[holding]


@prepared
def _holding(*, revision: int | None = None, **reach: Any) -> QuerySet[Any, Any]:
    known = in_reach(**reach).known(revision)
    holds = VerdictReason.objects.filter(verdict__in=known, fate=Fate.HOLDS)
    return holds.order_by("verdict", "place").values_list("verdict_id", "decision_id")


@prepared
def _rulings(*, cited: list[int]) -> QuerySet[Any, Any]:
    return Decision.objects.filter(pk__in=cited).values_list(
        "pk",
        "organisation__name_fr",
        "organisation__name_en",
        "organisation__changed_in_id",
        "uid",
        "conditions_fr",
        "conditions_en",
        "comply_by",
        "basis__slug",
    )


@prepared
def _minima(*, cited: list[int]) -> QuerySet[Any, Any]:
    minima = MinimumVersion.objects.filter(decision__in=cited)
    return minima.values_list("decision_id", "identifier__kind", "identifier__value", "version")
