"""Delivery: agents who left an address are told the answer, and the address is deleted with the message.

It runs after the step that answers, and from `manage.py deliver_answers` for whatever was left over: what a
mail server did not take, what another publication answered, what is kept too long.
"""

import logging
import smtplib
from datetime import timedelta
from email.errors import MessageError
from functools import partial
from time import monotonic

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from registry.catalogue.trees import organisation_tree
from registry.languages import in_words
from registry.requests.answers import Answer, answer_to
from registry.requests.models import KEPT_DAYS, AssessmentRequest, Contact, Hour, Submission
from registry.revisions.models import today
from registry.terms import ProposalState

logger = logging.getLogger(__name__)

AT_ONCE = 20
"""The messages that the step which answers sends itself: whoever takes it does not wait for more."""

SECONDS_AT_ONCE = 5
"""How long it goes on to the next message: a mail server that does not answer costs its patience each time."""


def deliver(*, most: int | None = None, seconds: float | None = None) -> tuple[int, int]:
    """Tell the answers that are final, and return how many were told and how many could not be.

    After `seconds` no other message is begun. Four queries, one for each request that was published, and two for
    each message.
    """
    told = failed = 0
    started = monotonic()
    for contact, answer in due()[:most]:
        if seconds is not None and monotonic() - started > seconds:
            break
        match _tell(contact, answer):
            case True:
                told += 1
            case False:
                failed += 1
    return told, failed


def deliver_soon() -> None:
    """Tell the answers as soon as what is being written is committed; a failure there fails nothing else."""
    transaction.on_commit(partial(deliver, most=AT_ONCE, seconds=SECONDS_AT_ONCE), robust=True)


def forget() -> tuple[int, int]:
    """Delete the addresses and the submissions that were kept long enough; return how many of each."""
    now = timezone.now()
    Hour.objects.filter(begins_at__lte=now - timedelta(hours=1)).delete()
    contacts, _each = Contact.objects.filter(kept_until__lte=now).delete()
    with transaction.atomic():
        _all, each = Submission.objects.filter(sent_at__lte=now - timedelta(days=KEPT_DAYS)).delete()
        AssessmentRequest.objects.filter(submissions=None).delete()
    return contacts, each.get("registry.Submission", 0)


def due() -> list[tuple[Contact, Answer]]:
    """Return the addresses to which an answer is to be sent, each with it."""
    decided = (ProposalState.PUBLISHED, ProposalState.REJECTED)
    answered = ~Q(submission__request__closing="") | Q(submission__request__proposal__state__in=decided)
    contacts = Contact.objects.filter(answered).order_by("pk")
    contacts = contacts.select_related(
        "submission__request__organisation", "submission__request__application", "submission__request__proposal"
    )
    tree, day = organisation_tree(), today()
    answers: dict[int, Answer] = {}
    due = []
    for contact in contacts:
        request = contact.submission.request
        if request.pk not in answers:
            answers[request.pk] = answer_to(request, on=day, tree=tree)
        if answers[request.pk].is_final:
            due.append((contact, answers[request.pk]))
    return due


def _tell(contact: Contact, answer: Answer) -> bool | None:
    """Send an answer and delete the address; return whether it could be sent, None where another process has it."""
    with transaction.atomic():
        held = Contact.objects.select_for_update(skip_locked=True).filter(pk=contact.pk)
        if not held.exists():
            return None
        try:
            _message(contact, answer).send()
        except (smtplib.SMTPRecipientsRefused, MessageError, ValueError):
            # The last two where Python cannot write the address in a message, however often it tries.
            logger.warning("An answer to request no. %s has no recipient any more.", contact.submission.request_id)
        except OSError as error:  # smtplib's errors are among them
            # Never the text of the error: it may hold the address.
            logger.warning(
                "An answer to request no. %s was not sent: %s.", contact.submission.request_id, type(error).__name__
            )
            return False
        held.delete()
    return True


def _message(contact: Contact, answer: Answer) -> EmailMessage:
    """Return the message that tells an answer, in the language in which the agent asked.

    It repeats nothing that the agent typed: an address could be anybody's, and what is sent to it must not be
    what a stranger wanted it to read.
    """
    submission = contact.submission
    with override(submission.language):
        context = {
            "request": submission.request,
            "day": in_words(timezone.localdate(submission.sent_at)),
            "answer": answer,
            "application": answer.application,
            "site": contact.site,
        }
        subject = _("Your request no. %(number)s for an assessment") % {"number": submission.request_id}
        return EmailMessage(subject, render_to_string("mail/answer.txt", context), to=[contact.email])
