"""Why there is no feed, or no delta: each a problem of its own kind that says what to do."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from registry.languages import in_words
from registry.surfaces import addresses
from registry.surfaces.feed.channel import Channel
from registry.surfaces.problems import Problem

RETRY_AFTER = 10
"""Seconds after which whoever is ahead of us asks again: a replica follows and midnight comes within a few."""


class OrganisationEnded(Problem):
    """The organisation is no more; the problem names its successor."""

    status_code = 410
    kind: ClassVar[str] = "organisation-ended"


class NoBaseline(Problem):
    """Devices would be denied everything, the applications that they cannot do without included."""

    status_code = 409
    kind: ClassVar[str] = "no-baseline"


class CursorTooOld(Problem):
    """So much has changed since that the full feed is the shorter answer."""

    status_code = 410
    kind: ClassVar[str] = "cursor-too-old"


class ForeignCursor(Problem):
    """The cursor is not of this channel as it is: of another one, of another epoch, or of another past."""

    status_code = 409
    kind: ClassVar[str] = "foreign-cursor"


class CursorAhead(Problem):
    """The cursor is of a state that we have not come to: we lag behind whoever gave it."""

    status_code = 503
    kind: ClassVar[str] = "cursor-ahead"
    wait = RETRY_AFTER


def ended(channel: Channel, ended_on: date, origin: str) -> OrganisationEnded:
    """Return the problem of an organisation that has ended, with where its devices are looked after now."""
    words = {
        "organisation": channel.organisation.name,
        "day": in_words(ended_on),
        "successor": channel.successor,
    }
    sentence = (
        _("%(organisation)s ended on %(day)s. Take the feed of its successor, %(successor)s.")
        if channel.successor
        else _("%(organisation)s ended on %(day)s and has no successor.")
    )
    return OrganisationEnded(
        sentence % words,
        ended_on=ended_on.isoformat(),
        successor=channel.successor,
        successor_feed=channel.successor and addresses.feed(origin, channel.successor, channel.device_class),
    )


def no_baseline(channel: Channel) -> NoBaseline:
    """Return the problem of a channel that would deny everything."""
    return NoBaseline(
        _(
            "%(organisation)s denies what is not listed and has no baseline: its devices would be left"
            " without the applications that they cannot do without."
        )
        % {"organisation": channel.organisation.name}
    )


def too_old(full: str) -> CursorTooOld:
    """Return the problem of a cursor since which too much has changed."""
    return CursorTooOld(_("Too much has changed since this cursor was given. Take the full feed."), full_feed=full)


def foreign(cause: str, full: str) -> ForeignCursor:
    """Return the problem of a cursor of another channel, epoch or past."""
    sentences = {
        "channel": _("This cursor was given by another channel. Take the full feed of this one."),
        "epoch": _("The registry was rebuilt, and this cursor is of another epoch. Take the full feed."),
        "past": _("The registry has another past than when this cursor was given. Take the full feed."),
    }
    return ForeignCursor(sentences[cause], cause=cause, full_feed=full)


def ahead() -> CursorAhead:
    """Return the problem of a cursor of a state to come."""
    return CursorAhead(
        _(
            "This cursor is of a state that we have not come to yet. Keep what you have, and ask again after as many"
            " seconds as the header Retry-After says."
        )
    )
