"""Problem details: what machines are told when something is wrong, in the reader's language (RFC 9457).

A handler of our own rather than a library's: drf-problems speaks the older RFC 7807 and rests since 2022,
drf-canon speaks 9457 and has had a single release, drf-standardized-errors has a format of its own; and
none covers what Django answers before any view is reached.

`type` is `about:blank` where the status says all there is to say, else `urn:problem-type:aval:<kind>`.
"""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import views
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    Throttled,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings

MEDIA_TYPE = "application/problem+json"

TITLES: dict[int, Promise] = {
    400: gettext_lazy("Bad request"),
    403: gettext_lazy("Forbidden"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    406: gettext_lazy("Not acceptable"),
    409: gettext_lazy("Conflict"),
    410: gettext_lazy("Gone"),
    411: gettext_lazy("Length required"),
    413: gettext_lazy("Content too large"),
    415: gettext_lazy("Unsupported media type"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Server error"),
    503: gettext_lazy("Service unavailable"),
}

SENTENCES: dict[int, Promise] = {
    400: gettext_lazy("We cannot read this request. Check its address and its headers."),
    403: gettext_lazy("This is not for you to read or change."),
    404: gettext_lazy("There is nothing at this address. /api/v1/ lists what there is."),
    500: gettext_lazy("The fault is ours. Try again in a while."),
    503: gettext_lazy(
        "The database of the registry does not answer. Try again after as many seconds as the header Retry-After says."
    ),
}

KINDS: dict[type[Exception], tuple[str, Promise | None]] = {
    ValidationError: ("invalid-parameter", None),
    MethodNotAllowed: (
        "",
        gettext_lazy("This address does not answer to this method; the header Allow lists those to which it does."),
    ),
    NotAcceptable: (
        "",
        gettext_lazy("This address cannot answer in the form that you accept. Leave the header Accept out."),
    ),
    UnsupportedMediaType: ("", gettext_lazy("Send what you send as application/json.")),
    Throttled: (
        "",
        gettext_lazy("You ask too often. Wait for as many seconds as the header Retry-After says."),
    ),
}


class Problem(APIException):
    """A problem of a kind of our own; `members` are told beside its sentence."""

    kind: ClassVar[str] = ""

    def __init__(self, detail: str, **members: Any) -> None:
        """Keep the sentence and what is told beside it."""
        super().__init__(detail)
        self.members = members

    @property
    def type(self) -> str:
        """Return the URN of its kind."""
        return f"urn:problem-type:aval:{self.kind}"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an exception of a view as problem details; None for a fault of ours, which is Django's."""
    response = views.exception_handler(error, context)
    if response is None:
        return None
    response.data = _told(error, response.status_code)
    response.content_type = MEDIA_TYPE
    response["Cache-Control"] = "no-store"
    # Whatever form was asked for, a problem is told in this one.
    context["request"].accepted_renderer = JSONRenderer()
    context["request"].accepted_media_type = MEDIA_TYPE
    return response


def as_response(status: int, detail: str = "") -> HttpResponse:
    """Return problem details for what Django answers itself: no such address, a request that it cannot read."""
    told = problem_details(status, detail or str(SENTENCES[status]))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(JSONRenderer().render(told), status=status, content_type=MEDIA_TYPE, headers=headers)


def took_too_long() -> HttpResponse:
    """Return the problem details of a question that the database could not answer within the limit of time."""
    return as_response(
        503,
        _(
            "This takes the registry too long. Ask for less: give more letters, more filters or a smaller page. It may"
            " also be busy: try again after as many seconds as the header Retry-After says."
        ),
    )


def problem_details(status: int, detail: str, *, kind: str = "", **members: Any) -> dict[str, Any]:
    """Return the members of a problem, in the order in which RFC 9457 names them."""
    return {
        "type": f"urn:problem-type:aval:{kind}" if kind else "about:blank",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": detail,
    } | members


def _told(error: Exception, status: int) -> dict[str, Any]:
    """Return what is told of an exception."""
    if isinstance(error, Problem):
        return problem_details(status, str(error.detail), kind=error.kind, **error.members)
    if isinstance(error, ValidationError):
        errors = _errors(error.detail)
        detail = errors[0]["detail"] if len(errors) == 1 else _("Several parameters cannot be read: see errors.")
        return problem_details(status, detail, kind=KINDS[ValidationError][0], errors=errors)
    kind, sentence = KINDS.get(type(error), ("", None))
    if isinstance(error, Http404) or (isinstance(error, NotFound) and error.detail == NotFound.default_detail):
        sentence = SENTENCES[404]
    said = sentence or getattr(error, "detail", None) or SENTENCES.get(status) or HTTPStatus(status).phrase
    return problem_details(status, str(said), kind=kind)


def _errors(detail: Any) -> list[dict[str, str]]:
    """Return an entry for each sentence about each parameter; what concerns none of them names none."""
    if not isinstance(detail, dict):
        return [{"detail": str(sentence)} for sentence in detail]
    return [
        {"detail": str(sentence)}
        | ({} if name in ("__all__", api_settings.NON_FIELD_ERRORS_KEY) else {"parameter": str(name)})
        for name, sentences in detail.items()
        for sentence in sentences
    ]


def is_for_machines(request: HttpRequest) -> bool:
    """Tell whether a request asks for an address at which machines are answered."""
    return request.path_info.startswith(("/api/", "/feed/")) or request.path_info.endswith(".atom")
