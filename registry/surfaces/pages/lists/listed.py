"""Applications in a list, each with its answer for the organisation and device asked about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.catalogue.applications import Application, Category
from registry.catalogue.trees import SINCE_ALWAYS
from registry.decisions.models import Decision
from registry.surfaces.pages.answers import Named
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.ladder import how_named
from registry.surfaces.pages.subject import links
from registry.terms import UNLISTED, Fate, Outcome
from registry.verdicts.models import VerdictReason
from registry.verdicts.timeline import Stretch, timelines


@dataclass(frozen=True)
class Listed:
    """An application with its answer; `since` is None where it is not listed, or always was what it is."""

    application: Application
    category: Category | None
    status: str
    by_category: bool
    since: date | None


def listed(found: Sequence[Any], categories: Mapping[int, Category], question: Asked) -> list[Listed]:
    """Return applications with their answers, in the order given.

    A query, whatever their number; one more where any is prohibited, and one where its category is, on a notice.
    """
    keys = [one.pk for one in found]
    lines = timelines(
        applications=keys,
        organisation=question.organisation.pk,
        device_class=question.device,
        revision=question.revision_number,
        tree=question.seats.tree,
        explained=False,
    )
    runs = {key: lines.run(key, question.organisation.pk, question.device, question.on) for key in keys}
    named = _named(runs, question.revision_number)

    def one_of(application: Any) -> Listed:
        run = runs[application.pk]
        return Listed(
            application=application,
            category=categories.get(application.category_id),
            status=run.outcome or UNLISTED,
            by_category=named.get(application.pk, Named.ITSELF) is not Named.ITSELF,
            since=run.starts if run.verdict and run.starts != SINCE_ALWAYS else None,
        )

    return [one_of(application) for application in found]


def _named(runs: Mapping[int, Stretch], revision: int | None) -> dict[int, Named]:
    """Return how each prohibited application is named, by its key.

    A query, none where none is prohibited. What notices say of it is asked only where a ruling rests on one and names
    a category: one more.
    """
    prohibited = {key: run.verdict.pk for key, run in runs.items() if run.verdict and run.outcome == Outcome.PROHIBITED}
    reasons = VerdictReason.objects.filter(verdict__in=prohibited.values(), fate=Fate.HOLDS).select_related("decision")
    holding: dict[int, list[Decision]] = defaultdict(list)
    for reason in reasons.only("verdict", "decision__application", "decision__basis"):
        holding[reason.verdict_id].append(reason.decision)
    resting = [
        key
        for key, verdict in prohibited.items()
        if any(decision.basis_id and not decision.application_id for decision in holding[verdict])
    ]
    said = links(resting, revision) if resting else {}
    return {
        key: how_named(Outcome.PROHIBITED, holding[verdict], said.get(key, {})) for key, verdict in prohibited.items()
    }
