"""What a format makes of what stands: which identifiers it denies, which it allows, and what it leaves unsaid."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from registry.surfaces.exports.causes import (
    CONFLICT,
    NO_CONDITIONS,
    NO_IDENTIFIER,
    NO_MINIMUM_VERSION,
    UNDER_REVIEW,
    Cause,
)
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.standing import Ground, Identifier, Standing
from registry.terms import IdentifierKind, Outcome


class Item(NamedTuple):
    """An identifier that a file names, and the application that it is of."""

    standing: Standing
    identifier: Identifier


class Omission(NamedTuple):
    """What a file does not say of an application, or of one of its identifiers, and why."""

    standing: Standing
    cause: Cause
    identifier: Identifier | None = None


@dataclass(frozen=True)
class Reading:
    """How a format reads identifiers: the kinds that it knows, and why it cannot write one of them.

    `has_minimum` tells whether it can demand a version, `has_conditions` whether it states conditions; `key` returns
    what is the same for two identifiers that the format cannot tell apart.
    """

    kinds: frozenset[IdentifierKind]
    has_minimum: bool
    has_conditions: bool
    why_not: Callable[[Identifier], Cause | None]
    key: Callable[[Identifier], object]


@dataclass
class Selection:
    """What a format is to say in a mode; items stand in the order of slug, kind and value."""

    ground: Ground
    mode: Mode
    denied: list[Item] = field(default_factory=list)
    allowed: list[Item] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)

    @property
    def prohibited(self) -> list[Standing]:
        """Return the applications that are prohibited."""
        return [one for one in self.ground.standings if one.outcome == Outcome.PROHIBITED]

    @property
    def deadlines(self) -> list[Standing]:
        """Return the applications with a deadline that is still ahead, though the file enforces what holds already."""
        today = self.ground.channel.day
        return [one for one in self.ground.standings if one.comply_by and one.comply_by >= today]

    @property
    def recognised(self) -> int:
        """Return how many of the prohibited applications the file names."""
        return len({item.standing.slug for item in self.denied})

    def leave_out(self, omissions: Sequence[Omission]) -> None:
        """Leave out the identifiers of these omissions."""
        gone = {one.identifier for one in omissions}
        if gone:
            self.omissions += omissions
            self.denied[:] = [item for item in self.denied if item.identifier not in gone]
            self.allowed[:] = [item for item in self.allowed if item.identifier not in gone]


def select(ground: Ground, mode: Mode, reading: Reading) -> Selection:
    """Return what a format is to say of what stands, by the table of what a ruling becomes (docs/exports.md)."""
    chosen = Selection(ground, mode)
    for standing in ground.standings:
        if standing.outcome == Outcome.PROHIBITED:
            chosen.denied += _known(standing, reading, chosen.omissions)
        elif standing.is_ruled_usable or (standing.is_essential and mode == Mode.DEFAULT_DENY):
            chosen.allowed += _known(standing, reading, chosen.omissions)
            chosen.omissions += _conditions(standing, reading)
        elif standing.outcome == Outcome.UNDER_REVIEW:
            chosen.omissions.append(Omission(standing, UNDER_REVIEW))
        if standing.is_essential and mode == Mode.DEFAULT_ALLOW:
            # Allowed as all the rest is; what is denied around it, or means it too, would take it from devices.
            chosen.allowed += _known(standing, reading, [])
    _leave_conflicts_out(chosen, reading)
    return chosen


def _known(standing: Standing, reading: Reading, omissions: list[Omission]) -> Iterator[Item]:
    """Yield the identifiers of an application that a format can write, and note those that it cannot."""
    known = [one for one in standing.identifiers if one.kind in reading.kinds]
    if not known:
        omissions.append(Omission(standing, NO_IDENTIFIER))
    for one in known:
        if cause := reading.why_not(one):
            omissions.append(Omission(standing, cause, one))
        else:
            yield Item(standing, one)


def _conditions(standing: Standing, reading: Reading) -> Iterator[Omission]:
    """Yield what is demanded of an application that a file allows without demanding it."""
    for one in standing.identifiers:
        if one.minimum and one.kind in reading.kinds and not reading.has_minimum:
            yield Omission(standing, NO_MINIMUM_VERSION, one)
    if standing.conditions and not reading.has_conditions:
        yield Omission(standing, NO_CONDITIONS)


def _leave_conflicts_out(chosen: Selection, reading: Reading) -> None:
    """Leave out what would deny one application and allow another: neither is what was ruled."""
    denied = {reading.key(item.identifier) for item in chosen.denied}
    both = denied & {reading.key(item.identifier) for item in chosen.allowed}
    if not both:
        return
    for items in (chosen.denied, chosen.allowed):
        chosen.omissions += [
            Omission(item.standing, CONFLICT, item.identifier) for item in items if reading.key(item.identifier) in both
        ]
        items[:] = [item for item in items if reading.key(item.identifier) not in both]
