"""Channels: what a publication does to devices, organisation by organisation and device class by device class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from registry.verdicts.timeline import Timelines, holding_reasons


@dataclass
class Change:
    """How many records of a channel are added, changed and dropped, from its day or one to come."""

    added: int = 0
    changed: int = 0
    dropped: int = 0


Channel = tuple[int, str]
"""An organisation and a device class: what the devices of both read."""


def change_of_channels(
    before: Timelines,
    after: Timelines,
    touched: Mapping[int, Iterable[str]],
    days: Iterable[date],
) -> dict[Channel, Change]:
    """Return what changes in each channel, counted at the first of the days on which a record differs.

    `touched` names the applications whose answers may differ, with the device classes for which they may.
    """
    changes: dict[Channel, Change] = defaultdict(Change)
    in_order = sorted(set(days))
    for application, device_classes in touched.items():
        for device_class in device_classes:
            counted: set[int] = set()
            for day in in_order:
                was = before.everywhere(application, device_class, day)
                now = after.everywhere(application, device_class, day)
                for organisation in now.keys() - counted:
                    old, new = was.get(organisation), now[organisation]
                    if holding_reasons(old) == holding_reasons(new):
                        continue
                    counted.add(organisation)
                    change = changes[organisation, device_class]
                    if old is None:
                        change.added += 1
                    elif new is None:
                        change.dropped += 1
                    else:
                        change.changed += 1
    return dict(changes)
