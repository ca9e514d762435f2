"""The question in an address: which organisation, which device, on what day, as known at which revision."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from registry.catalogue.organisations import Organisation
from registry.revisions.models import Revision, today
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.seats import Seats, seats
from registry.terms import DeviceClass

KEPT = ("organisation", "device", "on", "revision")
"""What a link to another answer takes along."""


@dataclass
class Asked:
    """For whom, for what device, on what day and as known when a page answers."""

    given: QueryDict
    on: date
    revision: Revision | None
    seats: Seats
    organisation: Organisation
    device: DeviceClass

    @property
    def revision_number(self) -> int | None:
        """Return the revision at which the registry is asked, None for now."""
        return self.revision.number if self.revision else None

    @property
    def is_now(self) -> bool:
        """Tell whether the answer is that of today, as known now."""
        return self.revision is None and self.on == today()

    @cached_property
    def tail(self) -> str:
        """Return what a link to another answer ends with, so that it answers for the same person and day."""
        return self._tail({})

    def tail_for(self, organisation: Organisation) -> str:
        """Return what a link to the same answer at another organisation ends with."""
        return self._tail({"organisation": organisation.slug})

    def _tail(self, instead: dict[str, str]) -> str:
        kept = dict(self.kept(*KEPT)) | instead
        return f"?{urlencode(kept)}" if kept else ""

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Return what a form hands on without showing it."""
        return [(name, value) for name in names if (value := self.given.get(name))]

    def without(self, *names: str) -> str:
        """Return the query of this page without some parameters, and back on its first page."""
        query = self.given.copy()
        for name in (*names, "page"):
            query.pop(name, None)
        return f"?{query.urlencode()}"

    @property
    def as_known(self) -> dict[str, Any] | None:
        """Return the banner of a page that does not answer for today, None where it does."""
        if self.is_now:
            return None
        words = {"day": in_words(self.on)}
        if self.revision is None:
            sentence = _("This page answers for %(day)s, as the registry knows it now.") % words
        else:
            sentence = _("This page answers for %(day)s, as the registry knew it at revision %(number)s.") % {
                **words,
                "number": self.revision.number,
            }
        return {"sentence": sentence, "way": Way(_("Show today’s answer"), self.without("on", "revision"))}

    @property
    def form(self) -> dict[str, Any]:
        """Return what the two selects show."""
        return selects(self.seats, self.organisation, self.device)


def selects(
    known: Seats, organisation: Organisation | None, device: str = DeviceClass.PROFESSIONAL_PHONE
) -> dict[str, Any]:
    """Return what the selects of organisation and device show, with what is chosen in them."""
    options = [(seat.slug, seat.label) for seat in known.seated()]
    if organisation and known.ended(organisation):
        options.append((organisation.slug, organisation.name))
    return {
        "organisations": options,
        "devices": DeviceClass.choices,
        "chosen_organisation": organisation.slug if organisation else "",
        "chosen_device": device,
    }


def asked(request: HttpRequest) -> Asked:
    """Return the question that an address asks; raise `Unanswerable` where it cannot be.

    An empty parameter counts as not given. Four queries, and two more where a revision is named.
    """
    given = request.GET
    revision = _revision(given.get("revision", ""))
    on = _day(given.get("on", "")) or (revision.day if revision else today())
    known = seats(on, revision.number if revision else None)
    return Asked(given, on, revision, known, named_organisation(given.get("organisation", ""), known), _device(given))


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int) -> Page[Any]:
    """Return the page of a list that an address asks for; raise 404 past its end."""
    number = request.GET.get("page", "") or "1"
    if not re.fullmatch(r"[1-9]\d{0,8}", number, re.ASCII):
        raise Unanswerable(_("A page of a list has a number: 1, 2, 3…"))
    try:
        return Paginator(rows, size).page(int(number))
    except EmptyPage as error:
        raise Http404 from error


def shown(text: str) -> str:
    """Return what was given, short and printable, so that it can be shown to whoever gave it."""
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:60])
    return f"{printable}…" if len(text) > 60 else printable


def _day(text: str) -> date | None:
    """Read a day in ISO 8601; None where none is given."""
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unanswerable(
        _("We do not know the day “%(day)s”. Write it as year-month-day: 2023-03-24.") % {"day": shown(text)}
    )


def _revision(text: str) -> Revision | None:
    """Read the number of a publication; None where none is given."""
    if not text:
        return None
    number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
    if revision := Revision.objects.defer("contents").filter(number=number).first():
        return revision
    raise Unanswerable(
        _("The registry has no revision “%(revision)s”: its last one is %(last)s.")
        % {"revision": shown(text), "last": Revision.objects.latest_number()}
    )


def named_organisation(slug: str, known: Seats) -> Organisation:
    """Find the organisation of a slug; the root where none is given."""
    if organisation := known.named(slug) if slug else known.root:
        return organisation
    if slug:
        raise Unanswerable(_("We know no organisation called “%(slug)s”.") % {"slug": shown(slug)})
    raise Unanswerable(_("The registry knows no organisation yet."))


def _device(given: QueryDict) -> DeviceClass:
    """Read the device class; the professional phone where none is given."""
    text = given.get("device", "")
    if not text:
        return DeviceClass.PROFESSIONAL_PHONE
    if text in DeviceClass.values:
        return DeviceClass(text)
    raise Unanswerable(
        _("We know no device called “%(device)s”. It is one of: %(devices)s.")
        % {"device": shown(text), "devices": ", ".join(DeviceClass.values)}
    )
