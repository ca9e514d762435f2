"""Causes: why a file does not say what holds for an application, and what to do about it."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Cause(NamedTuple):
    """Why something could not be expressed: a code that never changes, a sentence, and what to do."""

    code: str
    sentence: Promise
    advice: Promise


NO_IDENTIFIER = Cause(
    "no_identifier",
    _("The registry knows no identifier of it that this format can name."),
    _("Enter one in the registry, with the evidence for it; until then look after this application by hand."),
)
NO_MINIMUM_VERSION = Cause(
    "no_minimum_version",
    _("This format cannot demand a minimum version: the application is allowed in any version."),
    _("Demand the version by the update policy of your management system."),
)
NO_CONDITIONS = Cause(
    "no_conditions",
    _("Its conditions are for people to keep: the file allows it without them."),
    _("Tell your agents the conditions; its page states them."),
)
UNDER_REVIEW = Cause(
    "under_review",
    _("An assessment is in progress, which no file enforces."),
    _("Nothing, until the assessment ends: take the next file then."),
)
UNFIT_VALUE = Cause(
    "unfit_value",
    _("The identifier cannot be written in this format without being altered, so it is left out."),
    _("Look after this application by hand, or use another format."),
)
NO_SIGNER = Cause(
    "no_signer",
    _("The registry does not know who signs the package, and this format names packages by their signers."),
    _("Enter the package name with the publisher’s name in its certificate."),
)
CONFLICT = Cause(
    "conflicting_identifiers",
    _("This identifier means a prohibited application and one that may be used alike, so neither is written."),
    _("Correct the identifiers in the registry; until then look after both applications by hand."),
)
NOT_ENFORCED = Cause(
    "not_enforced",
    _("This format has no words for what holds for it."),
    _("Look after this application by hand, or use another format."),
)
