"""Organisations: the tree of those who rule, from the interministerial root down to a device group."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.catalogue.sorting import sort_key
from registry.languages import Localised, spoken, told
from registry.revisions.models import Entry, Fact, KnownFact, KnownQuerySet, Placement
from registry.terms import BaselineRole, Rule

ROOT = "etat"
"""The slug of the interministerial root."""


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """The words by which organisations are read."""

    def by_name(self) -> Self:
        """Return the organisations in the order of their names in the language being spoken."""
        return self.order_by(f"sort_key_{spoken()}", "id")


class Organisation(Entry):
    """One who rules: the interministerial root, a ministry, a service or agency, a device group.

    The slug names a feed's channel and never changes: a renamed ministry keeps it.
    """

    name_fr = models.CharField(_("name (French)"), max_length=250)
    name_en = models.CharField(_("name (English)"), max_length=250)
    website = models.URLField(_("website"), blank=True)
    siren = models.CharField(
        _("SIREN"), max_length=9, blank=True, help_text=_("Nine digits; several ministries have none of their own.")
    )
    siren_evidence_fr = models.CharField(_("evidence of the SIREN (French)"), max_length=250, blank=True)
    siren_evidence_en = models.CharField(_("evidence of the SIREN (English)"), max_length=250, blank=True)
    note_fr = models.TextField(_("note (French)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    sort_key_fr = sort_key("name_fr")
    sort_key_en = sort_key("name_en")

    name = Localised("name")
    note = Localised("note")
    siren_evidence = Localised("siren_evidence")
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.CheckConstraint(
                name="organisation_siren_has_nine_digits",
                condition=Q(siren="") | Q(siren__regex=r"^\d{9}$"),
                violation_error_message=_("A SIREN has nine digits."),
            ),
        )

    def __str__(self) -> str:
        """Return the name in the language being spoken."""
        return self.name


class OrganisationPlacement(Placement):
    """The seat of an organisation: below which other it stands; the root stands below none."""

    places = "organisation"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="placements", verbose_name=_("organisation")
    )
    parent = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("seated below")
    )

    class Meta:
        verbose_name = _("seat of an organisation")
        verbose_name_plural = _("seats of organisations")
        constraints = (
            models.UniqueConstraint(
                name="one_organisation_is_the_root",
                fields=("parent",),
                condition=Q(parent=None),
                nulls_distinct=False,
                violation_error_message=_(
                    "The registry has its root already: say below which organisation this one stands."
                ),
            ),
            models.CheckConstraint(
                name="organisation_is_not_below_itself",
                condition=Q(parent=None) | ~Q(parent=models.F("organisation")),
                violation_error_message=_("An organisation cannot stand below itself."),
            ),
        )

    def __str__(self) -> str:
        """Return who stands below whom."""
        return f"{self.organisation} → {self.parent or '∅'}"


class OrganisationEnd(Fact):
    """The day from which an organisation no longer is, and its successor, if it has one.

    The last one entered stands; one without a day takes the end back.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ends", verbose_name=_("organisation"))
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day without it; empty takes the end back.")
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("successor")
    )

    class Meta:
        verbose_name = _("end of an organisation")
        verbose_name_plural = _("ends of organisations")
        constraints = (
            models.CheckConstraint(
                name="organisation_is_not_its_own_successor",
                condition=Q(successor=None) | ~Q(successor=models.F("organisation")),
                violation_error_message=_("An organisation cannot be its own successor."),
            ),
            models.CheckConstraint(
                name="successor_follows_an_end",
                condition=Q(successor=None) | Q(ends_on__isnull=False),
                violation_error_message=_("A successor takes over on a day: give the day of the end."),
            ),
        )

    def __str__(self) -> str:
        """Return the organisation and its last day."""
        return f"{self.organisation} ⊣ {self.ends_on or '—'}"


class DefaultRule(Placement):
    """What *unlisted* means at an organisation; empty inherits, and below the root only `deny` may be set."""

    places = "organisation"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="default_rules", verbose_name=_("organisation")
    )
    rule = models.CharField(
        _("rule for unlisted applications"),
        max_length=5,
        choices=Rule.choices,
        blank=True,
        help_text=_("Empty inherits the rule of the organisation above."),
    )

    class Meta:
        verbose_name = _("default rule")
        verbose_name_plural = _("default rules")
        constraints = (
            models.CheckConstraint(
                name="default_rule_allows_denies_or_inherits", condition=Q(rule__in=("", *Rule.values))
            ),
        )

    def __str__(self) -> str:
        """Return the organisation and its rule."""
        return told(self.organisation, self.get_rule_display() or "…")


class BaselineEntry(KnownFact):
    """An application that the devices of an organisation, and of those below it, cannot do without."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="baseline", verbose_name=_("organisation")
    )
    application = models.ForeignKey(
        "registry.Application", models.PROTECT, related_name="baseline_entries", verbose_name=_("application")
    )
    role = models.CharField(_("role"), max_length=20, choices=BaselineRole.choices)

    objects = KnownQuerySet.as_manager()

    class Meta:
        verbose_name = _("baseline application")
        verbose_name_plural = _("baseline applications")
        constraints = (
            models.UniqueConstraint(
                name="baseline_lists_an_application_once",
                fields=("organisation", "application"),
                condition=Q(known_until=None),
                violation_error_message=_("This application is in the baseline already."),
            ),
            models.CheckConstraint(name="baseline_role_is_known", condition=Q(role__in=BaselineRole.values)),
            models.CheckConstraint(
                name="baseline_is_retired_after_it_is_known",
                condition=Q(known_until=None) | Q(known_until__gt=models.F("revision")),
            ),
        )

    def __str__(self) -> str:
        """Return the organisation and the application."""
        return f"{self.organisation} + {self.application}"
