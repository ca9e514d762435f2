"""Refusals: why a file is not given, though it was asked for rightly; each says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from registry.languages import in_words
from registry.surfaces import addresses
from registry.surfaces.exports.format import Format
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Ground
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.problems import OrganisationEnded
from registry.surfaces.problems import Problem
from registry.terms import BaselineRole


class BaselineIncomplete(Problem):
    """A default-deny file would take from devices what they cannot do without."""

    status_code = 409
    kind: ClassVar[str] = "baseline-incomplete"


class OverLimit(Problem):
    """More is to be named than the format, or what takes it, allows; nothing is cut silently."""

    status_code = 409
    kind: ClassVar[str] = "over-limit"


class NotConfigured(Problem):
    """The format needs something that this site does not have, such as a certificate."""

    status_code = 409
    kind: ClassVar[str] = "not-configured"


@dataclass(frozen=True)
class Missing:
    """A role of the baseline without an identifier of a format, and the applications listed under it."""

    role: BaselineRole
    applications: Sequence[str]

    def told(self) -> dict[str, Any]:
        """Return it as problem details tell it."""
        return {"role": self.role.value, "applications": list(self.applications)}


def refusal(format_: Format, selection: Selection) -> Problem | None:
    """Return why a file is refused, None where it is given."""
    if lacking := format_.lacks():
        return NotConfigured(str(lacking))
    if selection.mode == Mode.DEFAULT_DENY and (missing := missing_roles(format_, selection)):
        roles = ", ".join(str(one.role.label) for one in missing)
        return BaselineIncomplete(
            _(
                "A file that denies what is not listed would leave devices without: %(roles)s. Put an application for"
                " each into the baseline of the organisation, with an identifier that this format can name."
            )
            % {"roles": roles},
            missing=[one.told() for one in missing],
        )
    named = format_.written(selection)
    minima = named_minima(format_, selection)
    for count, most, sentence in (
        (len(named), format_.most, _("The file would name %(count)s identifiers, and this format takes %(most)s.")),
        (
            len(minima),
            format_.most_minima,
            _("The file would demand %(count)s minimum versions, and this format takes %(most)s."),
        ),
        (
            format_.bytes_of(selection),
            format_.most_bytes,
            _("The file would take up to %(count)s bytes, and what takes it reads %(most)s."),
        ),
    ):
        if most is not None and count > most:
            detail = sentence % {"count": count, "most": most}
            return OverLimit(f"{detail} " + _("Use another format for this channel."), count=count, most=most)
    return None


def missing_roles(format_: Format, selection: Selection) -> list[Missing]:
    """Return the roles that a format requires and for which no application of the baseline is named by it."""
    kinds = format_.kinds if format_.role_kinds is None else format_.role_kinds
    named = {item.standing.role for item in selection.allowed if item.identifier.kind in kinds}
    required = format_.required_on(selection.ground.channel.device_class)
    return [
        Missing(role, _listed_as(role, selection.ground))
        for role in BaselineRole
        if role in required and role not in named
    ]


def named_minima(format_: Format, selection: Selection) -> list[Item]:
    """Return the items for which a file demands a minimum version."""
    return [item for item in selection.allowed if format_.has_minimum and item.identifier.minimum]


def _listed_as(role: BaselineRole, ground: Ground) -> list[str]:
    return [one.slug for one in ground.standings if one.role == role]


def ended(channel: Channel, ended_on: date, origin: str) -> OrganisationEnded:
    """Return the problem of an organisation that has ended, with where the files for its devices are now."""
    words = {"organisation": channel.organisation.name, "day": in_words(ended_on), "successor": channel.successor}
    sentence = (
        _("%(organisation)s ended on %(day)s. Take the files of its successor, %(successor)s.")
        if channel.successor
        else _("%(organisation)s ended on %(day)s and has no successor.")
    )
    return OrganisationEnded(
        sentence % words,
        ended_on=ended_on.isoformat(),
        successor=channel.successor,
        successor_exports=channel.successor and addresses.exports(origin, channel.successor),
    )
