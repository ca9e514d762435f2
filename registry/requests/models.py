"""Requests for an assessment: what is asked, by how many agents, and where those are told who want to be.

One `AssessmentRequest` stands for all agents who ask the same: each of them leaves a `Submission`, with an
address of its own at which to follow it. What an agent typed is theirs: it is deleted after `KEPT_DAYS`, and
nothing of it enters the audit trail, which never forgets.
"""

import hashlib
import secrets
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.languages import LANGUAGES
from registry.proposals.members import seats, sees_everything
from registry.proposals.models import Proposal
from registry.revisions.models import Identified
from registry.terms import DeviceClass, ProposalState, RequestClosing, RequestState, Role

LONGEST_NAME = 200
LONGEST_NEED = 2_000
LONGEST_ANSWER = 2_000
"""Characters of what an agent names, of what they need it for, and of what they are answered."""

KEPT_DAYS = 365
"""How long a submission is kept after it was sent, and so the address at which it is followed."""

CONTACT_DAYS = 180
"""How long an address is kept at most, where no answer came that deletes it."""

OF_PROPOSALS = {
    ProposalState.DRAFT: RequestState.TAKEN_UP,
    ProposalState.SUBMITTED: RequestState.TAKEN_UP,
    ProposalState.PUBLISHED: RequestState.PUBLISHED,
    ProposalState.REJECTED: RequestState.REJECTED,
    ProposalState.WITHDRAWN: RequestState.RECEIVED,
}
"""Where a request stands by the state of its proposal: one that its author takes back frees it for another."""


class AssessmentRequestQuerySet(models.QuerySet["AssessmentRequest"]):
    """The words by which requests are read."""

    def visible_to(self, user: User) -> Self:
        """Return the requests that a user may see: those to their organisations, all for an auditor."""
        if sees_everything(user):
            return self
        return self.filter(organisation__in=seats(user, Role.EDITOR, Role.APPROVER))

    def with_state(self) -> Self:
        """Load where each stands as `standing`, so that lists can be narrowed by it."""
        return self.annotate(
            standing=Case(
                When(closing=RequestClosing.ANSWERED, then=Value(RequestState.ANSWERED.value)),
                When(closing=RequestClosing.DECLINED, then=Value(RequestState.DECLINED.value)),
                *(When(proposal__state=state, then=Value(told.value)) for state, told in OF_PROPOSALS.items()),
                default=Value(RequestState.RECEIVED.value),
                output_field=models.CharField(),
            )
        )

    def waiting(self) -> Self:
        """Return those on which an organisation has still to decide: whoever asks the same joins them."""
        decided = (ProposalState.PUBLISHED, ProposalState.REJECTED)
        return self.filter(Q(proposal=None) | ~Q(proposal__state__in=decided), closing="")


class AssessmentRequest(Identified):
    """That an assessment is asked of an organisation: of one application, known or not, for one kind of device.

    Where it stands follows from its proposal, or from its closing where an organisation answers or declines
    without one. Each step says who took it and when.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="requests", verbose_name=gettext_lazy("organisation")
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="requests",
        null=True,
        blank=True,
        verbose_name=gettext_lazy("application"),
    )
    wanted = models.CharField(gettext_lazy("name or address, as given"), max_length=LONGEST_NAME)
    device_class = models.CharField(gettext_lazy("device"), max_length=20, choices=DeviceClass.choices)
    asked_at = models.DateTimeField(gettext_lazy("first asked"), editable=False)
    proposal = models.OneToOneField(
        Proposal,
        models.PROTECT,
        related_name="request",
        null=True,
        editable=False,
        verbose_name=gettext_lazy("proposal"),
    )
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=gettext_lazy("taken up by"),
    )
    taken_up_at = models.DateTimeField(gettext_lazy("taken up at"), null=True, editable=False)
    closing = models.CharField(
        gettext_lazy("closing"), max_length=8, choices=RequestClosing.choices, blank=True, editable=False
    )
    answer = models.TextField(gettext_lazy("answer"), blank=True, editable=False)
    answer_language = models.CharField(gettext_lazy("language of the answer"), max_length=2, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=gettext_lazy("closed by"),
    )
    closed_at = models.DateTimeField(gettext_lazy("closed at"), null=True, editable=False)

    objects = AssessmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("assessment request")
        verbose_name_plural = gettext_lazy("assessment requests")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(name="request_names_what_it_wants", condition=~Q(wanted="")),
            models.CheckConstraint(
                name="request_is_for_a_known_device", condition=Q(device_class__in=DeviceClass.values)
            ),
            models.CheckConstraint(
                name="request_taken_up_says_who_and_when",
                condition=Q(proposal=None, taken_up_by=None, taken_up_at=None)
                | Q(proposal__isnull=False, taken_up_by__isnull=False, taken_up_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_closed_says_how_and_when_and_by_whom",
                condition=Q(closing="", answer="", answer_language="", closed_by=None, closed_at=None)
                | Q(
                    closing__in=RequestClosing.values,
                    answer_language__in=LANGUAGES,
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                )
                & ~Q(answer=""),
                violation_error_message=gettext_lazy("Write the answer: whoever asked reads it."),
            ),
        )
        indexes = (models.Index(name="request_by_what_it_wants", fields=("organisation", "device_class")),)

    def __str__(self) -> str:
        """Return the number and what is wanted."""
        return _("Request no. %(number)s: %(wanted)s") % {"number": self.pk, "wanted": self.name}

    @property
    def name(self) -> str:
        """Return the name of the application, or what was given where the registry did not know it."""
        return self.application.name if self.application else self.wanted

    @property
    def state(self) -> RequestState:
        """Return where it stands, as `with_state` loads it."""
        if self.closing:
            return RequestState(self.closing)
        return OF_PROPOSALS[ProposalState(self.proposal.state)] if self.proposal else RequestState.RECEIVED


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """The words by which submissions are read."""

    def followed_at(self, token: str) -> Self:
        """Return the one that is followed at an address, if there is one."""
        return self.filter(token_digest=digest_of(token))


class Submission(models.Model):
    """What one agent sent: what they need the application for. Of the address to follow it only a digest is kept."""

    request = models.ForeignKey(
        AssessmentRequest, models.CASCADE, related_name="submissions", verbose_name=gettext_lazy("request")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    need = models.TextField(gettext_lazy("need"))
    language = models.CharField(gettext_lazy("language"), max_length=2)
    sent_at = models.DateTimeField(gettext_lazy("sent at"))

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("submission")
        verbose_name_plural = gettext_lazy("submissions")
        ordering = ("sent_at", "id")
        constraints = (
            models.CheckConstraint(name="submission_says_the_need", condition=~Q(need="")),
            models.CheckConstraint(name="submission_is_in_a_known_language", condition=Q(language__in=LANGUAGES)),
        )
        indexes = (models.Index(name="submission_by_age", fields=("sent_at",)),)

    def __str__(self) -> str:
        """Return of which request it is."""
        return _("Submission to request no. %(number)s") % {"number": self.request_id}


class Contact(models.Model):
    """Where one agent wants to be told the answer: deleted once it is sent, and never later than `kept_until`.

    It is a row of its own, so that nothing of it is left behind, and nobody but the delivery reads it.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="contact")
    email = models.EmailField()
    site = models.CharField(max_length=300)
    """The origin at which the request was sent: what the links of the message begin with."""
    kept_until = models.DateTimeField()

    class Meta:
        verbose_name = gettext_lazy("contact")
        verbose_name_plural = gettext_lazy("contacts")
        default_permissions = ()
        indexes = (models.Index(name="contact_by_its_end", fields=("kept_until",)),)

    def __str__(self) -> str:
        """Return of which submission it is, never the address."""
        return f"{self._meta.verbose_name} {self.pk}"


class Hour(models.Model):
    """How many requests one sender sent within an hour of the clock, and all senders together.

    A sender is a hash whose key is the server's and changes by the hour; rows of former hours are deleted.
    """

    begins_at = models.DateTimeField()
    sender = models.CharField(max_length=64)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = gettext_lazy("hour")
        verbose_name_plural = gettext_lazy("hours")
        default_permissions = ()
        constraints = (models.UniqueConstraint(name="hour_counts_a_sender_once", fields=("begins_at", "sender")),)

    def __str__(self) -> str:
        """Return when it begins and how many were sent."""
        return f"{self.begins_at:%Y-%m-%d %H:%M} · {self.count}"


def new_token() -> str:
    """Return what makes an address that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


def digest_of(token: str) -> str:
    """Return what is kept of a token, from which it cannot be had back (it is too random to be guessed)."""
    return hashlib.sha256(token.encode()).hexdigest()
