"""The state of a channel: all that its records are written from."""

from collections.abc import Collection

from registry.surfaces.feed.alternatives import Member, Shelves, shelves
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.ground import Ground
from registry.surfaces.feed.sources import Sources


class State:
    """What holds in a channel, and all that led to it.

    Seven queries however many applications there are, besides those of the ground; none where the sources
    were read already, for all channels of the device class. With `only`, of these applications alone; the
    lists of alternatives, which need them all, are then given, unless nobody asks for records of what may
    not be used.
    """

    def __init__(
        self,
        channel: Channel,
        ground: Ground | None = None,
        only: Collection[int] | None = None,
        offered: Shelves | None = None,
        sources: Sources | None = None,
    ) -> None:
        """Read the state of a channel."""
        self.channel, self.ground = channel, ground or Ground(channel)
        self.clock, self.chain = self.ground.clock, self.ground.chain
        self.default_rule, self.baseline, self.seated = (
            self.ground.default_rule,
            self.ground.baseline,
            self.ground.seated,
        )
        seat, device_class = channel.organisation.pk, channel.device_class
        above, essential = self.ground.above, self.baseline.applications
        read = sources or Sources(channel, self.clock, self.ground.tree, essential, only=only, seat=seat)  # 7
        wanted = read.applications.keys() if only is None else read.applications.keys() & set(only)
        self.rows = {pk: [row for row in read.rows.get(pk, ()) if row.organisation in above] for pk in wanted}
        self.applications = sorted(
            (read.applications[pk] for pk, rows in self.rows.items() if rows or pk in essential),
            key=lambda one: one.slug,
        )
        self.identified, self.reasons = read.identified, read.reasons
        self.members = {one.pk: Member(one.slug, self.rows[one.pk], read.places[one.pk]) for one in self.applications}
        self.shelves = offered or shelves(self.members.values(), self.chain, self.clock, since=self.seated)
        self.runs = {one.pk: read.runs.run(one.pk, seat, device_class, channel.day) for one in self.applications}

    @property
    def denies_all(self) -> bool:
        """Tell whether devices are denied what is not listed, and nothing that they cannot do without is listed."""
        return self.ground.denies_all
