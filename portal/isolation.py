"""What other origins may do with what is answered here, and what pages may use of a device: as little as can be."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOTHING_OF_A_DEVICE = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""The features of a device that pages have no use for (W3C, Permissions Policy), of those that browsers know: of others
they complain in their console."""

POLICY = "Cross-Origin-Resource-Policy"


class ResourcePolicyMiddleware:
    """Says who may load what is answered (Fetch, Cross-Origin-Resource-Policy): public data anybody, pages nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self.get_response = get_response
        self.is_open = re.compile(settings.CORS_URLS_REGEX)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, with its policy."""
        response = self.get_response(request)
        response[POLICY] = "cross-origin" if self.is_open.match(request.path_info) else "same-origin"
        return response
