"""Whether a form was sent by a page of ours, told without a cookie: public pages set none against forged requests."""

from urllib.parse import urlsplit

from django.http import HttpRequest

OURS = ("same-origin", "none")
"""What a browser says of a form of ours (Fetch Metadata); `none` is its reader's own doing, e.g. a reload."""


def is_from_here(request: HttpRequest) -> bool | None:
    """Tell whether a request comes from a page of this site; None where the browser does not say.

    By Sec-Fetch-Site, which no page can forge, else by Origin, else by Referer. Every browser of today says at
    least one of the first two on a POST. Whoever says none of them is no browser that another site could make
    use of, or one from before 2020 that hides where it comes from.
    """
    if site := request.headers.get("sec-fetch-site"):
        return site in OURS
    if came_from := request.headers.get("origin") or request.headers.get("referer"):
        try:
            return urlsplit(came_from).netloc == request.get_host()
        except ValueError:  # no address at all
            return False
    return None
