"""Asking: what an agent sends becomes a request, or joins the one in which others asked the same."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.languages import spoken
from registry.requests import throttle
from registry.requests.models import CONTACT_DAYS, AssessmentRequest, Contact, Submission, digest_of, new_token


@transaction.atomic
def ask(
    *,
    application: Application | None,
    wanted: str,
    organisation: Organisation,
    device: str,
    need: str,
    email: str,
    site: str,
    sender: str,
) -> str:
    """Keep what an agent asks, and return the token of the address at which it is followed.

    `sender` is the network address that sent it, which is counted and not kept; `site` the origin to which it
    was sent. Raises `TooMany` where no more is taken in this hour. Seven queries at most.
    """
    throttle.count(sender)
    now = timezone.now()
    request = _same(application, wanted, organisation, device) or AssessmentRequest.objects.create(
        organisation=organisation, application=application, wanted=wanted, device_class=device, asked_at=now
    )
    token = new_token()
    submission = Submission.objects.create(
        request=request, token_digest=digest_of(token), need=need, language=spoken(), sent_at=now
    )
    if email:
        kept_until = now + timedelta(days=CONTACT_DAYS)
        Contact.objects.create(submission=submission, email=email, site=site, kept_until=kept_until)
    return token


def _same(
    application: Application | None, wanted: str, organisation: Organisation, device: str
) -> AssessmentRequest | None:
    """Return the request that waits for the same answer. Nobody else files one meanwhile: they wait to be counted."""
    waiting = AssessmentRequest.objects.waiting().filter(organisation=organisation, device_class=device)
    if application:
        return waiting.filter(application=application).first()
    return waiting.filter(application=None, wanted__iexact=wanted).first()
