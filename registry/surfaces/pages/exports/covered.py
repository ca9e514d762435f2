"""How much a file covers, in words: what it names of what is prohibited, and what it lets through."""

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Omission, Selection


def coverage(selection: Selection) -> str:
    """Return what a file names of what is prohibited and, where it denies the rest, how much it allows."""
    prohibited = len(selection.prohibited)
    said = [_named(selection.recognised, prohibited) if prohibited else _("Nothing is prohibited on these devices.")]
    if selection.mode == Mode.DEFAULT_DENY:
        allowed = len({item.standing.slug for item in selection.allowed})
        said.append(
            ngettext("It allows %(count)s application.", "It allows %(count)s applications.", allowed)
            % {"count": number_format(allowed, force_grouping=True)}
        )
    return " ".join(said)


def unsaid(omissions: Iterable[Omission]) -> str:
    """Return on how many applications a file leaves something unsaid, empty where there is none."""
    count = len({omission.standing.slug for omission in omissions})
    if not count:
        return ""
    words = {"count": number_format(count, force_grouping=True)}
    return (
        ngettext(
            "It leaves something unsaid on %(count)s application.",
            "It leaves something unsaid on %(count)s applications.",
            count,
        )
        % words
    )


def _named(recognised: int, prohibited: int) -> str:
    words = {
        "recognised": number_format(recognised, force_grouping=True),
        "prohibited": number_format(prohibited, force_grouping=True),
    }
    return (
        ngettext(
            "It names %(recognised)s of %(prohibited)s prohibited application.",
            "It names %(recognised)s of %(prohibited)s prohibited applications.",
            prohibited,
        )
        % words
    )
