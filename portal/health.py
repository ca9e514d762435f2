"""What an orchestrator asks of the process."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEALTHZ = "/healthz"


class HealthMiddleware:
    """Answers /healthz while the process lives.

    It stands before the check of the host name, since an orchestrator asks an address and not a name, and before
    all that would ask the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers everything else."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return 200 for /healthz."""
        if request.path != HEALTHZ:
            return self.get_response(request)
        return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
