"""A round of the publisher: every channel is brought up to one state, from rows that are read once for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.conf import settings

from registry.catalogue.applications import ApplicationPlacement
from registry.channels.folder import turn
from registry.channels.heads import Content, Head
from registry.channels.ledger import Ledger
from registry.channels.lines import Lines
from registry.channels.pieces import Pieces
from registry.channels.sheets import Sheets
from registry.revisions.models import Revision
from registry.surfaces.feed.channel import SCHEMA, Channel, channels_of_now
from registry.surfaces.feed.ground import Ground, Read, moved_since
from registry.surfaces.feed.sources import Sources
from registry.surfaces.feed.turned import turned_since
from registry.surfaces.reading import snapshot
from registry.terms import DeviceClass

MOST_TURNED, MOST_READ = 1_000, 5_000
"""How many applications may have turned, and be read for it, so that channels are brought up to date by these alone."""


@dataclass(frozen=True)
class Turned:
    """What turned for a device class since a state: organisations, applications, and the sheets that it touches.

    The sheets have all applications that were ever in a category of one that turned, since these list it.
    """

    organisations: set[int]
    applications: set[int]
    sheets: Sheets | None

    @cached_property
    def names(self) -> set[str]:
        """Return the ids of the applications that turned."""
        subjects = self.sheets.sources.applications if self.sheets else {}
        return {one.slug for pk, one in subjects.items() if pk in self.applications}


class Round:
    """The channels in the state of now, which is that of one snapshot, and what is published of them."""

    def __init__(self) -> None:
        """Find the channels. One query."""
        self.channels = {(one.organisation.slug, one.device_class): one for one in channels_of_now()}
        self._origin = settings.PUBLIC_URL or f"http://localhost:{settings.DEMONSTRATION_PORT}"
        self._sheets: dict[DeviceClass, Sheets] = {}
        self._turned: dict[tuple[DeviceClass, int, date], Turned | None] = {}

    def ground(self, channel: Channel) -> Ground:
        """Return the ground of a channel. No query."""
        return Ground(channel, self._read)

    def digest_of(self, revision: int) -> str | None:
        """Return the digest of a publication, None where there is none of that number."""
        return self._digests.get(revision)

    def content(
        self, channel: Channel, ground: Ground, head: Head | None, ledger: Ledger | None, pieces: Pieces | None
    ) -> Content:
        """Return what a channel says: what its last state said wound on where that can be, else written anew."""
        if head and ledger and pieces and (content := self._wound_on(channel, ground, head, ledger, pieces)):
            return content
        lines, texts = dict[str, str](), dict[str, str]()
        for entry in self._sheets_of(channel.device_class).of(channel).entries():
            lines[entry.id], texts[entry.key] = entry.line, entry.text
        all_lines = Lines.of(lines)
        return Content(self._state(channel, ground, all_lines), all_lines, Pieces.cut(texts, all_lines.key))

    def stepped(self, head: Head) -> int | None:
        """Return the seq of the step that the publication after a head was, None where there was none."""
        clock = self._read.clock
        return clock.of_revision(head["revision"] + 1) if clock.last > head["revision"] else None

    @cached_property
    def _read(self) -> Read:
        return Read(next(iter(self.channels.values())))

    @cached_property
    def _digests(self) -> dict[int, str]:
        return dict(Revision.objects.values_list("number", "digest"))

    def _wound_on(self, channel: Channel, ground: Ground, head: Head, ledger: Ledger, pieces: Pieces) -> Content | None:
        """Return a content by what turned since a head, None where it has to be written anew."""
        step = self.stepped(head)
        if step is not None and step <= head["seq"]:
            return None
        then = replace(channel, revision=head["revision"], day=date.fromisoformat(head["day"]))
        turned = self._since(then, channel)
        if turned is None or turned.organisations & ground.above:
            return None
        changed, texts = dict[str, str | None](), dict[str, str | None]()
        if turned.sheets:
            told = set()
            for entry in turned.sheets.of(channel).entries(head["seq"], turned.names):
                told.add(entry.id)
                if entry.rev > head["seq"]:
                    changed[entry.id], texts[entry.id] = entry.line, entry.text
                elif entry.line != ledger.records.get(entry.id):
                    return None
            gone = [name for name in turned.names - told if name in ledger.records]
            changed, texts = changed | dict.fromkeys(gone), texts | dict.fromkeys(gone)
        lines = ledger.records.replaced(changed)
        return Content(self._state(channel, ground, lines), lines, pieces.replaced(texts, lines.key))

    def _since(self, then: Channel, now: Channel) -> Turned | None:
        """Return what turned for a device class since a state, None where it is too much. Some dozen queries, once."""
        key = now.device_class, then.revision, then.day
        if key not in self._turned:
            self._turned[key] = self._turned_since(then, now)
        return self._turned[key]

    def _turned_since(self, then: Channel, now: Channel) -> Turned | None:
        seats = {one.organisation.pk for one in self.channels.values()}
        moved = moved_since(then, now.day)
        turned = turned_since(then, now, seats)
        if not turned:
            return Turned(moved, turned, None)
        categories = ApplicationPlacement.objects.filter(application__in=turned).values("category")
        beside = ApplicationPlacement.objects.filter(category__in=categories)
        wanted = turned | set(beside.values_list("application", flat=True).distinct())
        if len(turned) > MOST_TURNED or len(wanted) > MOST_READ:
            return None
        return Turned(moved, turned, self._sheets_for(now, wanted))

    def _sheets_of(self, device_class: DeviceClass) -> Sheets:
        if device_class not in self._sheets:
            self._sheets.clear()  # one class at a time: those of all would take four times the memory
            some = next(one for one in self.channels.values() if one.device_class == device_class)
            self._sheets[device_class] = self._sheets_for(some, None)
        return self._sheets[device_class]

    def _sheets_for(self, channel: Channel, only: set[int] | None) -> Sheets:
        read = self._read
        essential = {entry.application_id for entry in read.baselines.entries}
        if only is not None:
            essential &= only
        sources = Sources(channel, read.clock, read.tree, essential, only=only)
        of_class = {
            one.organisation.pk: one for one in self.channels.values() if one.device_class == channel.device_class
        }
        return Sheets(read, sources, of_class, self._origin)

    def _state(self, channel: Channel, ground: Ground, lines: Lines) -> dict[str, object]:
        """Return the members by which a full begins."""
        return {
            "schema": SCHEMA,
            "channel": channel.name,
            "epoch": settings.FEED_EPOCH,
            "seq": channel.seq,
            "revision": channel.revision,
            "day": channel.day.isoformat(),
            "default_rule": ground.default_rule.value,
            "record_count": len(lines),
            "state_digest": lines.digest,
        }


@contextmanager
def opened_round() -> Iterator[Round]:
    """Wait for the turn to publish and hold it, and look at the registry only then: nobody else has published since."""
    with turn(), snapshot():
        yield Round()
