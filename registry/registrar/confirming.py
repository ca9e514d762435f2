"""What a publication turns at once on devices, as whoever publishes it confirms it: the number, in words."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.reach.counting import Reach
from registry.reach.models import Confirmation
from registry.reach.words import says

Confirming = Callable[[Sequence[Reach]], None]
"""What is asked whether somebody confirmed how far a publication reaches; it raises `Unconfirmed` where nobody did."""


class Unconfirmed(ValidationError):
    """A publication turns more at once than may turn unconfirmed, and its number was not written out."""


def number_of(wide: Sequence[Reach]) -> int:
    """Return the number that is written out: the most that turns and is dropped in one channel on one day."""
    return max((reach.radius.count for reach in wide), default=0)


def in_words(said: str) -> Confirming:
    """Return what accepts a publication whose number was written out in words, French or English."""

    def confirm(wide: Sequence[Reach]) -> None:
        number = number_of(wide)
        if wide and not says(said, number):
            raise _unconfirmed(number, said.strip())

    return confirm


def in_figures(said: int) -> Confirming:
    """Return what accepts a publication whose number was given to a command."""

    def confirm(wide: Sequence[Reach]) -> None:
        if wide and (number := number_of(wide)) != said:
            raise _unconfirmed(number, str(said))

    return confirm


def keep(wide: Sequence[Reach], revision: int) -> None:
    """Keep what was confirmed, so that the signer lets it through. At most one statement."""
    Confirmation.objects.bulk_create(
        Confirmation(
            revision_id=revision,
            organisation_id=place.organisation,
            device_class=place.device_class,
            day=place.day,
            turned=radius.turned,
            dropped=radius.dropped,
            of=radius.of,
        )
        for place, radius in wide
    )


def _unconfirmed(number: int, said: str) -> Unconfirmed:
    params: dict[str, Any] = {"number": number, "said": said}
    asked = ngettext(
        "Devices of one channel would see %(number)s record turn or vanish at once: write this number in words.",
        "Devices of one channel would see %(number)s records turn or vanish at once: write this number in words.",
        number,
    )
    wrong = _("“%(said)s” is not the number that was asked for.")
    return Unconfirmed(f"{wrong} {asked}" if said else asked, params=params)
