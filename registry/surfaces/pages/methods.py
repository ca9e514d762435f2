"""The methods by which pages are asked for: they are read, but for the few to which a form is sent."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path
from django.views.decorators.csrf import csrf_exempt

from registry.surfaces.pages.furniture import show

READING = ("GET", "HEAD")

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """The page to read after something was sent (RFC 9110, 15.4.4)."""

    status_code = HTTPStatus.SEE_OTHER


def only_read(view: View) -> View:
    """Return a page that answers any other method with 405, and the methods that it knows (RFC 9110, 15.5.6).

    It takes no form, so that there is none to protect: without the exemption a reader would be told that
    a form did not arrive.
    """

    @csrf_exempt
    @wraps(view)
    def read(request: HttpRequest, **named: str) -> HttpResponse:
        if request.method in READING:
            return view(request, **named)
        response = show(request, "405.html", {}, status=405)
        response.headers["Allow"] = ", ".join(READING)
        if not get_language_from_path(request.path_info):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return read


def only_sent(view: View) -> View:
    """Return what a form is sent to, and nobody reads: any other method gets 405.

    It is exempt from Django's tokens, which would set a cookie on every page that holds the form: the view
    itself sees to where a form comes from.
    """

    @csrf_exempt
    @wraps(view)
    def send(request: HttpRequest, **named: str) -> HttpResponse:
        if request.method == "POST":
            return view(request, **named)
        response = show(request, "405.html", {"is_for_forms": True}, status=405)
        response.headers["Allow"] = "POST"
        return response

    return send
