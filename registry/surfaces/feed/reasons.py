"""The rulings behind the verdicts of a feed: what they demand, who made them and on what they rest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from registry.decisions.models import Decision, MinimumVersion
from registry.resolve import highest_versions
from registry.surfaces.texts import Texts, together
from registry.terms import Fate
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.reading import VerdictQuerySet


@dataclass(frozen=True)
class Grounds:
    """The rulings that hold in a verdict, the one that is cited first, with their minimum versions."""

    rulings: Sequence[Decision]
    minima: dict[tuple[str, str], str]

    @property
    def cited(self) -> Decision:
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

    def __init__(self, known: VerdictQuerySet, holding: Iterable[Verdict]) -> None:
        """Read them for the verdicts that hold, which are among the known ones. Three queries."""
        self._of: dict[int, tuple[int, ...]] = defaultdict(tuple)
        holds = VerdictReason.objects.filter(verdict__in=known, fate=Fate.HOLDS).order_by("verdict", "place")
        for verdict, decision in holds.values_list("verdict", "decision"):
            self._of[verdict] += (decision,)
        cited = {decision for verdict in holding for decision in self._of[verdict.pk]}
        self._rulings = (
            Decision.objects.select_related("organisation", "basis")
            .only(
                "uid",
                "conditions_fr",
                "conditions_en",
                "comply_by",
                "organisation__name_fr",
                "organisation__name_en",
                "organisation__changed_in",
                "basis__slug",
            )
            .in_bulk(cited)
        )
        self._minima: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
        for decision, kind, value, version in MinimumVersion.objects.filter(decision__in=cited).values_list(
            "decision_id", "identifier__kind", "identifier__value", "version"
        ):
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
