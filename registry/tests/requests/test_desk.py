"""What an organisation does with a request, and where the request stands by it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from registry.models import Application, AssessmentRequest, Decision
from registry.proposals import workflow
from registry.proposals.workflow import Stale
from registry.requests import desk
from registry.requests.answers import answer_to
from registry.revisions.models import today
from registry.terms import RequestClosing, RequestState
from registry.tests.requests.asks import PHONE, asks
from registry.tests.requests.conftest import Desk

DECLINED, ANSWERED = RequestClosing.DECLINED, RequestClosing.ANSWERED


def again(request: AssessmentRequest) -> AssessmentRequest:
    """Return a request as it stands, where the database and Python say the same of its state."""
    found = AssessmentRequest.objects.with_state().select_related("proposal").get(pk=request.pk)
    assert found.standing == found.state
    return found


def test_a_request_is_taken_up_as_a_draft_that_says_the_assessment_is_under_way(at: Desk) -> None:
    request = asks(at.culture, at.chat)
    assert again(request).state == RequestState.RECEIVED
    proposal = desk.take_up(request, by=at.editor)
    (ruling,) = proposal.changes
    assert isinstance(ruling, Decision)
    assert (ruling.organisation, ruling.application, ruling.outcome) == (at.culture, at.chat, "under_review")
    assert (ruling.device_classes, ruling.effective_on) == ([PHONE], today())
    assert ruling.rationale_fr != ruling.rationale_en
    assert f"no. {request.pk}" in proposal.why
    assert (proposal.organisation, proposal.author, proposal.state) == (at.culture, at.editor, "draft")
    assert (again(request).state, request.taken_up_by) == (RequestState.TAKEN_UP, at.editor)


def test_what_follows_is_read_from_the_proposal(at: Desk, django_assert_num_queries: Any) -> None:
    request = asks(at.culture, at.chat)
    proposal = desk.take_up(request, by=at.editor)
    at.approves(proposal)
    standing = AssessmentRequest.objects.select_related("proposal", "application", "organisation").get(pk=request.pk)
    with django_assert_num_queries(4):  # the tree of organisations (3), what holds
        answer_to(standing, on=today())
    answer = answer_to(again(request), on=today())
    assert (answer.state, answer.outcome, answer.is_final) == (RequestState.PUBLISHED, "under_review", False)
    at.rules(at.culture, at.chat, "approved", today())
    answer = answer_to(again(request), on=today())
    assert (answer.application, answer.outcome, answer.is_final) == (at.chat, "approved", True)


def test_a_rejection_answers_with_its_reason(at: Desk) -> None:
    request = asks(at.culture, at.chat)
    proposal = desk.take_up(request, by=at.editor)
    workflow.submit(proposal, by=at.editor, version=proposal.version)
    workflow.reject(proposal, by=at.approver, reason="Tchap does it.", version=proposal.version)
    answer = answer_to(again(request), on=today())
    assert (answer.state, answer.text, answer.is_final) == (RequestState.REJECTED, "Tchap does it.", True)


def test_a_draft_that_is_taken_back_frees_the_request_for_another(at: Desk) -> None:
    request = asks(at.culture, at.chat)
    proposal = desk.take_up(request, by=at.editor)
    workflow.take_back(proposal, by=at.editor, version=proposal.version)
    assert again(request).state == RequestState.RECEIVED
    assert asks(at.culture, at.chat) == request
    assert desk.take_up(request, by=at.approver) != proposal


def test_an_application_that_is_new_is_drafted_with_its_place(at: Desk) -> None:
    request = asks(at.culture, wanted="New chat")
    new = {"name": "New chat", "slug": "new-chat", "category": at.social, "publisher": at.publisher}
    with pytest.raises(PermissionDenied):
        desk.take_up_new(request, by=at.editor, **new)
    proposal = desk.take_up_new(request, by=at.librarian, **new)
    assert [type(change).__name__ for change in proposal.changes] == ["Application", "ApplicationPlacement", "Decision"]
    assert proposal.organisation == at.etat
    at.approves(proposal, by=at.registrar)
    answer = answer_to(again(request), on=today())
    assert (answer.application, answer.outcome) == (Application.objects.get(slug="new-chat"), "under_review")


def test_an_application_that_is_known_by_another_name_is_chosen(at: Desk) -> None:
    request = asks(at.culture, wanted="Tchatt")
    with pytest.raises(ValidationError, match="Say which application is meant"):
        desk.take_up(request, by=at.editor)
    desk.take_up(request, by=at.editor, application=at.chat)
    assert (request.application, request.wanted) == (at.chat, "Tchatt")


@pytest.mark.parametrize("slug", ["chat", "not a slug"])
def test_a_new_application_needs_a_slug_of_its_own(at: Desk, slug: str) -> None:
    request = asks(at.culture, wanted="Chat!")
    with pytest.raises(ValidationError):
        desk.take_up_new(request, by=at.librarian, name="Chat!", slug=slug, category=at.social, publisher=at.publisher)
    assert again(request).state == RequestState.RECEIVED


@pytest.mark.parametrize("closing", [ANSWERED, DECLINED])
def test_a_request_is_closed_with_an_answer(at: Desk, closing: RequestClosing) -> None:
    request = asks(at.culture, wanted="A game")
    desk.close(request, by=at.editor, closing=closing, answer=" Ask at your desk. ")
    answer = answer_to(again(request), on=today())
    assert (answer.state, answer.text, answer.text_language) == (closing, "Ask at your desk.", "en")
    assert (request.closed_by, answer.is_final) == (at.editor, True)
    assert asks(at.culture, wanted="A game") != request


@pytest.mark.parametrize("answer", ["", " \n", "x" * 2001])
def test_an_answer_is_written_and_not_endless(at: Desk, answer: str) -> None:
    request = asks(at.culture, at.chat)
    with pytest.raises(ValidationError):
        desk.close(request, by=at.editor, closing=DECLINED, answer=answer)
    assert again(request).state == RequestState.RECEIVED


def takes_up(request: AssessmentRequest, by: User) -> None:
    desk.take_up(request, by=by)


def declines(request: AssessmentRequest, by: User) -> None:
    desk.close(request, by=by, closing=DECLINED, answer="No.")


STEPS = [takes_up, declines]


@pytest.mark.parametrize("step", STEPS)
def test_only_who_may_propose_for_the_organisation_takes_a_step(at: Desk, step: Any) -> None:
    request = asks(at.culture, at.chat)
    for somebody in (at.stranger, at.auditor):
        with pytest.raises(PermissionDenied):
            step(request, somebody)
    assert again(request).state == RequestState.RECEIVED


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("first", STEPS)
def test_the_second_step_finds_the_first(at: Desk, first: Any, step: Any) -> None:
    request = asks(at.culture, at.chat)
    seen = AssessmentRequest.objects.get(pk=request.pk)
    first(request, at.editor)
    with pytest.raises(Stale):
        step(seen, at.approver)


def test_requests_are_seen_by_those_of_their_organisation_and_by_auditors(at: Desk) -> None:
    asks(at.culture, at.chat)
    seen = {
        user.username: AssessmentRequest.objects.visible_to(user).count()
        for user in (at.editor, at.librarian, at.stranger, at.auditor)
    }
    assert seen == {"editor": 1, "librarian": 1, "stranger": 0, "auditor": 1}


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"wanted": ""}, "request_names_what_it_wants"),
        ({"device_class": "fridge"}, "request_is_for_a_known_device"),
        ({"taken_up_at": "2026-01-01T00:00:00Z"}, "request_taken_up_says_who_and_when"),
        ({"closing": "declined"}, "request_closed_says_how_and_when_and_by_whom"),
        ({"answer": "No."}, "request_closed_says_how_and_when_and_by_whom"),
    ],
)
def test_the_database_holds_the_rules(at: Desk, columns: dict[str, Any], rule: str) -> None:
    request = asks(at.culture, at.chat)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        AssessmentRequest.objects.filter(pk=request.pk).update(**columns)
