"""The page on which an agent asks for an assessment, and what becomes of what they send."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.sender import sender
from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.requests.asking import ask
from registry.requests.models import LONGEST_NAME, LONGEST_NEED
from registry.requests.recognition import meant
from registry.requests.throttle import TooMany
from registry.revisions.models import today
from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.asking import named_organisation
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.methods import SeeOther
from registry.surfaces.pages.remembered import answerable
from registry.surfaces.pages.requests.answered import Answered, answered
from registry.surfaces.pages.requests.form import AssessmentForm, PlainText
from registry.surfaces.pages.requests.keeping import KEEPING
from registry.surfaces.pages.same_origin import is_from_here
from registry.surfaces.pages.seats import Seats, seats
from registry.terms import DeviceClass

METHODS = ("GET", "HEAD", "POST")

FORM = "application/x-www-form-urlencoded"

LONGEST_BODY = 64 * 1024
"""Bytes of a form: the longest texts, each of their characters escaped, and room to spare."""


@csrf_exempt  # told by where it comes from: a token would need a cookie
def requests(request: HttpRequest) -> HttpResponse:
    """Return the form, filled in from the address; or take what was sent, and lead on to the page that follows it."""
    if request.method == "POST":
        return _refused(request) or _taken(request)
    if request.method in METHODS:
        return _opened(request)
    response = show(request, "405.html", {}, status=405)
    response.headers["Allow"] = ", ".join(METHODS)
    return response


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Return why a form is not even read, None where it is."""
    if request.content_type != FORM:
        sentence = _("Send the form of this page: it takes no files, and nothing but what it asks.")
        return show(request, "400.html", {"sentence": sentence}, status=415)
    length = request.headers.get("content-length") or "0"
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        sentence = _("That is more than we read. Say it in %(count)s characters.") % {"count": LONGEST_NEED}
        return show(request, "400.html", {"sentence": sentence}, status=413)
    if is_from_here(request) is False:  # who does not say is taken: nothing is done in anybody's name, by no cookie
        sentence = _("This was sent from another site. Open the form here, and send it again.")
        return show(request, "400.html", {"sentence": sentence}, status=403)
    return None


def _opened(request: HttpRequest) -> HttpResponse:
    """Return the form, filled in from the address, then from the choice that the browser remembers.

    The address names an application by its slug, or by whatever its reader calls it, an organisation and a device.
    Four queries for the organisations, two at most for the application, fifteen for what is answered already.
    """
    known = seats(today())
    text = PlainText(required=False).clean(request.GET.get("application", ""))[:LONGEST_NAME]
    application = meant(text) if text else None
    choice = answerable(request, known)
    slug = request.GET.get("organisation", "") or (choice.organisation if choice else "")
    organisation = named_organisation(slug, known) if slug else None
    if organisation and (end := known.ended(organisation)):
        _day, organisation = end  # its successor answers for it
    devices = (request.GET.get("device", ""), choice.device if choice else "")
    device = next((one for one in devices if one in DeviceClass.values), DeviceClass.PROFESSIONAL_PHONE.value)
    initial = {
        "application": application.name if application else text,
        "organisation": organisation.slug if organisation else "",
        "device": device,
    }
    form = _form(known, initial=initial)
    return _page(request, form, answered(application, organisation, device, known))


def _taken(request: HttpRequest) -> HttpResponse:
    """Take what was sent; show the form again with its mistakes, or with the answer that holds already."""
    known = seats(today())
    form = _form(known, data=request.POST)
    form.is_valid()
    given = form.cleaned_data
    application = meant(given["application"]) if given.get("application") else None
    organisation = known.named(given["organisation"]) if given.get("organisation") else None
    already = answered(application, organisation, given["device"], known) if given.get("device") else None
    if already and not given.get("anyway"):
        form.add_error(
            "anyway", _("The registry answers this already. Read the answer; tick the box if you still ask.")
        )
    if form.errors or organisation is None:
        return _page(request, form, already, status=HTTPStatus.BAD_REQUEST)
    return _kept(request, form, application, organisation)


def _kept(
    request: HttpRequest, form: AssessmentForm, application: Application | None, organisation: Organisation
) -> HttpResponse:
    """Keep a request and lead on to its page, or say when more is taken."""
    given = form.cleaned_data
    try:
        token = ask(
            application=application,
            wanted=given["application"],
            organisation=organisation,
            device=given["device"],
            need=given["need"],
            email=given.get("contact", ""),
            site=public_origin(request),
            sender=sender(request),
        )
    except TooMany as refusal:
        until = time_format(timezone.localtime(refusal.until), "TIME_FORMAT")
        response = show(request, "429.html", {"until": until, "typed": given["need"]}, status=429)
        response.headers["Retry-After"] = str(refusal.seconds)
        return response
    response = SeeOther(reverse("pages:request", args=[token]))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _form(known: Seats, **given: Any) -> AssessmentForm:
    return AssessmentForm(
        organisations=[(seat.slug, seat.label) for seat in known.seated],
        takes_contact=settings.ANSWERS_BY_MAIL,
        **given,
    )


def _page(
    request: HttpRequest, form: AssessmentForm, already: Answered | None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Return the page of the form, which is opened anew each time."""
    context = {
        "steps": [Step(_("Ask for an assessment"))],
        "form": form,
        "mistakes": form.mistakes,
        "already": already,
        "answer": already.answer if already else None,
        "longest_name": LONGEST_NAME,
        "longest_need": LONGEST_NEED,
        **KEEPING,
    }
    response = show(request, "pages/requests.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
