"""The sheets of a device class: the records of each channel, written from those of the channel above it.

Most of what a ministry's devices are told is what the root says, word for word, but for the address, the list of
alternatives and the `rev`. So where an organisation has stood below one other since always, only what it ruled on
itself is read anew.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from registry.channels.lines import CATEGORY, mark
from registry.channels.signing import compact
from registry.surfaces import addresses
from registry.surfaces.feed.alternatives import Listed
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.ground import Ground, Read
from registry.surfaces.feed.offered import Offered
from registry.surfaces.feed.records import Draft, drafts
from registry.surfaces.feed.sources import Sources
from registry.surfaces.feed.state import State

PLACE = "-"
"""Stands for the id of an application in an address that is taken apart."""


class Entry(NamedTuple):
    """A record as it is published: its line in the ledger, and its text."""

    id: str
    rev: int
    line: str
    text: str

    @property
    def key(self) -> str:
        """Return by what the record is packed beside others."""
        return self.line[-CATEGORY:] + self.id


class Core(NamedTuple):
    """What the records of an application say alike in a channel and in those below that have nothing to add.

    `start` and `rest` are its text but for the `rev` between them, and for address and alternatives after them.
    """

    id: str
    rev: int
    told: str
    start: str
    rest: str
    category: int | None
    is_usable: bool

    def key(self) -> str:
        """Return by what a record of it is packed beside others."""
        return self.told[-CATEGORY:] + self.id

    @classmethod
    def of(cls, draft: Draft) -> "Core":
        """Return the core of a draft."""
        record = draft.record
        said = {name: value for name, value in record.items() if name not in ("id", "rev", "url", "alternatives")}
        start = compact({"id": record["id"]}).decode()[:-1] + ',"rev":'
        told = f"{record['status']} {mark(record, draft.category)}"
        rest = "," + compact(said).decode()[1:-1]
        return cls(record["id"], record["rev"], told, start, rest, draft.category, draft.is_usable)


@dataclass(frozen=True)
class Sheet:
    """The records of a channel, by application, with what is offered in it."""

    ground: Ground
    cores: Mapping[int, Core]
    offered: Offered
    origin: str

    def entries(self, since: int = 0, always: Collection[str] = ()) -> Iterator[Entry]:
        """Yield the records as they are published, in the order of their keys.

        With a seq only those that changed after it, and those of some ids whether they changed or not.
        """
        channel, seated, shelves = self.ground.channel, self.ground.seated, self.offered.shelves
        address = addresses.answer(self.origin, PLACE, channel.organisation.slug, channel.device_class)
        before, after = (compact(part).decode()[1:-1] for part in address.rsplit(f"/{PLACE}?", 1))
        ends: dict[int | None, tuple[Listed, str]] = {}
        for core in sorted(self.cores.values(), key=Core.key):
            rev, listed = max(core.rev, seated), "[]"
            if not core.is_usable:
                if core.category not in ends:
                    shown = shelves.listed(core.category)
                    ends[core.category] = shown, compact(shown.slugs).decode()
                of_list, listed = ends[core.category]
                rev = max(rev, of_list.turned)
            if rev <= since and core.id not in always:
                continue
            text = f'{core.start}{rev}{core.rest},"url":"{before}/{core.id}?{after}","alternatives":{listed}}}'
            yield Entry(core.id, rev, f"{rev} {core.told}", text)


class Sheets:
    """The sheets of the channels of a device class in one state, of all applications or of some."""

    def __init__(self, read: Read, sources: Sources, channels: Mapping[int, Channel], origin: str) -> None:
        """Take what they are written from, the channels by their organisations, and below what their addresses are."""
        self._read, self.sources, self._channels, self._origin = read, sources, channels, origin
        self._sheets: dict[int, Sheet] = {}

    def of(self, channel: Channel) -> Sheet:
        """Return the sheet of a channel. No query."""
        seat = channel.organisation.pk
        if seat not in self._sheets:
            ground = Ground(channel, self._read)
            above = self._above(ground)
            self._sheets[seat] = self._alone(ground) if above is None else self._below(self.of(above), ground)
        return self._sheets[seat]

    def _above(self, ground: Ground) -> Channel | None:
        """Return the channel above, None where one was not always below it, under the same rule and without an end."""
        tree, channel = ground.tree, ground.channel
        seat = channel.organisation.pk
        parents = tree.parents.ever(seat)
        if len(parents) != 1 or tree.parents.turns(seat) or seat in tree.ends:
            return None
        parent = self._channels.get(parents.pop())
        if parent is None or tree.default_rule(parent.organisation.pk, channel.day) != ground.default_rule:
            return None
        return parent

    def _alone(self, ground: Ground) -> Sheet:
        state = State(ground.channel, ground, offered=NOTHING.shelves, sources=self.sources)
        offered = Offered.of(state.members.values(), state.chain, state.clock, since=state.seated)
        return Sheet(ground, self._cores(state), offered, self._origin)

    def _below(self, above: Sheet, ground: Ground) -> Sheet:
        own = set(ground.baseline.applications)
        for organisation in ground.above - above.ground.above:
            own |= self.sources.ruled_by.get(organisation, set())
        state = State(ground.channel, ground, own, NOTHING.shelves, self.sources)
        offered = above.offered.below(state.members.values(), state.chain, state.clock, since=state.seated)
        cores = {application: core for application, core in above.cores.items() if application not in own}
        return Sheet(ground, cores | self._cores(state), offered, self._origin)

    def _cores(self, state: State) -> dict[int, Core]:
        return {draft.application: Core.of(draft) for draft in drafts(state, self._origin)}


NOTHING = Offered({}, {}, 0)
