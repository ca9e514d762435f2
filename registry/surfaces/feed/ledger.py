"""The ledger of a channel: of each application its id, its rev and its status, kept from one state to the next.

The digest of a state is over all of its records, and nobody can write it in less time than it takes to read
them all. So a process that answers for a channel keeps these lines, and brings them up to date by what has
turned since: work in proportion to the change. What cannot be brought up to date is made anew: after a
change of the ground, or where the state that was kept is not one of this registry.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from registry.catalogue.applications import Application
from registry.revisions.models import Revision
from registry.surfaces.feed.alternatives import Shelves
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.ground import Ground
from registry.surfaces.feed.records import UNUSABLE, Record, records, turned
from registry.surfaces.feed.state import State
from registry.surfaces.feed.turned import turned_since


class Line(NamedTuple):
    """What the ledger says of an application: a record, or that there was one and is no more.

    `status` is empty where there is no record; `category` is the one whose list of alternatives it shows.
    """

    id: str
    rev: int
    status: str
    category: int | None

    @property
    def text(self) -> str:
        """Return the line that the digest of the state covers."""
        return f"{self.id} {self.rev} {self.status}\n" if self.status else ""


@dataclass(frozen=True)
class Ledger:
    """The lines of a channel in one state, in the order of their ids; nothing in it ever changes.

    `fresh` is the state of what turned last, from which those records can be written without reading anything.
    """

    ground: Ground
    lines: Mapping[int, Line]
    shelves: Shelves
    fresh: State | None = field(default=None, repr=False)

    @property
    def channel(self) -> Channel:
        """Return the channel in the state for which the ledger stands."""
        return self.ground.channel

    @cached_property
    def digest(self) -> str:
        """Return SHA-256 in hexadecimal over the lines, as `state_digest` does."""
        return hashlib.sha256("".join(line.text for line in self.lines.values()).encode()).hexdigest()

    @cached_property
    def count(self) -> int:
        """Return the number of records."""
        return sum(1 for line in self.lines.values() if line.status)

    def changed_since(self, base: int) -> dict[int, Line]:
        """Return the lines of all that changed after a seq."""
        return {key: line for key, line in self.lines.items() if line.rev > base}

    def written(self, wanted: Iterable[int], origin: str) -> Iterator[Record]:
        """Yield the records of some applications, in the order of their ids. Eight queries, or none."""
        only = set(wanted)
        if not only:
            return
        state = self.fresh
        if state is None or not only <= state.members.keys():
            state = State(self.channel, self.ground, only, self.shelves)
        ids = {self.lines[key].id for key in only}
        yield from (record for record in records(state, origin) if record["id"] in ids)

    def is_of_this_past(self) -> bool:
        """Tell whether its publication is one of this registry as it is now. One query."""
        then = self.channel
        return Revision.objects.filter(number=then.revision, digest=then.digest).exists()

    def wound_on(self, channel: Channel) -> "Ledger | None":
        """Return the ledger of a later state; None where it has to be made anew. Some twelve queries."""
        then = self.channel
        if channel.revision < then.revision or channel.day < then.day or not self.is_of_this_past():
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
        lines = {**self.lines, **_lines(fresh)}
        # A list of alternatives shows in the records of its whole category, whether or not they turned.
        lists = {
            category: listed.turned for category, listed in on_the_shelves.lists.items() if listed.turned > then.seq
        }
        if lists:
            for key, line in lines.items():
                if line.category in lists and line.rev < lists[line.category]:
                    lines[key] = line._replace(rev=lists[line.category])
        if lines.keys() != self.lines.keys():
            lines = _in_order(lines)
        return Ledger(ground, lines, on_the_shelves, fresh)


def open_ledger(state: State) -> Ledger:
    """Return the ledger of a state that was read whole."""
    return Ledger(state.ground, _in_order(_lines(state)), state.shelves)


def _lines(state: State) -> dict[int, Line]:
    """Return the lines of the applications of a state."""
    recorded = {record["id"]: record for record in records(state, "")}
    return {one.pk: _line(state, one, recorded.get(one.slug)) for one in state.applications}


def _line(state: State, application: Application, record: Record | None) -> Line:
    """Return the line of an application: that of its record, where it has one."""
    if record is None:
        return Line(application.slug, turned(state, application), "", None)
    unusable = record["status"] in UNUSABLE
    category = state.members[application.pk].category(state.clock, state.clock.now) if unusable else None
    return Line(application.slug, record["rev"], record["status"], category)


def _in_order(lines: Mapping[int, Line]) -> dict[int, Line]:
    """Return lines in the order of their ids, which is the order of their texts: a blank comes before all letters."""
    return dict(sorted(lines.items(), key=lambda item: item[1].id))
