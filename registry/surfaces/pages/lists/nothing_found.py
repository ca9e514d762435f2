"""What to say, and what to do, where a search finds nothing."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.catalogue.applications import Application
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import default_rule_sentence
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.furniture import Way
from registry.surfaces.parameters import shown
from registry.terms import Rule

MOST_OFFERED = 3


def nothing_found(text: str, question: Asked) -> dict[str, Any]:
    """Return what is told of a text that means no application: near spellings, the rule that holds, the ways on.

    One query.
    """
    organisation = question.organisation
    placed: Any = Application.objects.placed(on=question.on, revision=question.revision_number)
    rule = question.seats.tree.default_rule(organisation.pk, question.on)
    request = urlencode({"application": text, "organisation": organisation.slug})
    if rule == Rule.ALLOW:
        asking = _("Would you rather have it assessed? Ask for it: the answer will stand here for everybody.")
    else:
        asking = _("You need it? Ask for an assessment: the answer will stand here for everybody.")
    return {
        "sentence": _("The registry has no application by “%(text)s”.") % {"text": shown(text)},
        "rule": default_rule_sentence(organisation.name, rule),
        "near": [Way(one.name, application_url(one, question.tail)) for one in placed.nearest_to(text)[:MOST_OFFERED]],
        "asking": asking,
        "request": Way(_("Ask for an assessment"), f"{reverse('pages:requests')}?{request}"),
        "ways": [Way(_("Show all applications"), reverse("pages:applications") + question.tail)],
    }
