"""A channel: the devices of one class at one organisation, and the state in which it is asked."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from registry.catalogue.organisations import Organisation, OrganisationEnd, OrganisationPlacement
from registry.prepared import prepared
from registry.revisions.models import Revision, seq, today
from registry.terms import DeviceClass

SCHEMA = "aval-feed/1"
"""The name of the document's shape: it only ever gains members."""

AS_KNOWN_SCHEMA = "aval-feed-as-known/1"
"""The name of the same shape where another state than that of now was asked for, so that no device acts upon it."""

REPRESENTATION = 2
"""Rises whenever the same state is written in other bytes than before, so that no old ETag answers for them."""

MARK = 16
"""The digits with which the digest of a publication is told from those of other pasts."""


@dataclass(frozen=True)
class Channel:
    """A channel in one state: the last publication that it knows, with its digest, and the day in Paris.

    `last` is the last publication of all where another state than that of now was asked for: texts read as
    they do since. `is_known` tells whether the organisation was in the registry by the state.
    """

    organisation: Organisation
    device_class: DeviceClass
    revision: int
    digest: str
    day: date
    ends_on: date | None
    successor: str | None
    last: int | None = None
    is_known: bool = True

    @property
    def is_past(self) -> bool:
        """Tell whether another state than that of now was asked for."""
        return self.last is not None

    @property
    def known_at(self) -> int | None:
        """Return the revision at which the registry is asked, None for now."""
        return self.revision if self.is_past else None

    @property
    def name(self) -> str:
        """Return the name of the channel."""
        return f"{self.organisation.slug}/{self.device_class}"

    @property
    def seq(self) -> int:
        """Return the clock of the feed."""
        return seq(self.revision, self.day)

    @property
    def mark(self) -> str:
        """Return how the digest of the last publication begins."""
        return self.digest[:MARK]

    def etag(self, origin: str, cursor: str = "") -> str:
        """Return the strong entity tag of what is given under an origin, without its quotes: the full, or a delta.

        It covers all that the bytes depend on: the state, the channel, the form and its languages, the cursor
        from which a delta leads on, and the origin, since the addresses in the records begin with it. The digest
        tells apart what has the same seq: the pasts of a registry that was set back and went on otherwise.
        """
        of: tuple[object, ...] = (
            *(settings.FEED_EPOCH, self.name, self.seq, self.digest, SCHEMA, REPRESENTATION, "json", "fr,en", origin),
            cursor,
        )
        if self.is_past:
            of += (AS_KNOWN_SCHEMA, self.revision, self.last)
        return hashlib.sha256("\n".join(map(str, of)).encode()).hexdigest()[:32]


def find_channel(
    slug: str, device_class: DeviceClass, on: date | None = None, revision: int | None = None
) -> Channel | None:
    """Return the channel of an organisation, in the state of now unless a day or a revision is named.

    None where there is no such organisation. A revision that is none yet gives a state without a digest.

    One query, which is all that an unchanged feed costs. The day is read before it: a publication that
    comes between is then seen with the day before its own or with its own, never with a later one, which
    would give two states the same seq. The day of now is never before that of the last publication.
    """
    day = today()
    rows = _found(slug=slug, revision=revision)
    if not rows:
        return None
    last_number, known_day, digest, ends_on, successor, is_known, *columns = rows[0]
    return Channel(
        organisation=Organisation.from_db("default", COLUMNS, columns),
        device_class=device_class,
        revision=revision or last_number,
        digest=digest or "",
        day=on or (known_day if revision else max(day, known_day)) or day,
        ends_on=ends_on,
        successor=successor,
        last=last_number if on or revision else None,
        is_known=is_known,
    )


COLUMNS = tuple(column.attname for column in Organisation._meta.concrete_fields)
STATE = ("last_number", "known_day", "digest", "ends_on", "successor", "is_known")


@prepared
def _found(*, slug: str, revision: int | None = None) -> QuerySet[Any, Any]:
    return _organisations(revision).filter(slug=slug).values_list(*STATE, *COLUMNS)


def channels_of_now() -> list[Channel]:
    """Return every channel in the state of now: each organisation, those that ended included, with each device class.

    One query; the day is read before it, as for one channel.
    """
    day = today()
    return [
        Channel(
            organisation=found,
            device_class=device_class,
            revision=found.last_number,
            digest=found.digest,
            day=max(day, found.known_day),
            ends_on=found.ends_on,
            successor=found.successor,
        )
        for found in _organisations(None).order_by("slug")
        for device_class in DeviceClass
    ]


def _organisations(revision: int | None) -> QuerySet[Any, Any]:
    """Return the organisations, each with what the state of now or of a revision says of it and of itself."""
    last = Revision.objects.newest_first()[:1]
    known = Revision.objects.filter(number=revision) if revision else last
    by_then = {"revision__lte": revision} if revision else {}
    # The last one entered stands; without a day it takes the end back.
    end = OrganisationEnd.objects.filter(organisation=OuterRef("pk"), **by_then).order_by("-revision_id", "-place")[:1]
    return Organisation.objects.annotate(
        last_number=Subquery(last.values("number")),
        known_day=Subquery(known.values("day")),
        digest=Subquery(known.values("digest")),
        ends_on=Subquery(end.values("ends_on")),
        successor=Subquery(end.values("successor__slug")),
        is_known=Exists(OrganisationPlacement.objects.filter(organisation=OuterRef("pk"), **by_then)),
    )
