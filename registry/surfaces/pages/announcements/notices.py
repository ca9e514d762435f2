"""Notices as lists show them: when, where, what kind, by whom, and what they say of the subject at hand."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from registry.announcements.models import Announcement
from registry.surfaces.pages.addresses import announcement_url
from registry.surfaces.pages.days import as_time


@dataclass(frozen=True)
class Notice:
    """One line of a list of notices."""

    url: str
    title: str
    day: SafeString
    jurisdiction: str
    kind: str
    issuer: str
    saying: str = ""


def notice(announcement: Announcement, *, saying: str = "", tail: str = "") -> Notice:
    """Return a notice as a list shows it; `saying` is what it says of the subject of the page.

    Its link ends with `tail`.
    """
    return Notice(
        url=announcement_url(announcement, tail),
        title=announcement.title,
        day=as_time(announcement.date, announcement.date_precision),
        jurisdiction=str(announcement.get_jurisdiction_display()),
        kind=str(announcement.get_kind_display()),
        issuer=announcement.issuer,
        saying=saying,
    )
