"""How far a publication reaches, as the administration shows it before somebody writes its number out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.models import Organisation
from registry.reach.counting import Reach
from registry.registrar.confirming import number_of
from registry.terms import DeviceClass

WORDS = "_words"
"""The field in which the number is written out."""

MOST_CHANNELS = 50
"""The channels that are listed, the widest first; the others are counted."""


@dataclass(frozen=True)
class Row:
    """How much turns in a channel on a day."""

    organisation: str
    device: str
    day: date
    turned: int
    dropped: int
    of: int


@dataclass(frozen=True)
class ShownReach:
    """Where much turns at once, and the number that is asked for."""

    number: int
    rows: Sequence[Row]
    more: int
    written: str
    """What was written, where it was refused."""


def shown_reach(wide: Sequence[Reach], written: str) -> ShownReach | None:
    """Return how far a publication reaches, None where nothing has to be confirmed. One query."""
    if not wide:
        return None
    first = wide[:MOST_CHANNELS]
    names: dict[Any, Any] = Organisation.objects.in_bulk({place.organisation for place, _radius in first})
    rows = [
        Row(
            str(names[place.organisation]),
            str(DeviceClass(place.device_class).label),
            place.day,
            radius.turned,
            radius.dropped,
            radius.of,
        )
        for place, radius in first
    ]
    return ShownReach(number_of(wide), rows, len(wide) - len(rows), written)
