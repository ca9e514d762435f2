"""What an agent asks, as the form hands it on."""

from typing import Any

from registry.models import Application, AssessmentRequest, Organisation, Submission
from registry.requests.asking import ask
from registry.requests.models import digest_of

PHONE = "professional_phone"


def asks(organisation: Organisation, application: Application | None = None, **given: Any) -> AssessmentRequest:
    """Let an agent ask, and return the request that stands for it."""
    return Submission.objects.get(token_digest=digest_of(asked(organisation, application, **given))).request


def asked(organisation: Organisation, application: Application | None = None, **given: Any) -> str:
    """Let an agent ask, and return the token of the page that follows it."""
    return ask(
        **{
            "organisation": organisation,
            "application": application,
            "wanted": application.name if application else "Wanted",
            "device": PHONE,
            "need": "To talk.",
            "email": "",
            "site": "https://aval.example",
            "sender": "192.0.2.1",
        }
        | given
    )
