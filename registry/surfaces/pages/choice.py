"""Choosing an organisation and a device once: the only thing that a page takes, and that only a browser keeps."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.revisions.models import today
from registry.surfaces.pages.asking import device_class, named_organisation
from registry.surfaces.pages.furniture import show
from registry.surfaces.pages.methods import SeeOther
from registry.surfaces.pages.remembered import CHOSEN, LASTS, Choice
from registry.surfaces.pages.same_origin import is_from_here
from registry.surfaces.pages.seats import seats
from registry.surfaces.reading import snapshot

LONGEST_ADDRESS = 2_000


def choice(request: HttpRequest) -> HttpResponse:
    """Remember an organisation and a device, or forget them, and lead on to the page that answers for them.

    A page of another site is refused. A browser that does not say where a form comes from is too old for
    that, or hides it: it is led to the answer, and the choice is not remembered. So no page needs a token
    against forged forms, and every page can be kept by a cache. Four queries, none to forget.
    """
    same = is_from_here(request)
    if same is False:
        return show(request, "403_csrf.html", {}, status=403)
    where, query = _next(request)
    if request.POST.get("forget"):
        response = _see(where, query)
        response.delete_cookie(settings.CHOICE_COOKIE_NAME, samesite="Lax")
        return response
    device = device_class(request.POST.get("device", ""))
    with snapshot():
        known = seats(today())
        organisation = named_organisation(request.POST.get("organisation", ""), known)
    chosen = Choice(organisation.slug, device)
    for name, value in chosen._asdict().items():
        query[name] = value
    response = _see(where, query)
    if same and not known.ended(organisation):
        response.set_cookie(
            settings.CHOICE_COOKIE_NAME,
            str(chosen),
            max_age=LASTS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _next(request: HttpRequest) -> tuple[SplitResult, QueryDict]:
    """Return the page of this site to lead on to, and what it is asked; the first page for any other address.

    A list begins again: with another answer it may be shorter.
    """
    address = request.POST.get("next", "")
    is_ours = (
        address.startswith("/")
        and address.isprintable()
        and len(address) <= LONGEST_ADDRESS
        and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    )
    parts = urlsplit(address if is_ours else reverse("pages:home"))
    query = QueryDict(parts.query, mutable=True)
    for name in (*CHOSEN, "page"):
        query.pop(name, None)
    return parts, query


def _see(where: SplitResult, query: QueryDict) -> HttpResponse:
    """Return the way on, which is nobody else's."""
    response = SeeOther(where._replace(query=query.urlencode()).geturl())
    response.headers["Cache-Control"] = "no-store"
    return response
