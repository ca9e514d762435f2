"""Proposals: what somebody wants to have published, on its way from a draft to a revision."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.catalogue.organisations import Organisation
from registry.proposals.changes import Change
from registry.proposals.contents import read
from registry.proposals.members import Membership, seats, sees_everything
from registry.revisions.models import Identified, Revision
from registry.terms import ProposalState, Role


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The words by which proposals are read."""

    def visible_to(self, user: User) -> Self:
        """Return the proposals that a user may see: their own, those of their organisations, all for an auditor."""
        if sees_everything(user):
            return self
        held = seats(user, Role.EDITOR, Role.APPROVER)
        return self.filter(Q(organisation__in=held) | Q(author=user.pk)) if held else self.none()

    def open(self) -> Self:
        """Return the proposals on which something is still to be done."""
        return self.filter(state__in=(ProposalState.DRAFT, ProposalState.SUBMITTED))


class Proposal(Identified):
    """Changes that are published together as one revision, or none of them.

    It lies on the desk of the organisation for which it speaks: the root where it speaks for several.
    `version` rises with every edit, so that two people do not overwrite each other. Each step says who
    took it and when.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="proposals", verbose_name=_("organisation")
    )
    why = models.TextField(_("why"))
    why_language = models.CharField(_("language of the reason"), max_length=2)
    contents = models.JSONField(_("contents"), encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.DRAFT, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", editable=False, verbose_name=_("author")
    )
    drafted_at = models.DateTimeField(_("drafted at"), editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("last edited by")
    )
    edited_at = models.DateTimeField(_("last edited at"), editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    rejection = models.TextField(_("reason of the rejection"), blank=True, editable=False)
    revision = models.OneToOneField(
        Revision, models.PROTECT, related_name="proposal", null=True, editable=False, verbose_name=_("revision")
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("-edited_at", "-id")
        constraints = (
            models.CheckConstraint(name="proposal_state_is_known", condition=Q(state__in=ProposalState.values)),
            models.CheckConstraint(name="proposal_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="submission_says_who_and_when",
                condition=Q(submitted_by=None, submitted_at=None) & ~Q(state=ProposalState.SUBMITTED)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False) & ~Q(state=ProposalState.DRAFT),
            ),
            models.CheckConstraint(
                name="closing_says_who_and_when",
                condition=Q(closed_by=None, closed_at=None, state__in=(ProposalState.DRAFT, ProposalState.SUBMITTED))
                | Q(
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                    state__in=(ProposalState.PUBLISHED, ProposalState.REJECTED, ProposalState.WITHDRAWN),
                ),
            ),
            models.CheckConstraint(
                name="rejection_says_why",
                condition=Q(state=ProposalState.REJECTED) & ~Q(rejection="")
                | ~Q(state=ProposalState.REJECTED) & Q(rejection=""),
                violation_error_message=_("Say why you reject it: its author has to know what to change."),
            ),
            models.CheckConstraint(
                name="only_its_author_withdraws_a_proposal",
                condition=~Q(state=ProposalState.WITHDRAWN) | Q(closed_by=F("author")),
            ),
            models.CheckConstraint(
                name="published_proposal_has_its_revision",
                condition=Q(state=ProposalState.PUBLISHED, revision__isnull=False)
                | ~Q(state=ProposalState.PUBLISHED) & Q(revision=None),
            ),
        )

    def __str__(self) -> str:
        """Return the beginning of the reason."""
        return self.why if len(self.why) <= 80 else f"{self.why[:79]}…"

    def was_written_by(self, user: User) -> bool:
        """Tell whether a user put it forward: whether they wrote any of it, or submitted it."""
        return user.pk == self.submitted_by_id or self.edits.filter(by=user).exists()

    @property
    def changes(self) -> list[Change]:
        """Return the changes, read from the contents as unsaved rows."""
        return read(self.contents)


class Edit(models.Model):
    """That somebody wrote a proposal, or wrote it anew: none of those who did publishes it."""

    closing_fields = ()

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="edits", verbose_name=_("proposal"))
    version = models.PositiveIntegerField(_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ("version",)
        constraints = (models.UniqueConstraint(name="edit_makes_a_version", fields=("proposal", "version")),)

    def __str__(self) -> str:
        """Return which version of what it made."""
        return f"{self.proposal} ({self.version})"


class Comment(models.Model):
    """What somebody remarked on a proposal: added, never edited."""

    closing_fields = ()

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="comments", verbose_name=_("proposal"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("comment"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("at", "id")
        constraints = (models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),)

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:60]


__all__ = ("Comment", "Edit", "Membership", "Proposal")
