"""The words by which verdicts are read."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.terms import UNLISTED, Outcome

if TYPE_CHECKING:
    from registry.catalogue.organisations import Organisation
    from registry.verdicts.models import Verdict  # noqa: F401  (named in the base class below)

FOR_EVER = 2_147_483_647
"""The `revision_to` of a verdict that is still known: no publication has replaced it."""

BY_STRICTNESS = (UNLISTED, Outcome.UNDER_REVIEW, Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.PROHIBITED)
"""The statuses of an application; the strictest is the last."""


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

    def by_answer(self) -> QuerySet[Any, Any]:
        """Return a row for each answer with all its applications, for whoever counts them all rather than reads some.

        Rows of an organisation, a device class, an outcome, the first day of the verdict, and the keys of the
        applications for which they are the same. Of the organisations of a chain the nearest has the last word.
        """
        answers = self.order_by().values_list("organisation_id", "device_class", "outcome", "valid__startswith")
        return answers.annotate(applications=ArrayAgg("application_id"))

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
