"""The ledger of a channel: of each application its id, its rev and its status, kept from one state to the next.

The digest of a state is over all of its records, and nobody can write it in less time than it takes to read
them all. So a process that answers for a channel keeps these lines, and brings them up to date by what has
turned since: work in proportion to the change. What cannot be brought up to date is made anew: after a
change of the ground, or where the state that was kept is not one of this registry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registry.revisions.models import Revision
from registry.surfaces.feed.alternatives import Shelves
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.concerned import Subject
from registry.surfaces.feed.ground import Ground
from registry.surfaces.feed.leaves import Leaves, Line
from registry.surfaces.feed.records import UNUSABLE, Record, records, turned
from registry.surfaces.feed.state import State
from registry.surfaces.feed.turned import turned_since


@dataclass(frozen=True)
class Ledger:
    """The lines of a channel in one state, in the order of their ids; nothing in it ever changes.

    `fresh` is the state of what turned last, from which those records can be written without reading anything.
    """

    ground: Ground
    lines: Leaves
    shelves: Shelves
    fresh: State | None = field(default=None, repr=False)

    @property
    def channel(self) -> Channel:
        """Return the channel in the state for which the ledger stands."""
        return self.ground.channel

    def written(self, changed: Iterable[Line], origin: str) -> Iterator[Record]:
        """Yield the records of some lines, in the order of their ids. Seven queries, or none."""
        wanted = {line.application for line in changed if line.status}
        if not wanted:
            return
        state = self.fresh
        if state is None or not wanted <= state.members.keys():
            state = State(self.channel, self.ground, wanted, self.shelves)
        yield from records(state, origin, wanted)

    def is_of_this_past(self) -> bool:
        """Tell whether its publication is one of this registry as it is now. One query."""
        then = self.channel
        return Revision.objects.filter(number=then.revision, digest=then.digest).exists()

    def wound_on(self, channel: Channel) -> "Ledger | None":
        """Return the ledger of a later state; None where it has to be made anew. Ten queries."""
        then = self.channel
        if channel.revision < then.revision or channel.day < then.day:
            return None
        if (ground := self.ground.wound_on(channel)) is None:
            return None
        if channel.revision > then.revision and ground.clock.of_revision(then.revision + 1) <= then.seq:
            return None  # it was begun before a midnight and done after it: its steps lie where we were already
        candidates = turned_since(then, channel, ground.above)
        if len(candidates) > max(len(self.lines) // 4, 100):
            return None
        fresh = State(channel, ground, candidates, self.shelves)
        on_the_shelves = self.shelves.wound_on(fresh.members.values(), fresh.chain, fresh.clock, then.seq)
        fresh.shelves = on_the_shelves
        lines = self.lines.with_lines(_lines(fresh))
        # A list of alternatives shows in the records of its whole category, whether or not they turned.
        lists = {
            category: listed.turned for category, listed in on_the_shelves.lists.items() if listed.turned > then.seq
        }
        lines = lines.with_lines(
            line._replace(rev=lists[line.category])
            for line in lines.of_categories(lists.keys())
            if line.category is not None and line.rev < lists[line.category]
        )
        return Ledger(ground, lines, on_the_shelves, fresh)


def open_ledger(state: State) -> Ledger:
    """Return the ledger of a state that was read whole."""
    return Ledger(state.ground, Leaves().with_lines(_lines(state)), state.shelves)


def _lines(state: State) -> Iterator[Line]:
    """Yield the lines of the applications of a state."""
    recorded = {record["id"]: record for record in records(state, "")}
    return (_line(state, one, recorded.get(one.slug)) for one in state.applications)


def _line(state: State, application: Subject, record: Record | None) -> Line:
    """Return the line of an application: that of its record, where it has one."""
    slug, pk = application.slug, application.pk
    if record is None:
        return Line(slug, pk, turned(state, application), "", None)
    unusable = record["status"] in UNUSABLE
    category = state.members[pk].category(state.clock, state.clock.now) if unusable else None
    return Line(slug, pk, record["rev"], record["status"], category)
