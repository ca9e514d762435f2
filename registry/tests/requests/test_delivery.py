"""Whoever left an address is told the answer, and the address is gone with it: from every table and every trace."""

import smtplib
from datetime import timedelta
from email.errors import HeaderParseError
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from registry.models import AssessmentRequest, Contact, Hour, Submission
from registry.proposals import workflow
from registry.requests import delivery, desk
from registry.requests.models import CONTACT_DAYS, KEPT_DAYS
from registry.revisions.models import today
from registry.terms import RequestClosing
from registry.tests.requests.asks import asks
from registry.tests.requests.conftest import Desk

ADDRESS = "somebody.of.culture@example.org"


def everything() -> str:
    """Return all that the database holds, as text."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=True):
            if table not in ("pghistory_context", "django_migrations"):
                cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
                texts.append(cursor.fetchone()[0])
    return " ".join(texts)


def declined(at: Desk, **given: Any) -> AssessmentRequest:
    request = asks(at.culture, **{"wanted": "A game", "email": ADDRESS} | given)
    desk.close(request, by=at.editor, closing=RequestClosing.DECLINED, answer="It is a game.")
    return request


def test_an_answer_is_sent_and_nothing_of_the_address_is_left(at: Desk) -> None:
    request = declined(at)
    assert ADDRESS in everything()
    assert delivery.deliver() == (1, 0)
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert f"no. {request.pk}" in message.subject
    assert "It is a game." in message.body
    assert ADDRESS not in everything()
    assert delivery.deliver() == (0, 0)


def test_the_trail_never_held_the_address_nor_what_was_typed(at: Desk) -> None:
    asks(at.culture, wanted="A secret game", need="A secret need", email=ADDRESS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(t::text, ' '), '') FROM registry_trail t")
        trail = cursor.fetchone()[0]
    assert trail
    assert not [text for text in (ADDRESS, "A secret game", "A secret need") if text in trail]


@pytest.mark.parametrize(("language", "hello"), [("fr", "Bonjour,"), ("en", "Hello,")])
def test_it_is_told_in_the_language_in_which_it_was_asked(at: Desk, language: str, hello: str) -> None:
    with translation.override(language):
        declined(at)
    delivery.deliver()
    assert mail.outbox[0].body.startswith(hello)


def test_a_message_repeats_nothing_that_a_stranger_may_have_typed_for_somebody_else(at: Desk) -> None:
    declined(at, wanted="https://evil.example/", need="Click https://evil.example/ & win")
    delivery.deliver()
    assert "evil" not in mail.outbox[0].subject + mail.outbox[0].body


def test_a_published_assessment_is_no_answer_yet_and_the_ruling_is(at: Desk) -> None:
    proposal = desk.take_up(asks(at.culture, at.chat, email=ADDRESS), by=at.editor)
    assert delivery.deliver() == (0, 0)
    at.approves(proposal)
    assert delivery.deliver() == (0, 0)
    at.rules(at.culture, at.chat, "approved", today())
    assert delivery.deliver() == (1, 0)
    body = mail.outbox[0].body
    assert "https://aval.example/a/chat?organisation=culture&device=professional_phone" in body
    assert "It is done. What holds for Chat (Professional phone) stands here:" in body


def test_a_rejection_is_told_with_its_reason(at: Desk) -> None:
    proposal = desk.take_up(asks(at.culture, at.chat, email=ADDRESS), by=at.editor)
    workflow.submit(proposal, by=at.editor, version=proposal.version)
    workflow.reject(proposal, by=at.approver, reason="Tchap does “it” & more.", version=proposal.version)
    assert delivery.deliver() == (1, 0)
    assert "Tchap does “it” & more." in mail.outbox[0].body


def test_each_of_those_who_asked_is_told_once(at: Desk) -> None:
    for number in range(3):
        asks(at.culture, wanted="A game", email=f"agent{number}@example.org")
    declined(at)
    assert delivery.deliver(most=3) == (3, 0)
    assert delivery.deliver() == (1, 0)
    assert len({message.to[0] for message in mail.outbox}) == 4


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (ConnectionRefusedError(), 1),
        (smtplib.SMTPServerDisconnected("of " + ADDRESS), 1),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"nobody")}), 0),
        (HeaderParseError("of " + ADDRESS), 0),
        (ValueError("of " + ADDRESS), 0),
    ],
)
def test_what_a_mail_server_does_not_take_is_tried_again_and_the_answer_stands(
    at: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, kept: int
) -> None:
    request = declined(at)

    def fails(message: EmailMessage) -> int:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", fails)
        assert delivery.deliver() == ((0, 1) if kept else (1, 0))
    assert Contact.objects.count() == kept
    assert ADDRESS not in caplog.text
    assert f"no. {request.pk}" in caplog.text
    request.refresh_from_db()
    assert request.answer == "It is a game."
    assert delivery.deliver() == ((1, 0) if kept else (0, 0))


def test_the_step_that_answers_sends_after_its_commit(at: Desk, django_capture_on_commit_callbacks: Any) -> None:
    declined(at)
    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver_soon()
        assert mail.outbox == []
    assert len(mail.outbox) == 1


def test_whoever_answers_does_not_wait_for_a_mail_server_that_is_away(
    at: Desk, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(3):
        asks(at.culture, wanted="A game", email=f"agent{number}@example.org")
    declined(at)
    tried: list[EmailMessage] = []

    def times_out(message: EmailMessage) -> int:
        tried.append(message)
        raise TimeoutError

    monkeypatch.setattr(EmailMessage, "send", times_out)
    monkeypatch.setattr(delivery, "monotonic", lambda: 10.0 * len(tried))
    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver_soon()
    assert (len(tried), Contact.objects.count()) == (1, 4)
    assert delivery.deliver() == (0, 4), "the command tries each"


def test_nothing_is_kept_for_ever(at: Desk) -> None:
    asks(at.culture, wanted="Unanswered", email=ADDRESS)
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=CONTACT_DAYS, hours=-1)):
        assert delivery.forget() == (0, 0)
    with time_machine.travel(now + timedelta(days=CONTACT_DAYS, hours=1)):
        assert delivery.forget() == (1, 0)
    assert Submission.objects.count() == 1
    assert not Hour.objects.exists()
    with time_machine.travel(now + timedelta(days=KEPT_DAYS, hours=1)):
        assert delivery.forget() == (0, 1)
    assert not AssessmentRequest.objects.exists()


def test_the_command_does_nothing_until_it_is_told_to(at: Desk) -> None:
    declined(at)
    said = StringIO()
    call_command("deliver_answers", stdout=said)
    assert said.getvalue() == "Answers to send: 1. Nothing was sent or deleted: give --write.\n"
    assert mail.outbox == []
    call_command("deliver_answers", write=True, stdout=said)
    assert "Answers sent: 1, not sent: 0." in said.getvalue()
    assert not Contact.objects.exists()
