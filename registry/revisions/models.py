"""Revision, and what a revision publishes: facts, which are added, and entries, which are described."""

import uuid
from datetime import date
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet["Revision"]):
    """The words by which publications are read."""

    def latest_number(self) -> int:
        """Return the number of the last publication, 0 where there is none."""
        return self.aggregate(last=models.Max("number"))["last"] or 0

    def newest_first(self) -> Self:
        """Return the publications, the last one first."""
        return self.order_by("-number")


class Revision(models.Model):
    """One publication: its number (1, 2, 3 … without gaps, in commit order), when, by whom and why.

    `contents` is what it published, by public ids; `digest` covers it and the previous revision's
    digest (SHA-256 over RFC 8785 canonical JSON), so that a rewritten past shows.
    """

    closing_fields: ClassVar[tuple[str, ...]] = ()

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    day = models.DateField(_("day"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    authored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("authored by")
    )
    why = models.TextField(_("why"))
    why_language = models.CharField(_("language of the reason"), max_length=2)
    contents = models.JSONField(_("contents"), encoder=DjangoJSONEncoder)
    effect = models.CharField(
        _("effect"), max_length=64, help_text=_("The digest of what turned, as whoever published it saw it.")
    )
    previous_digest = models.CharField(_("previous digest"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(name="revision_says_why", condition=~Q(why="")),
            models.CheckConstraint(name="revision_counts_from_one", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        """Return the number and the day."""
        return f"r{self.number} ({self.day:%Y-%m-%d})"

    @property
    def published_by_its_author(self) -> bool:
        """Tell whether nobody but its author signed it."""
        return self.authored_by_id == self.published_by_id

    @property
    def seq(self) -> int:
        """Return the feed's clock at the moment of this publication."""
        return seq(self.number, self.day)


FIRST_DAY = date(1970, 1, 1)


def today() -> date:
    """Return the day in Paris, by which the registry counts."""
    return timezone.localdate()


def seq(number: int, day: date) -> int:
    """Return the clock of the feed: the revision's number plus the days since 1970-01-01.

    Both parts never fall, so it rises by every publication and by every midnight in Paris.
    """
    return number + (day - FIRST_DAY).days


class Identified(models.Model):
    """A row without an address of its own, which the outside knows by a random id."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """Return the id by which the outside knows this row."""
        return str(self.uid)


class Part(Identified):
    """A part of something that is published: it is published, changed and taken out together with it."""

    class Meta:
        abstract = True


class Fact(Identified):
    """A row that is added under a revision and never edited; only `closing_fields` may be set, once."""

    closing_fields: ClassVar[tuple[str, ...]] = ()

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="%(class)ss", editable=False, verbose_name=_("revision")
    )
    place = models.PositiveIntegerField(_("place in its revision"), editable=False)

    class Meta:
        abstract = True


class Placement(Fact):
    """A fact that places a thing: it holds from its day, or since always where it names none.

    A first placement and a correction hold since always; a move holds from its day. Of several the
    last to take effect stands, then the last entered. `places` names the column of the thing.
    """

    places: ClassVar[str]

    effective_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("Empty for a correction: it holds since always.")
    )

    class Meta:
        abstract = True


Known = TypeVar("Known", bound="KnownFact")


class KnownQuerySet(models.QuerySet[Known]):
    """The words by which facts that can be retired are read."""

    def known(self, revision: int | None = None) -> Self:
        """Return those known at a revision, by default now."""
        if revision is None:
            return self.filter(known_until=None)
        return self.filter(Q(known_until=None) | Q(known_until__gt=revision), revision__lte=revision)


class KnownFact(Fact):
    """A fact that is known from its revision to the one that retires it."""

    closing_fields = ("known_until",)

    known_until = models.ForeignKey(
        Revision,
        models.PROTECT,
        related_name="retired_%(class)ss",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("known until"),
    )

    class Meta:
        abstract = True


class Addressed(models.Model):
    """A thing with an address: its slug stands in pages, feeds and channels, and never changes."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """Return the id by which the outside knows this thing."""
        return self.slug


class Entry(Addressed):
    """A thing that the registry describes; its texts change under a revision."""

    changed_in = models.ForeignKey(
        Revision, models.PROTECT, related_name="changed_%(class)ss", editable=False, verbose_name=_("changed in")
    )

    class Meta:
        abstract = True
