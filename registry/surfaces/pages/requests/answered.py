"""What the registry answers already to somebody who is about to ask for an assessment."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.revisions.models import today
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answering import Answer, answer
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.seats import Seats
from registry.surfaces.pages.subject import subject
from registry.terms import UNLISTED, DeviceClass
from registry.verdicts.timeline import timelines


@dataclass(frozen=True)
class Answered:
    """The answer that holds for an application, and where it stands with its reasons."""

    name: str
    url: str
    answer: Answer


def answered(
    application: Application | None, organisation: Organisation | None, device: str, known: Seats
) -> Answered | None:
    """Return the answer that holds already, None where there is none or the question is not complete.

    Fifteen queries at most, those of an application's page without its alternatives.
    """
    if application is None or organisation is None:
        return None
    given = urlencode({"organisation": organisation.slug, "device": device})
    question = Asked(QueryDict(given), today(), None, known, organisation, DeviceClass(device))
    about = subject(application.slug, question)
    lines = timelines(applications=[application.pk], device_class=device, revision=None, tree=known.tree)
    holding = answer(about, lines, question)
    if holding.outcome == UNLISTED:
        return None
    return Answered(application.name, application_url(application, f"?{given}"), holding)
