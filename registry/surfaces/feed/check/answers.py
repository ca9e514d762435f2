"""What is answered of each identifier: what holds for its application in a channel, or that nothing does."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from registry.surfaces import addresses
from registry.surfaces.feed.alternatives import Shelves
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.check.matching import Match, Read
from registry.surfaces.feed.ground import Ground
from registry.surfaces.feed.records import Record, records
from registry.surfaces.feed.state import State
from registry.terms import UNLISTED

TOLD = ("conditions", "effective_on", "comply_by", "until", "reason", "url")
"""What is told of a record as the feed has it; its list of alternatives stands on its page."""


class Answers:
    """What holds in a channel for some applications."""

    def __init__(self, channel: Channel, applications: Collection[int], origin: str) -> None:
        """Read it. Sixteen queries, however many applications there are."""
        self._ground = Ground(channel)
        nothing_offered = Shelves({}, {}, 0)
        state = State(channel, self._ground, applications, nothing_offered)
        self._records: Mapping[str, Record] = {record["id"]: record for record in records(state, origin)}
        self._channel, self._origin = channel, origin

    def head(self) -> dict[str, Any]:
        """Return for what the answers hold: the channel, its state, and what unlisted means there."""
        channel = self._channel
        return {
            "channel": channel.name,
            "seq": channel.seq,
            "revision": channel.revision,
            "day": channel.day.isoformat(),
            "default_rule": self._ground.default_rule.value,
        }

    def of_read(self, read: Read, match: Match | None) -> dict[str, Any]:
        """Return the answer to an identifier that was sent."""
        noted = {"note": read.note} if read.note else {}
        return {"kind": read.kind, "value": read.value} | noted | self._verdict(match)

    def of_bucket(self, prefix: str, found: Sequence[tuple[str, Match]]) -> dict[str, Any]:
        """Return the answer to a prefix: every identifier whose hash begins with it."""
        matches = [
            {"sha256": digest, "kind": match.kind, "value": match.value} | self._verdict(match)
            for digest, match in found
        ]
        return {"prefix": prefix, "matches": matches}

    def _verdict(self, match: Match | None) -> dict[str, Any]:
        """Return what holds for the application of an identifier."""
        if match is None:
            return {"application": None, "status": UNLISTED, "unlisted_means": self._ground.default_rule.value}
        record = self._records.get(match.slug)
        if record is None:
            channel = self._channel
            page = addresses.answer(self._origin, match.slug, channel.organisation.slug, channel.device_class)
            return {
                "application": match.slug,
                "status": UNLISTED,
                "unlisted_means": self._ground.default_rule.value,
                "url": page,
            }
        told: dict[str, Any] = {"application": match.slug, "status": record["status"], "name": record["name"]}
        told |= {name: value for name, value in record.items() if name in TOLD}
        for identifier in record["identifiers"]:
            if (identifier["kind"], identifier["value"]) == match[:2] and "min_version" in identifier:
                told["min_version"] = identifier["min_version"]
        return told
