"""Parameters: what an address can be asked, so that a misspelt question is refused rather than ignored."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.surfaces.problems import Problem

LONGEST_SHOWN = 60

MOMENT = ("on", "revision")
"""What asks about another moment than the present: the day asked about, and what was known then."""


class UnknownParameter(Problem):
    """A parameter that the address does not know; the problem names those that it knows."""

    status_code = 400
    kind: ClassVar[str] = "unknown-parameter"


class KnowsItsParameters(APIView):
    """A view that refuses what it cannot be asked: unknown parameters, and one given twice."""

    known_parameters: tuple[str, ...] = ()

    def get_known_parameters(self) -> Collection[str]:
        """Return the parameters that this address knows."""
        return self.known_parameters

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what cannot be asked, before anything is read."""
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            refuse_unknown(request, self.get_known_parameters())

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say how the answer may be kept, where the view did not."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", freshness(request.query_params))
        return final


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Raise a problem where a request asks with a parameter that is not known, or with one twice."""
    for name, values in request.query_params.lists():
        if name not in known:
            words = {"name": shown(name), "known": ", ".join(known)}
            if known:
                detail = _("There is no parameter “%(name)s” here. This address knows: %(known)s.") % words
            else:
                detail = _("There is no parameter “%(name)s” here: this address takes none.") % words
            raise UnknownParameter(detail, errors=[{"detail": detail, "parameter": shown(name)}], known=list(known))
        if len(values) > 1:
            raise ValidationError({name: [_("Give this parameter once: it was given several times.")]})


def freshness(given: QueryDict) -> str:
    """Return how an answer may be kept: the past never, the present only where it is asked for anew each time."""
    return "no-store" if any(given.get(name) for name in MOMENT) else "no-cache"


def shown(text: str) -> str:
    """Return what was given, short and printable, so that it can be told back to whoever gave it."""
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return printable if len(printable) <= LONGEST_SHOWN else f"{printable[:LONGEST_SHOWN]}…"
