"""The page at which an agent follows a request: whoever has its address sees it, and nobody else finds it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.requests.answers import Answer, answer_to
from registry.requests.models import Submission
from registry.revisions.models import today
from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import card_word
from registry.surfaces.pages.days import as_time
from registry.surfaces.pages.furniture import Step, show
from registry.surfaces.pages.requests.keeping import KEEPING
from registry.terms import UNLISTED, RequestState


def request(request: HttpRequest, token: str) -> HttpResponse:
    """Return where a request stands and what happens next. One query, and five where a proposal is published."""
    submission = get_object_or_404(
        Submission.objects.followed_at(token).select_related(
            "request__organisation", "request__application", "request__proposal", "contact"
        )
    )
    asked = submission.request
    answer = answer_to(asked, on=today())
    context = {
        "steps": [Step(_("Your request for an assessment"))],
        "submission": submission,
        "asked": asked,
        "sent_on": as_time(timezone.localdate(submission.sent_at)),
        "answer": answer,
        **_happening(answer, submission),
        "will_write": hasattr(submission, "contact"),
        "address": public_origin(request) + request.path,
        **KEEPING,
    }
    response = show(request, "pages/request.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _happening(answer: Answer, submission: Submission) -> dict[str, Any]:
    """Return the headline of where a request stands, what it means, and the verdict that answers it."""
    match answer.state:
        case RequestState.RECEIVED:
            headline = _("Received")
            means = _("Your request lies on the desk of your organisation, which has not taken it up yet.")
        case RequestState.TAKEN_UP:
            headline = _("Taken up")
            means = _("Your organisation is preparing an answer. A second person has to approve it.")
        case RequestState.PUBLISHED if answer.is_final:
            headline, means = _("Answered"), _("Your organisation has published a ruling. What holds now:")
        case RequestState.PUBLISHED:
            headline = _("Assessment under way")
            means = _("Your organisation has announced it. The outcome will stand here, and in the registry:")
        case RequestState.REJECTED:
            headline = _("Answered")
            means = _("Your request was examined, and nothing was published that would change the rules. The reason:")
        case RequestState.DECLINED:
            headline, means = _("Declined"), _("Your organisation will not assess this application. The reason:")
        case _:
            headline, means = _("Answered"), _("Your organisation answers:")
    happening: dict[str, Any] = {"headline": headline, "means": means}
    asked = submission.request
    if answer.state == RequestState.PUBLISHED and answer.application:
        tail = f"?organisation={asked.organisation.slug}&device={asked.device_class}"
        status = answer.outcome or UNLISTED
        happening |= {
            "outcome": status,
            "word": card_word(status),
            "name": answer.application.name,
            "url": application_url(answer.application, tail),
        }
    return happening
