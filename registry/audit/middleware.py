"""Who is at work: told to the database with each write of the administration, for the traces that it leaves."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class TrailMiddleware:
    """Names the user that is signed in to what a request to the administration writes.

    It goes along with each write and asks the database nothing of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer."""
        if request.method != "POST" or not request.path.startswith(f"/{settings.ADMIN_PATH}"):
            return self.get_response(request)
        with pghistory.context(user=request.user.pk):
            return self.get_response(request)
