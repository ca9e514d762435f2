"""Applications in a list, each with its answer for the organisation and device asked about."""

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
from registry.terms import UNLISTED
from registry.verdicts.timeline import holding_reasons, timelines


@dataclass(frozen=True)
class Listed:
    """An application with its answer; `since` is None where it is not listed, or always was what it is."""

    application: Application
    category: Category | None
    status: str
    by_category: bool
    since: date | None


def listed(found: Sequence[Any], categories: Mapping[int, Category], question: Asked) -> list[Listed]:
    """Return applications with their answers, in the order given. Four queries, whatever their number."""
    keys = [one.pk for one in found]
    lines = timelines(
        applications=keys,
        organisation=question.organisation.pk,
        device_class=question.device,
        revision=question.revision_number,
        tree=question.seats.tree,
        cited=False,
    )
    runs = {key: lines.run(key, question.organisation.pk, question.device, question.on) for key in keys}
    holding = {key: holding_reasons(run.verdict) for key, run in runs.items()}
    decisions = Decision.objects.only("application_id", "basis_id").in_bulk(
        {pk for pks in holding.values() for pk in pks}
    )
    said = links(keys, question.revision_number)

    def one_of(application: Any) -> Listed:
        run = runs[application.pk]
        status = run.outcome or UNLISTED
        named = how_named(status, [decisions[pk] for pk in holding[application.pk]], said[application.pk])
        return Listed(
            application=application,
            category=categories.get(application.category_id),
            status=status,
            by_category=named is not Named.ITSELF,
            since=run.starts if run.verdict and run.starts != SINCE_ALWAYS else None,
        )

    return [one_of(application) for application in found]
