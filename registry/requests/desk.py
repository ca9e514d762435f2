"""The desk: what an organisation does with a request. Each step is atomic, says who takes it, and may be refused.

Whoever may propose for the organisation may take a request up, which makes a draft of their own, or close it
with an answer; from then on the draft goes the way of every proposal.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from registry.catalogue.applications import Application, ApplicationPlacement, Category, Publisher
from registry.decisions.models import Decision
from registry.languages import LANGUAGES, spoken
from registry.proposals import workflow
from registry.proposals.changes import Change
from registry.proposals.members import require
from registry.proposals.models import Proposal
from registry.proposals.workflow import Stale
from registry.requests.models import LONGEST_ANSWER, AssessmentRequest
from registry.revisions.models import today
from registry.terms import Outcome, RequestClosing, RequestState, Role


def take_up(request: AssessmentRequest, *, by: User, application: Application | None = None) -> Proposal:
    """Draft, on an application of the registry, that its assessment is under way; return the draft.

    `application` says which one is meant, where the registry did not recognise it.
    """
    known = request.application or application
    if known is None:
        raise ValidationError({"application": _("Say which application is meant.")})
    return _draft(request, known, (), by=by)


def take_up_new(
    request: AssessmentRequest, *, by: User, name: str, slug: str, category: Category, publisher: Publisher
) -> Proposal:
    """Draft a new application, its place, and that its assessment is under way; return the draft."""
    if request.application:
        raise ValidationError(_("The registry knows this application already."))
    if Application.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": _("An application has this slug already: take the request up with that one.")})
    application = Application(slug=slug, name=name, publisher=publisher)
    application.clean_fields(exclude=["changed_in"])
    placed = ApplicationPlacement(application=application, category=category)
    return _draft(request, application, (application, placed), by=by)


@transaction.atomic
def close(request: AssessmentRequest, *, by: User, closing: RequestClosing, answer: str) -> None:
    """Answer or decline a request without a proposal; whoever asked reads what is written."""
    if not answer.strip():
        raise ValidationError({"answer": _("Write the answer: whoever asked reads it.")})
    if len(answer) > LONGEST_ANSWER:
        raise ValidationError(
            {"answer": _("This is too long: say it in %(count)s characters.") % {"count": LONGEST_ANSWER}}
        )
    require(by, Role.EDITOR, Role.APPROVER, at={request.organisation_id})
    _step(
        request,
        closing=closing,
        answer=answer.strip(),
        answer_language=spoken(),
        closed_by=by,
        closed_at=timezone.now(),
    )


@transaction.atomic
def _draft(request: AssessmentRequest, application: Application, changes: Sequence[Change], *, by: User) -> Proposal:
    ruling = Decision(
        organisation=request.organisation,
        application=application,
        device_classes=[request.device_class],
        outcome=Outcome.UNDER_REVIEW,
        effective_on=today(),
        **{f"rationale_{language}": _rationale(language) for language in LANGUAGES},
    )
    why = _("Assessment asked by agents: %(application)s (request no. %(number)s).") % {
        "application": application.name,
        "number": request.pk,
    }
    proposal = workflow.draft([*changes, ruling], by=by, why=why)
    known = {"application": application} if application.pk else {}
    _step(request, proposal=proposal, taken_up_by=by, taken_up_at=timezone.now(), **known)
    return proposal


def _rationale(language: str) -> str:
    """Return why an assessment is under way, in a language."""
    with override(language):
        return _("Agents asked for an assessment.")


def _step(request: AssessmentRequest, **columns: Any) -> None:
    """Take a step where the request still waits for one, and bring the instance up to date."""
    # Locked by itself, its proposal read after: joined, a row that another step has changed while we waited for it
    # comes with the proposal of before, that is with none, and seems to be waiting still.
    current = AssessmentRequest.objects.select_for_update().filter(pk=request.pk).first()
    if current is None or current.state != RequestState.RECEIVED:
        raise Stale(_("Somebody took this request up or closed it in the meantime: look at it again."))
    AssessmentRequest.objects.filter(pk=request.pk).update(**columns)
    request.refresh_from_db()
