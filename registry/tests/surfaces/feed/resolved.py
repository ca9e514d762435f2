"""What the rule gives for a channel when it is asked for each application by itself, to hold a feed against."""

from typing import Any

from registry.models import Application, BaselineEntry
from registry.surfaces.feed.channel import Channel, find_channel
from registry.terms import DeviceClass, Outcome
from registry.tests.verdicts.dense import Dense


def resolved(slug: str, device: str, default_rule: Any) -> dict[str, str]:
    """Return what the devices of a channel are told in the state of now: a status for each application that has one."""
    channel, dense = find_channel(slug, DeviceClass(device)), Dense()
    state = {"on": channel.day, "revision": channel.revision}
    entries = BaselineEntry.objects.known().filter(organisation__in=_chain(channel, dense))
    essential = set(entries.values_list("application", flat=True)) if default_rule == "deny" else set()
    told = {}
    for pk, application in Application.objects.values_list("pk", "slug"):
        outcome = dense.ask(application=pk, organisation=channel.organisation.pk, device_class=device, **state).outcome
        if pk in essential and outcome in (None, Outcome.UNDER_REVIEW):
            told[application] = Outcome.APPROVED.value  # devices cannot do without it
        elif outcome is not None:
            told[application] = outcome
    return told


def _chain(channel: Channel, dense: Dense) -> list[int]:
    """Return the organisations from a channel's own to the root, as they are seated in its state."""
    seat: int | None = channel.organisation.pk
    chain = []
    while seat is not None:
        chain.append(seat)
        seat = dense.standing(dense.seats, "organisation_id", "parent_id", seat, channel.day, channel.revision)
    return chain
