"""What the search offers while somebody types: the applications most likely meant, each with its answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.catalogue.applications import Application
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.asking import asked
from registry.surfaces.pages.holding import outcomes
from registry.surfaces.parameters import freshness

MOST = 8
SHORTEST = 2


def suggestions(request: HttpRequest) -> HttpResponse:
    """Return the applications that a text may mean, as JSON, and how many they are in words.

    Nothing is asked for less than two letters. Eight queries at most: four for the question, two for what the
    text means to the letter, the applications, their verdicts.
    """
    text = request.GET.get("q", "").strip()
    offered = _offered(request, text) if len(text) >= SHORTEST else []
    if offered:
        said = ngettext("%(count)s suggestion", "%(count)s suggestions", len(offered)) % {"count": len(offered)}
    else:
        said = _("No suggestion")
    response = JsonResponse({"said": said, "suggestions": offered})
    response.headers["Cache-Control"] = freshness(request.GET)
    return response


def _offered(request: HttpRequest, text: str) -> list[dict[str, Any]]:
    question = asked(request)
    placed: Any = Application.objects.placed(on=question.on, revision=question.revision_number)
    found = list(placed.meant_by(text, revision=question.revision_number).select_related("publisher")[:MOST])
    held = outcomes([one.pk for one in found], question)
    return [
        {
            "name": one.name,
            "publisher": one.publisher.name,
            "outcome": held[one.pk],
            "word": word(held[one.pk]),
            "url": application_url(one, question.tail),
        }
        for one in found
    ]
