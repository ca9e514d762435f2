"""Whether a form was sent by a page of ours, told without a cookie: public pages set none against forged requests."""

from urllib.parse import urlsplit

from django.http import HttpRequest

OURS = ("same-origin", "none")
"""What a browser says of a form of ours (Fetch Metadata); `none` is its reader's own doing, e.g. a reload."""


def is_from_here(request: HttpRequest) -> bool:
    """Tell whether a request comes from a page of this site, by Sec-Fetch-Site, else by Origin.

    Every browser of today says at least one of them on a POST. Whoever says neither is no browser that another
    site could make use of, or one from before 2020: nothing that is sent here is done in anybody's name, since
    no cookie counts, and so it is taken.
    """
    if site := request.headers.get("sec-fetch-site"):
        return site in OURS
    if origin := request.headers.get("origin"):
        return urlsplit(origin).netloc == request.get_host()
    return True
