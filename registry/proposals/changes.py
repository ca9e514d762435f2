"""What may be put to the registrar, besides new facts and described entries: endings of what is known."""

from dataclasses import dataclass

from django.db.models import Model

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.revisions.models import Entry, Fact, KnownFact


@dataclass(frozen=True)
class Retirement:
    """That a fact is no longer known: an identifier, an application of a baseline."""

    fact: KnownFact


@dataclass(frozen=True)
class Removal:
    """That a part of an announcement is taken out: a quote, a source, an application concerned."""

    part: Quote | Source | AnnouncedApplication


Change = Entry | Announcement | Quote | Source | AnnouncedApplication | Fact | Retirement | Removal
"""One thing that a proposal holds: an unsaved fact, an entry or announcement with its new texts, an ending."""


def row_of(change: "Change") -> Model:
    """Return the row that a change is about."""
    if isinstance(change, Retirement):
        return change.fact
    if isinstance(change, Removal):
        return change.part
    return change
