"""Requests at the administration: taken up as a draft, or closed with an answer, by who may, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from registry.models import Application, AssessmentRequest, Proposal
from registry.terms import RequestState, Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry
from registry.tests.requests.asks import asks

LIST = "/admin/registry/assessmentrequest/"


@pytest.fixture(autouse=True)
def second_signature(registry: Registry, settings: Any) -> None:
    """Ask for a second signature."""
    settings.SECOND_SIGNATURE = True


@pytest.fixture
def editor(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.EDITOR, registry.culture, name="editor")


@pytest.fixture
def approver(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.APPROVER, registry.culture, name="approver")


@pytest.fixture
def librarian(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.EDITOR, registry.etat, name="librarian")


def at(request: AssessmentRequest) -> str:
    return f"{LIST}{request.pk}/change/"


def test_the_list_tells_what_is_asked_how_often_and_where_it_stands(registry: Registry, editor: Browser) -> None:
    for number in range(3):
        request = asks(registry.culture, registry.chat, need=f"Need {number}")
    asks(registry.etat, registry.chess)
    editor.open(LIST)
    assert "Chat" in editor.html
    assert "Chess" not in editor.html
    assert '<td class="field-times">3</td>' in editor.html
    assert "Received" in editor.html
    assert "Chat" in editor.open(f"{LIST}?standing=received").html
    assert "field-times" not in editor.open(f"{LIST}?standing=taken_up").html
    for number in range(3):
        assert f"Need {number}" in editor.open(at(request)).html
    assert "Asked 3 times" in editor.html


def test_what_agents_typed_is_shown_as_it_is(registry: Registry, editor: Browser) -> None:
    editor.open(at(asks(registry.culture, wanted="<b>x</b>", need="<i>y</i> https://evil.example/")))
    assert "&lt;b&gt;x&lt;/b&gt;" in editor.html
    assert "&lt;i&gt;y&lt;/i&gt; https://evil.example/" in editor.html
    assert 'href="https://evil' not in editor.html


def test_a_request_is_taken_up_completed_and_published_by_somebody_else(
    registry: Registry, editor: Browser, approver: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    request = asks(registry.culture, registry.chat, email="agent@example.org")
    editor.open(at(request)).press("_take_up")
    proposal = Proposal.objects.get()
    assert "Taken up as a draft of yours" in editor.html
    assert editor.page.request["PATH_INFO"] == f"/admin/registry/proposal/{proposal.pk}/change/"
    assert f"Request no. {request.pk}: Chat" in editor.html
    assert "_take_up" not in editor.open(at(request)).html
    editor.open(f"/admin/registry/proposal/{proposal.pk}/change/").press("_submit")
    approver.open(f"/admin/registry/proposal/{proposal.pk}/change/")
    assert "Whoever asked for the assessment reads this reason too." in approver.html
    with django_capture_on_commit_callbacks(execute=True):
        approver.press("_reject", reason="Tchap does it.")
    assert "Tchap does it." in mail.outbox[0].body
    assert "Rejected" in editor.open(at(request)).html


def test_an_application_that_is_known_by_another_name_is_chosen(registry: Registry, editor: Browser) -> None:
    request = asks(registry.culture, wanted="Tchatt")
    editor.open(at(request)).press("_take_up")
    assert "Choose what is missing in the form below." in editor.html
    assert "_take_up_new" not in editor.html
    editor.press("_take_up", **{"known-application": registry.chat.pk})
    request.refresh_from_db()
    assert (request.application, request.state) == (registry.chat, RequestState.TAKEN_UP)


def test_an_application_that_is_new_is_drafted_by_those_of_the_root(
    registry: Registry, editor: Browser, librarian: Browser
) -> None:
    request = asks(registry.culture, wanted="Wire Messenger")
    forged = {"_take_up_new": "1", "new-name": "x", "new-slug": "x", "new-category": registry.messaging.pk}
    forged["new-publisher"] = registry.chat.publisher_id
    editor.client.post(at(request), forged)
    assert not Proposal.objects.exists()
    librarian.open(at(request))
    assert librarian.form("_take_up_new").typed["new-slug"] == ["wire-messenger"]
    chosen = {"new-category": registry.messaging.pk, "new-publisher": registry.chat.publisher_id}
    librarian.press("_take_up_new", **chosen, **{"new-slug": "chat"})
    assert "An application has this slug already" in librarian.html
    librarian.press("_take_up_new", **chosen, **{"new-slug": "wire"})
    assert "Taken up as a draft of yours" in librarian.html
    assert [form["row"] for form in Proposal.objects.get().contents] == [
        "application",
        "applicationplacement",
        "decision",
    ]
    assert not Application.objects.filter(slug="wire").exists()


@pytest.mark.parametrize(("button", "state"), [("_answer", "Answered"), ("_decline", "Declined")])
def test_a_request_is_closed_with_what_whoever_asked_reads(
    registry: Registry, editor: Browser, button: str, state: str, django_capture_on_commit_callbacks: Any
) -> None:
    request = asks(registry.culture, wanted="A game", email="agent@example.org")
    editor.open(at(request)).press(button)
    assert "Write the answer: whoever asked reads it." in editor.html
    with django_capture_on_commit_callbacks(execute=True):
        editor.press(button, answer="It is a game.")
    assert "It is a game." in mail.outbox[0].body
    assert state in editor.html
    assert "It is a game." in editor.html
    assert "agent@example.org" not in editor.html


def test_who_may_not_act_sees_no_button_and_a_forged_one_does_nothing(
    registry: Registry, staff: Callable[..., Browser]
) -> None:
    request = asks(registry.culture, registry.chat)
    auditor = staff(Role.AUDITOR, registry.culture, name="auditor")
    auditor.open(at(request))
    assert "To talk." in auditor.html
    assert "_take_up" not in auditor.html
    for forged in ({"_take_up": "1"}, {"_decline": "1", "answer": "No."}, {"_odd": "1"}):
        answer = auditor.client.post(at(request), forged)
        assert (answer.status_code, "errornote" in answer.content.decode()) == (200, True)
    request.refresh_from_db()
    assert request.state == RequestState.RECEIVED


@pytest.mark.parametrize("odd", ["abc", "9" * 40, "-1", "\0", ""])
def test_an_odd_choice_is_refused(registry: Registry, editor: Browser, odd: str) -> None:
    request = asks(registry.culture, wanted="Tchatt")
    answer = editor.client.post(at(request), {"_take_up": "1", "known-application": odd})
    assert answer.status_code == 200
    assert not Proposal.objects.exists()
