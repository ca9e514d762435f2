"""Answers: what has become of a request, for whoever asked."""

from dataclasses import dataclass
from datetime import date

from registry.catalogue.applications import Application
from registry.catalogue.trees import OrganisationTree
from registry.requests.models import AssessmentRequest
from registry.terms import Outcome, RequestState
from registry.verdicts.models import Verdict

RULED = (Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.PROHIBITED)
"""What ends an assessment; that it is under way is published, too, and answers nobody."""


@dataclass(frozen=True)
class Answer:
    """What a request has come to: where it stands, what its organisation wrote, what the registry says by now."""

    state: RequestState
    application: Application | None
    text: str = ""
    text_language: str = ""
    outcome: str = ""
    """The outcome that holds for the application since the proposal was published, empty where none does."""

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more is to be waited for."""
        match self.state:
            case RequestState.PUBLISHED:
                return self.outcome in RULED
            case RequestState.REJECTED | RequestState.ANSWERED | RequestState.DECLINED:
                return True
        return False


def answer_to(request: AssessmentRequest, *, on: date, tree: OrganisationTree | None = None) -> Answer:
    """Return what a request has come to on a day.

    No query, but for one whose proposal is published: one for what holds, three for the tree unless it is given,
    and one for the application where the proposal made it.
    """
    state = request.state
    if state == RequestState.REJECTED and request.proposal:
        return Answer(state, request.application, request.proposal.rejection)  # in a language that nobody noted
    if state != RequestState.PUBLISHED:
        return Answer(state, request.application, request.answer, request.answer_language)
    application = request.application or _made(request)
    holding = Verdict.objects.holding(organisation=request.organisation, on=on, tree=tree)
    verdict = holding.filter(application=application, device_class=request.device_class).first()
    return Answer(state, application, outcome=verdict.outcome if verdict else "")


def _made(request: AssessmentRequest) -> Application | None:
    """Return the application that a published proposal entered."""
    contents = request.proposal.contents if request.proposal else []
    made = [form["slug"] for form in contents if form.get("row") == "application"]
    return Application.objects.filter(slug__in=made).first()
