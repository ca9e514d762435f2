"""Formats: the one plain interface behind which each of them stands. An eleventh is one more file beside the ten."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item, Omission, Reading, Selection, select
from registry.surfaces.exports.standing import Ground, Identifier
from registry.terms import BaselineRole, DeviceClass, IdentifierKind

PHONES = (DeviceClass.PROFESSIONAL_PHONE, DeviceClass.PROFESSIONAL_TABLET)
WORKSTATIONS = (DeviceClass.WORKSTATION,)


@dataclass(frozen=True)
class Export:
    """What a file is written from: what it is to say, and where it comes from.

    `address` is where the file lies, `origin` what the addresses in it begin with. `before` is what the file said
    in an earlier state, None unless one was asked for.
    """

    selection: Selection
    origin: str
    address: str
    before: Selection | None = None

    @property
    def ground(self) -> Ground:
        """Return what stands in the channel."""
        return self.selection.ground

    @property
    def mode(self) -> Mode:
        """Return the mode of the file."""
        return self.selection.mode

    @property
    def stamp(self) -> str:
        """Return what tells the state of the file, in ASCII and on one line, for formats that allow a comment."""
        channel = self.ground.channel
        return (
            f"Aval {channel.name} revision={channel.revision} day={channel.day} seq={channel.seq}"
            f" digest={channel.digest} {self.address}"
        )


class Format(ABC):
    """A format: what it is called, whom it serves, what it knows applications by, and how it is written."""

    name: ClassVar[str]
    """Its name in addresses, which never changes."""
    label: ClassVar[Promise | str]
    description: ClassVar[Promise]
    """What takes the file, and how: a sentence for whoever manages devices."""
    media_type: ClassVar[str]
    suffix: ClassVar[str]
    """How the name of the file ends, e.g. `.json`."""
    devices: ClassVar[tuple[DeviceClass, ...]]
    modes: ClassVar[tuple[Mode, ...]] = (Mode.DEFAULT_ALLOW, Mode.DEFAULT_DENY)
    kinds: ClassVar[frozenset[IdentifierKind]]
    has_minimum: ClassVar[bool] = False
    """Whether it can demand a minimum version."""
    has_conditions: ClassVar[bool] = False
    """Whether it states conditions that are for people to keep."""
    required: ClassVar[frozenset[BaselineRole]] = frozenset()
    """The roles without which a default-deny file would make devices useless: each needs an identifier here."""
    role_kinds: ClassVar[frozenset[IdentifierKind] | None] = None
    """The kinds of identifiers that fill a required role, None where all that it knows do."""
    most: ClassVar[int | None] = None
    """How many identifiers a file may name at most, None where there is no limit; more are refused, never cut."""
    most_minima: ClassVar[int | None] = None
    """How many minimum versions it may demand at most."""
    most_bytes: ClassVar[int | None] = None
    """How long a file may be for what takes it; a format that sets it says how long its files become."""
    needs_before: ClassVar[bool] = False
    """Whether it tells what changed since an earlier state, which must then be asked for."""

    @property
    def tagged(self) -> str:
        """Return what the bytes depend on beside the state: its name, and what it is configured with."""
        return self.name

    def lacks(self) -> Promise | None:
        """Return what has to be configured before it can be written, None where nothing has."""
        return None

    def required_on(self, device: DeviceClass) -> frozenset[BaselineRole]:
        """Return the roles that are required on a class of devices: no tablet needs a telephone."""
        if device == DeviceClass.PROFESSIONAL_TABLET:
            return self.required - {BaselineRole.TELEPHONE}
        return self.required

    @abstractmethod
    def write(self, export: Export) -> bytes:
        """Return the file. The same state gives the same bytes; two states differ where what they say does."""

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why an identifier of one of its kinds cannot be written, None where it can."""
        return None

    def key(self, identifier: Identifier) -> object:
        """Return what is the same for two identifiers that the format cannot tell apart."""
        return identifier.kind, identifier.value

    def written(self, selection: Selection) -> Sequence[Item]:
        """Return the items that a file names, which its limit counts."""
        return (*selection.denied, *selection.allowed) if selection.mode == Mode.DEFAULT_DENY else selection.denied

    def bytes_of(self, selection: Selection) -> int:
        """Return how many bytes a file takes at most, 0 where no limit is set."""
        return 0

    def eclipsed(self, selection: Selection) -> Sequence[Omission]:
        """Return the items that cannot be said beside the others, each with why: they are left out of the file."""
        return ()

    def further(self, selection: Selection) -> Sequence[Omission]:
        """Return what it leaves unsaid beside what follows from its kinds."""
        return ()

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads a file has to know of its effects on devices."""
        return ()

    def select(self, ground: Ground, mode: Mode) -> Selection:
        """Return what a file is to say of what stands."""
        reading = Reading(self.kinds, self.has_minimum, self.has_conditions, self.why_not, self.key)
        selection = select(ground, mode, reading)
        selection.leave_out(self.eclipsed(selection))
        selection.omissions += self.further(selection)
        selection.omissions.sort(key=lambda one: (one.standing.slug, one.cause.code, one.identifier or ()))
        return selection
