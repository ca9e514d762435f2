"""The question in an address: which organisation, which device, on what day, as known at which revision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from registry.catalogue.organisations import Organisation
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.moment import Moment, moment
from registry.surfaces.pages.remembered import has_lapsed
from registry.surfaces.pages.seats import Seats, seats
from registry.surfaces.parameters import shown
from registry.terms import DeviceClass


@dataclass
class Asked(Moment):
    """For whom, for what device, on what day and as known when a page answers."""

    seats: Seats
    organisation: Organisation
    device: DeviceClass
    has_lapsed: bool = False

    def tail_for(self, organisation: Organisation, device: str = "") -> str:
        """Return what a link to the same answer at another organisation ends with, by default on the same device."""
        instead = {"organisation": organisation.slug} | ({"device": device} if device else {})
        return self.tail_with(**instead)

    @property
    def form(self) -> dict[str, Any]:
        """Return what the two selects show."""
        return selects(self.seats, self.organisation, self.device, has_lapsed=self.has_lapsed)


def selects(
    known: Seats, organisation: Organisation | None, device: str, *, has_lapsed: bool = False
) -> dict[str, Any]:
    """Return what the selects of organisation and device show, with what is chosen in them."""
    options = [(seat.slug, seat.label) for seat in known.seated]
    if organisation and known.ended(organisation):
        options.append((organisation.slug, organisation.name))
    return {
        "organisations": options,
        "devices": DeviceClass.choices,
        "chosen_organisation": organisation.slug if organisation else "",
        "chosen_device": device,
        "has_lapsed": has_lapsed,
    }


def asked(request: HttpRequest) -> Asked:
    """Return the question that an address asks; raise `Unanswerable` where it cannot be.

    An empty parameter counts as not given. Four queries, and two more where a revision is named.
    """
    at = moment(request)
    known = seats(at.on, at.revision_number)
    organisation = named_organisation(at.given.get("organisation", ""), known)
    device = device_class(at.given.get("device", ""))
    return Asked(at.given, at.on, at.revision, known, organisation, device, has_lapsed(request, known))


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int) -> Page[Any]:
    """Return the page of a list that an address asks for; raise 404 past its end."""
    try:
        return Paginator(rows, size).page(page_number(request))
    except EmptyPage as error:
        raise Http404 from error


def page_number(request: HttpRequest) -> int:
    """Return the number of the page that an address asks for; the first one where none is given."""
    number = request.GET.get("page", "") or "1"
    if not re.fullmatch(r"[1-9]\d{0,8}", number, re.ASCII):
        raise Unanswerable(_("A page of a list has a number: 1, 2, 3…"))
    return int(number)


def named_organisation(slug: str, known: Seats) -> Organisation:
    """Find the organisation of a slug; the root where none is given."""
    if organisation := known.named(slug) if slug else known.root:
        return organisation
    if slug:
        raise Unanswerable(_("We know no organisation called “%(slug)s”.") % {"slug": shown(slug)})
    raise Unanswerable(_("The registry knows no organisation yet."))


def device_class(text: str) -> DeviceClass:
    """Read a device class; the professional phone where none is given."""
    if not text:
        return DeviceClass.PROFESSIONAL_PHONE
    if text in DeviceClass.values:
        return DeviceClass(text)
    raise Unanswerable(
        _("We know no device called “%(device)s”. It is one of: %(devices)s.")
        % {"device": shown(text), "devices": ", ".join(DeviceClass.values)}
    )
