"""The models of every room, where Django looks for them."""

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.audit.models import Trail
from registry.catalogue.applications import (
    Application,
    ApplicationPlacement,
    Category,
    CategoryPlacement,
    Publisher,
)
from registry.catalogue.identifiers import Identifier, PublisherIdentifier
from registry.catalogue.organisations import (
    BaselineEntry,
    DefaultRule,
    Organisation,
    OrganisationEnd,
    OrganisationPlacement,
)
from registry.decisions.models import Decision, MinimumVersion, Withdrawal
from registry.proposals.members import Membership
from registry.proposals.models import Comment, Edit, Proposal
from registry.reach.models import Confirmation
from registry.requests.models import AssessmentRequest, Contact, Hour, Submission
from registry.revisions.models import Revision
from registry.verdicts.models import Verdict, VerdictReason

__all__ = (
    "AnnouncedApplication",
    "Announcement",
    "Application",
    "ApplicationPlacement",
    "AssessmentRequest",
    "BaselineEntry",
    "Category",
    "CategoryPlacement",
    "Comment",
    "Confirmation",
    "Contact",
    "Decision",
    "DefaultRule",
    "Edit",
    "Hour",
    "Identifier",
    "Membership",
    "MinimumVersion",
    "Organisation",
    "OrganisationEnd",
    "OrganisationPlacement",
    "Proposal",
    "Publisher",
    "PublisherIdentifier",
    "Quote",
    "Revision",
    "Source",
    "Submission",
    "Trail",
    "Verdict",
    "VerdictReason",
    "Withdrawal",
)
