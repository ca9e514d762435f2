"""Announcements: official notices with their quotes and sources, and the applications that they concern."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.catalogue.applications import Application
from registry.languages import Localised, told
from registry.revisions.models import Addressed, Part, Revision
from registry.terms import DatePrecision, Fidelity, Jurisdiction, NoticeKind, Provenance, Stance


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """The words by which announcements are read."""

    def published(self) -> Self:
        """Return the announcements that the public may see, drafts left out."""
        return self.filter(published_in__isnull=False)

    def newest_first(self) -> Self:
        """Return the announcements, the latest notice first."""
        return self.order_by("-date", "-id")


class Announcement(Addressed):
    """An official measure, circular, advice or statement, or a press report of one.

    It is a draft until it is published; from then on its texts change under a revision only.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, choices=Jurisdiction.choices)
    title_fr = models.CharField(_("title (French)"), max_length=250)
    title_en = models.CharField(_("title (English)"), max_length=250)
    issuer_fr = models.CharField(_("issuer (French)"), max_length=250)
    issuer_en = models.CharField(_("issuer (English)"), max_length=250)
    speaker = models.CharField(_("speaker"), max_length=150, blank=True)
    speaker_role_fr = models.CharField(_("role of the speaker (French)"), max_length=250, blank=True)
    speaker_role_en = models.CharField(_("role of the speaker (English)"), max_length=250, blank=True)
    date = models.DateField(_("date"))
    date_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    comply_by = models.DateField(_("comply by"), null=True, blank=True)
    scope_fr = models.TextField(_("scope (French)"), blank=True)
    scope_en = models.TextField(_("scope (English)"), blank=True)
    summary_fr = models.TextField(_("summary (French)"))
    summary_en = models.TextField(_("summary (English)"))
    mark_fr = models.CharField(
        _("how far it was verified (French)"), max_length=250, help_text=_("What was seen, and what was not.")
    )
    mark_en = models.CharField(_("how far it was verified (English)"), max_length=250)
    published_in = models.ForeignKey(
        Revision,
        models.PROTECT,
        related_name="published_announcements",
        null=True,
        editable=False,
        verbose_name=_("published in"),
    )
    changed_in = models.ForeignKey(
        Revision,
        models.PROTECT,
        related_name="changed_announcements",
        null=True,
        editable=False,
        verbose_name=_("changed in"),
    )

    title = Localised("title")
    issuer = Localised("issuer")
    speaker_role = Localised("speaker_role")
    scope = Localised("scope")
    summary = Localised("summary")
    mark = Localised("mark")
    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = (
            models.CheckConstraint(name="announcement_kind_is_known", condition=Q(kind__in=NoticeKind.values)),
            models.CheckConstraint(
                name="announcement_deadline_follows_its_effect",
                condition=Q(comply_by=None) | Q(effective_on=None) | Q(comply_by__gte=models.F("effective_on")),
                violation_error_message=_("The deadline cannot be before the notice takes effect."),
            ),
            models.CheckConstraint(
                name="announcement_is_published_whole",
                condition=Q(published_in=None, changed_in=None)
                | Q(published_in__isnull=False, changed_in__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return the title in the language being spoken."""
        return self.title


class Quote(Part):
    """Words of a notice, to the letter, with their language and how far they are its own."""

    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="quotes", verbose_name=_("announcement")
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, help_text=_("BCP 47, e.g. fr or en."))
    fidelity = models.CharField(_("fidelity"), max_length=12, choices=Fidelity.choices)
    note_fr = models.CharField(_("note (French)"), max_length=250, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=250, blank=True)

    note = Localised("note")

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ("place", "id")
        constraints = (
            models.CheckConstraint(
                name="quote_language_is_a_tag",
                condition=Q(language__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                violation_error_message=_("A language is given by its tag, e.g. fr or en."),
            ),
            models.CheckConstraint(name="quote_fidelity_is_known", condition=Q(fidelity__in=Fidelity.values)),
        )

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:60]


class Source(Part):
    """Where the notice, or the report of it, was read."""

    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="sources", verbose_name=_("announcement")
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    title = models.CharField(_("title"), max_length=250)
    url = models.URLField(_("address"), max_length=500, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("place", "id")

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class AnnouncedApplication(Part):
    """That a notice concerns an application: how the registry knows it, and what the notice says of it."""

    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="announced_applications", verbose_name=_("announcement")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="announced", verbose_name=_("application")
    )
    provenance = models.CharField(_("provenance"), max_length=25, choices=Provenance.choices)
    stance = models.CharField(_("stance"), max_length=20, choices=Stance.choices)

    class Meta:
        verbose_name = _("application concerned")
        verbose_name_plural = _("applications concerned")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="announcement_concerns_an_application_once",
                fields=("announcement", "application"),
                violation_error_message=_("The announcement lists this application already."),
            ),
            models.CheckConstraint(name="provenance_is_known", condition=Q(provenance__in=Provenance.values)),
            models.CheckConstraint(name="stance_is_known", condition=Q(stance__in=Stance.values)),
        )

    def __str__(self) -> str:
        """Return the application and the stance."""
        return told(self.application, self.get_stance_display())

    @property
    def named(self) -> bool:
        """Tell whether a source names the application, rather than the registry inferring it."""
        return self.provenance != Provenance.INFERRED
