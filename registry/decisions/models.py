"""Decisions, their minimum versions and their withdrawals."""

from datetime import date, timedelta
from typing import Self, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, Category
from registry.catalogue.identifiers import Identifier
from registry.catalogue.organisations import Organisation
from registry.decisions.lapses import lapses_on
from registry.languages import Localised, told
from registry.revisions.models import Fact
from registry.terms import DeviceClass, Outcome

SOON = 60
"""Within how many days a derogation ends soon, for whoever may have to renew it."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    """The words by which decisions are read."""

    def known(self, revision: int | None = None) -> Self:
        """Return the decisions known at a revision, by default now."""
        return self if revision is None else self.filter(revision__lte=revision)

    def derogations(self) -> Self:
        """Return the decisions that derogate from another."""
        return self.filter(derogates__isnull=False)

    def with_lapse(self, revision: int | None = None) -> Self:
        """Load the first day on which each is no longer in force, as known at a revision, as `lapses_on`.

        It is the day of its own end, or of that of the decision from which it derogates, if that comes first.
        """
        return self.annotate(lapses_on=lapses_on(revision))

    def in_force(self, on: date, revision: int | None = None) -> Self:
        """Return the decisions that are in force on a day, as known at a revision, by default now."""
        lasting = Q(lapses_on=None) | Q(lapses_on__gt=on)
        return self.known(revision).with_lapse(revision).filter(lasting, effective_on__lte=on)

    def ending_within(self, days: int, on: date, revision: int | None = None) -> Self:
        """Return the derogations in force on a day that lapse within so many days of it, the first to lapse first.

        One that lapses on the day after counts as ending within one day.
        """
        last = on + timedelta(days=min(days, (date.max - on).days))
        ending = self.in_force(on, revision).derogations().filter(lapses_on__lte=last)
        return ending.order_by("lapses_on", "revision_id", "place", "id")

    def newest_first(self) -> Self:
        """Return the decisions, the last published first."""
        return self.order_by("-revision_id", "-place", "-id")

    def for_display(self) -> Self:
        """Load what a page or payload shows of a decision; not all that its revision published, which may be large."""
        return (
            self.select_related(
                "organisation", "application", "category", "basis", "derogates__organisation", "revision"
            )
            .defer("revision__contents")
            .prefetch_related("withdrawals", "minimum_versions__identifier")
        )


class Decision(Fact):
    """A ruling: an organisation says what holds for an application, or for a category with all below it.

    It is in force from `effective_on` until the day before `expires_on`, unless it is withdrawn
    earlier. `comply_by` is the deadline by which devices must comply. A decision that derogates from
    another loosens it below that one's organisation, within its target, devices and days.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="decisions", verbose_name=_("organisation")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decisions", null=True, blank=True, verbose_name=_("application")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="decisions", null=True, blank=True, verbose_name=_("category")
    )
    device_classes = ArrayField(models.CharField(max_length=20, choices=DeviceClass.choices), verbose_name=_("devices"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    conditions_fr = models.TextField(_("conditions (French)"), blank=True)
    conditions_en = models.TextField(_("conditions (English)"), blank=True)
    effective_on = models.DateField(_("in force from"))
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, help_text=_("The first day on which it is no longer in force.")
    )
    comply_by = models.DateField(
        _("comply by"), null=True, blank=True, help_text=_("The last day by which devices must comply.")
    )
    rationale_fr = models.TextField(_("rationale (French)"))
    rationale_en = models.TextField(_("rationale (English)"))
    basis = models.ForeignKey(
        Announcement,
        models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name=_("basis"),
        help_text=_("The published notice on which the decision rests."),
    )
    derogates = models.ForeignKey(
        "self", models.PROTECT, related_name="derogations", null=True, blank=True, verbose_name=_("derogates from")
    )

    conditions = Localised("conditions")
    rationale = Localised("rationale")
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = (
            models.CheckConstraint(
                name="decision_rules_on_one_target",
                condition=Q(application__isnull=False, category=None) | Q(application=None, category__isnull=False),
                violation_error_message=_("A decision rules on an application or on a category: choose one of them."),
            ),
            models.CheckConstraint(
                name="decision_covers_known_devices",
                condition=Q(device_classes__len__gt=0) & Q(device_classes__contained_by=DeviceClass.values),
                violation_error_message=_("Choose at least one kind of device."),
            ),
            models.CheckConstraint(name="decision_outcome_is_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="decision_states_its_conditions",
                condition=Q(outcome=Outcome.CONDITIONAL) & ~Q(conditions_fr="") & ~Q(conditions_en="")
                | ~Q(outcome=Outcome.CONDITIONAL) & Q(conditions_fr="", conditions_en=""),
                violation_error_message=_(
                    "State the conditions, in both languages, where the outcome is “approved with conditions”,"
                    " and only there."
                ),
            ),
            models.CheckConstraint(
                name="decision_expires_after_it_takes_effect",
                condition=Q(expires_on=None) | Q(expires_on__gt=F("effective_on")),
                violation_error_message=_("A decision must expire after the day on which it takes effect."),
            ),
            models.CheckConstraint(
                name="decision_deadline_lies_within_it",
                condition=Q(comply_by=None)
                | Q(comply_by__gte=F("effective_on")) & (Q(expires_on=None) | Q(comply_by__lt=F("expires_on"))),
                violation_error_message=_("The deadline must lie within the days on which the decision is in force."),
            ),
            models.CheckConstraint(
                name="deadline_is_for_a_restriction",
                condition=Q(comply_by=None) | Q(outcome__in=(Outcome.PROHIBITED, Outcome.CONDITIONAL)),
                violation_error_message=_("Only a prohibition or a condition has a deadline."),
            ),
            models.CheckConstraint(
                name="derogation_loosens_and_ends",
                condition=Q(derogates=None)
                | Q(outcome__in=(Outcome.APPROVED, Outcome.CONDITIONAL), expires_on__isnull=False),
                violation_error_message=_("A derogation approves, with or without conditions, and always has an end."),
            ),
        )
        indexes = (
            models.Index(name="decision_on_application", fields=("application", "organisation")),
            models.Index(name="decision_on_category", fields=("category", "organisation")),
        )

    def __str__(self) -> str:
        """Return who rules what on which target, from when."""
        return told(self.organisation, f"{self.target} — {self.get_outcome_display()} ({self.effective_on})")

    @property
    def target(self) -> Application | Category:
        """Return the application or the category on which the decision rules."""
        return self.application or cast("Category", self.category)

    @property
    def ends_on(self) -> date | None:
        """Return the first day on which it is no longer in force, by expiry or by the earliest withdrawal."""
        ends = [w.ends_on for w in self.withdrawals.all()]
        if self.expires_on:
            ends.append(self.expires_on)
        return min(ends, default=None)


class MinimumVersion(Fact):
    """The lowest version, by one identifier, that a conditional decision accepts."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="minimum_versions", verbose_name=_("decision"))
    identifier = models.ForeignKey(Identifier, models.PROTECT, related_name="+", verbose_name=_("identifier"))
    version = models.CharField(
        _("minimum version"), max_length=50, help_text=_("Numbers with dots; on Android the version code.")
    )

    class Meta:
        verbose_name = _("minimum version")
        verbose_name_plural = _("minimum versions")
        constraints = (
            models.UniqueConstraint(
                name="decision_sets_one_minimum_per_identifier",
                fields=("decision", "identifier"),
                violation_error_message=_("The decision sets a minimum version for this identifier already."),
            ),
            models.CheckConstraint(
                name="minimum_version_is_dotted_numbers",
                condition=Q(version__regex=r"^\d{1,18}(\.\d{1,18}){0,5}$"),
                violation_error_message=_("A version is numbers with dots, e.g. 7.1.10."),
            ),
        )

    def __str__(self) -> str:
        """Return the identifier and the version."""
        return f"{self.identifier} ≥ {self.version}"


class Withdrawal(Fact):
    """The end of a decision before its time; on or before the day it takes effect, it annuls it.

    Of several the earliest wins. It cannot itself be withdrawn: a new decision is published.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="withdrawals", verbose_name=_("decision"))
    ends_on = models.DateField(_("ends on"), help_text=_("The first day on which the decision is no longer in force."))
    reason_fr = models.TextField(_("reason (French)"))
    reason_en = models.TextField(_("reason (English)"))

    reason = Localised("reason")

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        indexes = (models.Index(name="withdrawal_by_end", fields=("decision", "ends_on")),)

    def __str__(self) -> str:
        """Return the decision and its end."""
        return f"{self.decision} ⊣ {self.ends_on}"
