"""Making a file: from what is asked to what is written, one way for addresses, pages and the command."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from registry.surfaces import addresses
from registry.surfaces.exports.format import Export, Format
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Ground, ground_of
from registry.surfaces.feed import asked
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.clock import clock

REPRESENTATION = 1
"""Rises whenever the same state is written in other bytes than before, so that no old ETag answers for them."""


@dataclass(frozen=True)
class Order:
    """What is asked for: a format, for a channel, in a mode, by default that of its default rule.

    `since` is an earlier state, for the formats that tell what changed; None for none.
    """

    format: Format
    channel: Channel
    origin: str
    mode: Mode | None = None
    since: Loaded | None = None

    @property
    def address(self) -> str:
        """Return the address of the file."""
        return self._address()

    @property
    def report_address(self) -> str:
        """Return the address of the report on the file."""
        return self._address(report=True)

    def _address(self, *, report: bool = False) -> str:
        channel = self.channel
        return addresses.export(
            self.origin,
            channel.organisation.slug,
            self.format.name,
            device=channel.device_class,
            mode=self.mode,
            since=self.since and str(self.since),
            report=report,
        )

    @property
    def tag(self) -> str:
        """Return the entity tag of the file, without its quotes: it costs no more than to find the channel."""
        of = (self.channel.etag(self.origin), REPRESENTATION, self.format.tagged, self.address)
        return hashlib.sha256("\n".join(map(str, of)).encode()).hexdigest()[:32]

    def file_name(self, mode: Mode) -> str:
        """Return under which name the file is kept: the same for each state, so that a new one replaces the old."""
        channel = self.channel
        return f"aval-{channel.organisation.slug}-{channel.device_class}-{self.format.name}-{mode}{self.format.suffix}"


def export_of(order: Order, ground: Ground | None = None) -> Export:
    """Return what a file is written from. Fifteen queries; seventeen more where an earlier state is asked for."""
    ground = ground or ground_of(order.channel, order.origin)
    mode = order.mode or Mode.of(ground.default_rule)
    if mode not in order.format.modes:
        raise ValidationError({"mode": [_no_mode(order.format)]})
    before = None
    if order.format.needs_before:
        before = order.format.select(ground_of(_earlier(order), order.origin), mode)
    return Export(order.format.select(ground, mode), order.origin, order.address, before)


def file_of(order: Order, export: Export) -> bytes:
    """Return the file. Raises the problem for which it is refused."""
    if refused := refusal(order.format, export.selection):
        raise refused
    return order.format.write(export)


def _earlier(order: Order) -> Channel:
    """Return the channel in the earlier state that is asked for. Two queries."""
    channel = order.channel
    if order.since is None:
        sentence = _("Name the state that your devices have, as the file that you loaded last does.")
        raise ValidationError({"since": [sentence]})
    seq, mark = order.since
    known = clock(channel.revision, channel.day)
    revision, day = known.state_of(min(seq, channel.seq))
    if seq > channel.seq or (revision and mark not in ("", known.mark(revision))):
        sentence = _(
            "The registry never came to this state, or was put back from a backup since: load the whole of what holds"
            " now."
        )
        raise ValidationError({"since": [sentence]})
    if revision == 0:
        raise ValidationError({"since": [_("There was no publication yet in this state.")]})
    earlier = asked.channel(channel.organisation.slug, channel.device_class, day, revision)
    if not earlier.is_known:
        raise ValidationError({"since": [_("The registry did not know this organisation yet in this state.")]})
    return earlier


def _no_mode(format_: Format) -> str:
    return _("This format has no such mode. It has: %(modes)s.") % {"modes": ", ".join(format_.modes)}
