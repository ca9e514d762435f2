"""Channels that are held, as the administration shows them: why, since when, and what somebody has to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from registry.channels.held import Held
from registry.models import Organisation
from registry.terms import DeviceClass


@dataclass(frozen=True)
class ShownHeld:
    """A channel that is held, in words; `command` is what the publisher is told where it may be let go."""

    organisation: str
    device: str
    since: datetime
    why: str
    todo: str
    command: str


def shown_held(held: Sequence[Held]) -> list[ShownHeld]:
    """Return channels that are held, in words. One query."""
    names: dict[Any, Any] = Organisation.objects.in_bulk({one.organisation for one in held}, field_name="slug")
    return [
        ShownHeld(
            str(names.get(one.organisation, one.organisation)),
            str(DeviceClass(one.device_class).label),
            one.held_at,
            *_said(one),
        )
        for one in held
    ]


def _said(held: Held) -> tuple[str, str, str]:
    """Return why a channel is held, what to do, and the command that does it."""
    match held.why:
        case "wide":
            return (
                _(
                    "Nobody confirmed how much turns at once: records that turn: %(turned)s; that vanish: %(dropped)s;"
                    " of %(of)s."
                )
                % {"turned": held.turned, "dropped": held.dropped, "of": held.of},
                _(
                    "If it is meant, let it go on the publisher. If not, publish what mends it: the channel then goes"
                    " on."
                ),
                f"manage.py publish_feeds --channel {held.channel} --release"
                f" --turns {held.turned} --drops {held.dropped}",
            )
        case "behind":
            return (
                _("The registry was set back or rewritten: devices know a later state of it."),
                _("If it was restored on purpose, raise FEED_EPOCH, then have the root sign it. If not, find out why."),
                "manage.py feed_keys rotate --write",
            )
        case "no baseline":
            return (
                _("Devices would be denied everything: what is not listed is denied, and nothing is listed."),
                _("Publish a baseline for the organisation, or another default rule."),
                "",
            )
        case "damaged":
            return (
                _("What is served cannot be read: nobody can tell what devices have."),
                _("Put the file that the publisher’s log names back from a mirror or a backup."),
                "",
            )
    return held.why, _("Ask whoever runs the publisher."), ""
