"""What holds for applications at the organisation, on the device and the day asked about."""

from collections.abc import Collection

from registry.surfaces.pages.asking import Asked
from registry.terms import UNLISTED
from registry.verdicts.models import Verdict
from registry.verdicts.reading import VerdictQuerySet


def holding(question: Asked) -> VerdictQuerySet:
    """Return the verdicts that hold, in no order."""
    held = Verdict.objects.holding(
        organisation=question.organisation,
        on=question.on,
        revision=question.revision_number,
        tree=question.seats.tree,
    )
    return held.filter(device_class=question.device).order_by()


def outcomes(applications: Collection[int], question: Asked) -> dict[int, str]:
    """Return the outcome of each of some applications by their keys, unlisted where there is none. One query."""
    held = holding(question).filter(application__in=applications).values_list("application", "outcome")
    return dict.fromkeys(applications, UNLISTED) | dict(held)
