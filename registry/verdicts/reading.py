"""The words by which verdicts are read."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    Field,
    Func,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
)

from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.terms import UNLISTED, Outcome

if TYPE_CHECKING:
    from registry.catalogue.organisations import Organisation
    from registry.verdicts.models import Verdict  # noqa: F401  (named in the base class below)

FOR_EVER = 2_147_483_647
"""The `revision_to` of a verdict that is still known: no publication has replaced it."""

BY_STRICTNESS = (UNLISTED, Outcome.UNDER_REVIEW, Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.PROHIBITED)
"""The statuses of an application, each at the number by which `nearest` says it; the strictest is the highest."""

STATUS_STEP, PLACE_STEP = 10_000_000, 100_000_000
"""What `nearest` counts: below the first, days; statuses by the first; places in the chain by the second."""


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """The words by which verdicts are read; they chain."""

    def known(self, revision: int | None = None) -> Self:
        """Return the verdicts known at a revision, by default now."""
        if revision is None:
            return self.filter(revision_to=FOR_EVER)
        return self.filter(revision_from__lte=revision, revision_to__gt=revision)

    def on(self, day: date) -> Self:
        """Return the verdicts that hold on a day."""
        return self.filter(valid__contains=day)

    def holding(
        self,
        *,
        organisation: "Organisation",
        on: date,
        revision: int | None = None,
        tree: OrganisationTree | None = None,
    ) -> Self:
        """Return the verdicts that hold at an organisation on a day, as known at a revision, by default now.

        It is its own verdict where it has one, otherwise that of the nearest organisation above it in
        the tree as it stands that day, at that revision. A row is kept where no nearer one exists, so
        that a later filter cannot let a farther one back in. `tree` saves the three queries that read
        the tree of organisations.
        """
        chain = (tree or organisation_tree(revision)).chain(organisation.pk, on)
        at_the_time = self.model._default_manager.known(revision).on(on)
        nearest = Q(pk=None)
        for position, one in enumerate(chain):
            is_nearest = Q(organisation=one)
            if nearer := chain[position + 1 :]:
                a_nearer_one = at_the_time.filter(
                    application=OuterRef("application"), device_class=OuterRef("device_class"), organisation__in=nearer
                )
                is_nearest &= ~Q(Exists(a_nearer_one))
            nearest |= is_nearest
        return self.known(revision).on(on).filter(nearest)

    def nearest(
        self, *, chain: list[int], on: date, revision: int | None, devices: Sequence[str]
    ) -> QuerySet[Any, Any]:
        """Return what holds for each application at the last of a chain of organisations, for some devices at once.

        Rows of `application_id`, and of `device_0`, `device_1` …: a number for each device, None where the
        application is unlisted for it. It is `place * PLACE_STEP + status * STATUS_STEP + days`: the place
        in the chain of who made the verdict, which makes the nearest one's the highest, the place of its
        outcome in `BY_STRICTNESS`, and the days from the first of all days to its own first. So one pass
        over the rows of the chain and a hash do what `holding` does by a look-up for each of them: for
        whoever counts all applications rather than reads some.
        """
        place = _place_in(chain, BigIntegerField(), "organisation_id")
        status = _place_in(list(BY_STRICTNESS), TextField(), "outcome") - 1
        days = Func(F("valid"), template="(lower(%(expressions)s) - DATE '0001-01-01')", output_field=BigIntegerField())
        number = place * Value(PLACE_STEP, BigIntegerField()) + status * Value(STATUS_STEP, BigIntegerField()) + days
        return (
            self.known(revision)
            .on(on)
            .filter(organisation__in=chain, device_class__in=devices)
            .order_by()
            .values("application_id")
            .annotate(
                **{
                    f"device_{at}": Max(number, filter=Q(device_class=device), output_field=BigIntegerField())
                    for at, device in enumerate(devices)
                }
            )
        )

    def usable(self) -> Self:
        """Return the verdicts by which an application may be used, with or without conditions."""
        return self.filter(outcome__in=(Outcome.APPROVED, Outcome.CONDITIONAL))

    def with_reasons(self) -> Self:
        """Load the rulings that led to each verdict, the one that is cited first."""
        reasons = apps.get_model("registry", "VerdictReason")
        return self.prefetch_related(
            Prefetch(
                "reasons",
                reasons._default_manager.select_related(
                    "decision__organisation",
                    "decision__application",
                    "decision__category",
                    "decision__basis",
                    "by__organisation",
                ).prefetch_related("decision__minimum_versions__identifier", "decision__withdrawals"),
            )
        )

    def for_display(self) -> Self:
        """Load what a list shows of a verdict: its application, its organisation and the decision that is cited."""
        return self.select_related(
            "application__publisher", "organisation", "decision__organisation", "decision__category", "decision__basis"
        )


def _place_in(items: list[Any], kind: "Field[Any, Any]", column: str) -> Func:
    """Return the place of a column's value among some items, counted from 1; the database counts so."""
    array = Value(items, output_field=ArrayField(kind))
    return Func(array, F(column), function="array_position", output_field=BigIntegerField())
