"""Verdicts: what holds for an application, an organisation and a device class, in both times, and why."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.decisions.models import Decision
from registry.languages import told
from registry.terms import DeviceClass, Fate, Outcome
from registry.verdicts.reading import FOR_EVER, VerdictQuerySet


class Verdict(models.Model):
    """What holds on the days of `valid`, as known from `revision_from` until before `revision_to`.

    An organisation has its own verdict only for the days and applications on which it has a say
    itself; everyone below inherits the nearest one above. Only `settle` writes verdicts.
    """

    closing_fields = ("revision_to",)

    application = models.ForeignKey(Application, models.PROTECT, related_name="verdicts", verbose_name=_("application"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="verdicts", verbose_name=_("organisation")
    )
    device_class = models.CharField(_("device"), max_length=20, choices=DeviceClass.choices)
    valid = DateRangeField(_("valid"))
    revision_from = models.PositiveIntegerField(_("known from"))
    revision_to = models.PositiveIntegerField(_("known until"), default=FOR_EVER)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="verdicts", verbose_name=_("decision"), help_text=_("The one cited.")
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = (
            ExclusionConstraint(
                name="one_verdict_holds_at_a_time",
                expressions=(
                    (F("application"), RangeOperators.EQUAL),
                    (F("organisation"), RangeOperators.EQUAL),
                    (F("device_class"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                    (
                        Func(F("revision_from"), F("revision_to"), Value("[)"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    ),
                ),
            ),
            models.CheckConstraint(name="verdict_holds_on_some_day", condition=Q(valid__isempty=False)),
            models.CheckConstraint(
                name="verdict_is_known_for_a_while", condition=Q(revision_to__gt=F("revision_from"))
            ),
            models.CheckConstraint(name="verdict_device_is_known", condition=Q(device_class__in=DeviceClass.values)),
            models.CheckConstraint(name="verdict_outcome_is_known", condition=Q(outcome__in=Outcome.values)),
        )
        indexes = (
            models.Index(name="verdict_opened_in", fields=("revision_from",)),
            models.Index(name="verdict_closed_in", fields=("revision_to",)),
            models.Index(
                name="verdict_for_reading", fields=("organisation", "device_class", "application", "revision_to")
            ),
        )

    def __str__(self) -> str:
        """Return who is told what."""
        who = f"{self.application} @ {self.organisation} / {self.get_device_class_display()}"
        return told(who, self.get_outcome_display())

    def is_known(self, revision: int) -> bool:
        """Tell whether it is known at a revision."""
        return self.revision_from <= revision < self.revision_to


class VerdictReason(models.Model):
    """A ruling that was a candidate for a verdict, and what became of it."""

    closing_fields = ()

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="reasons", verbose_name=_("verdict"))
    place = models.PositiveSmallIntegerField(_("place"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name=_("decision"))
    fate = models.CharField(_("fate"), max_length=13, choices=Fate.choices)
    by = models.ForeignKey(Decision, models.PROTECT, related_name="+", null=True, verbose_name=_("because of"))

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(name="reason_has_one_place", fields=("verdict", "place")),
            models.CheckConstraint(name="reason_fate_is_known", condition=Q(fate__in=Fate.values)),
            models.CheckConstraint(
                name="ruling_set_aside_says_by_which",
                condition=Q(fate=Fate.HOLDS, by=None) | ~Q(fate=Fate.HOLDS) & Q(by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return the decision and its fate."""
        return told(self.decision, self.get_fate_display())
