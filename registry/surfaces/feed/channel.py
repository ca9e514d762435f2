"""A channel: the devices of one class at one organisation, and the state in which it is asked."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery

from registry.catalogue.organisations import Organisation, OrganisationEnd
from registry.revisions.models import Revision, seq, today
from registry.terms import DeviceClass

SCHEMA = "aval-feed/1"
"""The name of the document's shape: it only ever gains members."""

REPRESENTATION = 1
"""Rises whenever the same state is written in other bytes than before, so that no old ETag answers for them."""


@dataclass(frozen=True)
class Channel:
    """A channel in one state: the last publication, and the day in Paris."""

    organisation: Organisation
    device_class: DeviceClass
    revision: int
    day: date
    ends_on: date | None
    successor: str | None

    @property
    def name(self) -> str:
        """Return the name of the channel."""
        return f"{self.organisation.slug}/{self.device_class}"

    @property
    def seq(self) -> int:
        """Return the clock of the feed."""
        return seq(self.revision, self.day)

    def etag(self, origin: str) -> str:
        """Return the strong entity tag of the document as it is given under an origin, without its quotes.

        It covers all that the bytes depend on: the state, the channel, the form and its languages, and the
        origin, since the addresses in the records begin with it.
        """
        of = (settings.FEED_EPOCH, self.name, self.seq, SCHEMA, REPRESENTATION, "json", "fr,en", origin)
        return hashlib.sha256("\n".join(map(str, of)).encode()).hexdigest()[:32]


def find_channel(slug: str, device_class: DeviceClass) -> Channel | None:
    """Return the channel of an organisation, in the state of now; None where there is no such organisation.

    One query, which is all that an unchanged feed costs. The day is read before it: a publication that
    comes between is then seen with the day before its own or with its own, never with a later one, which
    would give two states the same seq. The day is never before that of the last publication.
    """
    day = today()
    last = Revision.objects.newest_first()[:1]
    # The last one entered stands; without a day it takes the end back.
    end = OrganisationEnd.objects.filter(organisation=OuterRef("pk")).order_by("-revision_id", "-place")[:1]
    found: Any = (
        Organisation.objects.filter(slug=slug)
        .annotate(
            last_number=Subquery(last.values("number")),
            last_day=Subquery(last.values("day")),
            ends_on=Subquery(end.values("ends_on")),
            successor=Subquery(end.values("successor__slug")),
        )
        .first()
    )
    if found is None:
        return None
    return Channel(
        organisation=found,
        device_class=device_class,
        revision=found.last_number,
        day=max(day, found.last_day),
        ends_on=found.ends_on,
        successor=found.successor,
    )
