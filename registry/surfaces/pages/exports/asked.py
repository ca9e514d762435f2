"""What a page about files is asked: as the address of the file takes it, refused in the way of pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from registry.catalogue.organisations import Organisation
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.modes import Mode
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.problems import OrganisationEnded
from registry.surfaces.pages.addresses import exports_url, organisation_url
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Step, Way, show
from registry.surfaces.pages.organisations import end_in_words

View = Callable[..., HttpResponse]


@contextmanager
def refused_in_a_page() -> Iterator[None]:
    """Turn what the address of a file refuses into what a page says: nothing is here, or why there is no answer."""
    try:
        yield
    except NotFound as error:
        raise Http404 from error
    except ValidationError as error:
        raise Unanswerable(_first_sentence(error.detail)) from error


def _first_sentence(detail: Any) -> str:
    """Return the first sentence of a problem, which tells them by parameters."""
    while isinstance(detail, dict | list):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return str(detail)


def of_those_in_being(view: View) -> View:
    """Return a page of an organisation in being: one that ended answers 410, and leads to its successor.

    Two queries more where it ended.
    """

    @wraps(view)
    def shown(request: HttpRequest, slug: str, **named: str) -> HttpResponse:
        try:
            return view(request, slug, **named)
        except OrganisationEnded as ended:
            one = Organisation.objects.get(slug=slug)
            heir = Organisation.objects.filter(slug=ended.members["successor"] or "").first()
            context = {
                "section": "organisations",
                "steps": steps(one, _("For device management")),
                "organisation": one,
                "sentence": end_in_words(one, date.fromisoformat(ended.members["ended_on"]), heir),
                "way": Way(_("Files of %(organisation)s") % {"organisation": heir.name}, exports_url(heir))
                if heir
                else None,
            }
            return show(request, "pages/exports_ended.html", context, status=410)

    return shown


def steps(organisation: Organisation, *names: str) -> list[Step]:
    """Return the breadcrumb down to a page of files; all but the last of its names lead to the list of them."""
    return [
        Step(_("Organisations"), reverse("pages:organisations")),
        Step(organisation.name, organisation_url(organisation)),
        *(Step(name, exports_url(organisation)) for name in names[:-1]),
        Step(names[-1]),
    ]


def tail(device: str, mode: Mode, since: Loaded | None = None) -> str:
    """Return what the address of a page of files ends with."""
    return f"?device={device}&mode={mode}" + (f"&since={since}" if since else "")


def answers_tail(channel: Channel) -> str:
    """Return what the address of an answer ends with, so that it answers for the devices of a channel."""
    return f"?organisation={channel.organisation.slug}&device={channel.device_class}"
