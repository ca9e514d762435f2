"""The methods by which pages are asked for: they are read, and nothing can be sent to them."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path
from django.views.decorators.csrf import csrf_exempt

from registry.surfaces.pages.furniture import show

READING = ("GET", "HEAD")

View = Callable[..., HttpResponse]


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
