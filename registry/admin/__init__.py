"""The administration: plain Django admin; what is saved here is published through the registrar, once it was seen."""

from registry.admin import (
    announcements,
    audit,
    catalogue,
    decisions,
    identifiers,
    members,
    organisations,
    people,
    placements,
    proposals,
    requests,
    revisions,
    verdicts,
)

__all__ = (
    "announcements",
    "audit",
    "catalogue",
    "decisions",
    "identifiers",
    "members",
    "organisations",
    "people",
    "placements",
    "proposals",
    "requests",
    "revisions",
    "verdicts",
)
