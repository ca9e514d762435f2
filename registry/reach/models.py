"""What a person confirmed of a publication: how much of which channel turns on which day."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.catalogue.organisations import Organisation
from registry.reach.limits import Radius
from registry.revisions.models import Revision
from registry.terms import DeviceClass


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """The words by which confirmations are read."""

    def of_channel(self, organisation: int, device_class: str) -> "ConfirmationQuerySet":
        """Return those of a channel."""
        return self.filter(organisation=organisation, device_class=device_class)

    def on_the_way(self, since: tuple[int, date], until: tuple[int, date]) -> Radius:
        """Return how much was confirmed of what turns from one state to a later one, a revision and a day each.

        What turned when it was published is the publication's alone. What turns on a day to come was counted whole,
        with what earlier publications make turn that day: the last one says it. One query.
        """
        (published, served_on), (last, today) = since, until
        turned, ahead = Radius(0, 0, 0), {}
        rows = self.filter(
            Q(revision__gt=published, day=F("revision__day")) | Q(day__gt=F("revision__day")) & Q(day__gt=served_on),
            revision__lte=last,
            day__lte=today,
        )
        for one in rows.select_related("revision").defer("revision__contents").order_by("revision"):
            if one.day == one.revision.day:
                turned = Radius(turned.turned + one.turned, turned.dropped + one.dropped, 0)
            else:
                ahead[one.day] = one
        return Radius(
            turned.turned + sum(one.turned for one in ahead.values()),
            turned.dropped + sum(one.dropped for one in ahead.values()),
            0,
        )


class Confirmation(models.Model):
    """That whoever published a revision wrote out how many records of a channel turn and are dropped on a day.

    The signer lets through what was confirmed. It is entered with its revision and never edited; who confirmed it,
    and when, is said by the revision. It is about delivery and not about what holds: the digest chain leaves it out.
    """

    closing_fields: ClassVar[tuple[str, ...]] = ()

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="confirmations", editable=False, verbose_name=_("revision")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    device_class = models.CharField(_("device"), max_length=20, choices=DeviceClass.choices)
    day = models.DateField(_("day"))
    turned = models.PositiveIntegerField(_("records that turn"))
    dropped = models.PositiveIntegerField(_("records that are dropped"))
    of = models.PositiveIntegerField(_("records before"))

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ("revision", "day", "organisation", "device_class")
        constraints = (
            models.UniqueConstraint(
                name="channel_is_confirmed_once_for_a_day",
                fields=("revision", "organisation", "device_class", "day"),
            ),
            models.CheckConstraint(
                name="confirmation_device_is_known", condition=Q(device_class__in=DeviceClass.values)
            ),
        )

    def __str__(self) -> str:
        """Return which channel, on which day, how many."""
        return f"{self.organisation_id}/{self.device_class} {self.day:%Y-%m-%d}: {self.turned + self.dropped}"

    @property
    def radius(self) -> Radius:
        """Return how much was confirmed."""
        return Radius(self.turned, self.dropped, self.of)
