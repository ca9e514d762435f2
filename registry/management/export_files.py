"""The files for device management, laid into a folder: each put there whole, and left alone where it says the same."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rest_framework.exceptions import APIException, ValidationError

from registry.channels.folder import put
from registry.surfaces.exports import asked
from registry.surfaces.exports.format import Format
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.made import Order, export_of, file_of
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.report import report
from registry.surfaces.exports.standing import Ground, ground_of
from registry.surfaces.feed.channel import channels_of_now
from registry.surfaces.reading import snapshot
from registry.terms import DeviceClass

WRITTEN, UNCHANGED, REFUSED = "written", "unchanged", "refused"


class Done(NamedTuple):
    """What became of a file: its name, one of the words above, and why where it is refused."""

    name: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which files are wanted, below which origin their addresses are; without a mode, that of the default rule.

    A format that has no such mode, or that tells of changes while no state is named, is wanted only where it is
    `named` itself: it is refused then, and left out otherwise.
    """

    origin: str
    organisations: Collection[str]
    devices: Collection[DeviceClass]
    formats: Collection[Format]
    mode: Mode | None = None
    since: Loaded | None = None
    named: bool = False

    def channels(self) -> list[tuple[str, DeviceClass]]:
        """Return the channels for which any of the formats is written."""
        served = {device for one in self.formats for device in one.devices}
        return [(slug, one) for slug in self.organisations for one in self.devices if one in served]


def in_being() -> list[str]:
    """Return the slugs of the organisations that have not ended. One query."""
    return sorted({one.organisation.slug for one in channels_of_now() if one.ends_on is None or one.ends_on > one.day})


def export_to(folder: Path, wanted: Wanted, channel: tuple[str, DeviceClass]) -> Iterator[Done]:
    """Write the files of a channel, each with its report beside it, and yield what became of each.

    What is refused leaves the file that is there: devices keep what they have until a person looks. Sixteen
    queries, and seventeen for each format that tells what changed since a state.
    """
    slug, device = channel
    with snapshot():
        try:
            ground = ground_of(asked.channel(slug, device, wanted.origin), wanted.origin)
        except APIException as error:
            yield Done(f"{slug}/{device}", REFUSED, _words(error))
            return
        for one in wanted.formats:
            mode = wanted.mode or Mode.of(ground.default_rule)
            is_told = mode in one.modes and (wanted.since is not None or not one.needs_before)
            if device in one.devices and (is_told or wanted.named):
                yield _export(folder / slug, one, ground, wanted)


def _export(folder: Path, format_: Format, ground: Ground, wanted: Wanted) -> Done:
    """Write a file and its report."""
    since = wanted.since if format_.needs_before else None
    mode = wanted.mode or Mode.of(ground.default_rule)
    order = Order(format_, ground.channel, wanted.origin, mode, since)
    name = order.file_name(mode)
    try:
        export = export_of(order, ground)
        told = json.dumps(report(format_, export), ensure_ascii=False, indent=2).encode() + b"\n"
        _put(folder / f"{name.removesuffix(format_.suffix)}.report.json", told)
        changed = _put(folder / name, file_of(order, export))
    except APIException as error:
        return Done(name, REFUSED, _words(error))
    return Done(name, WRITTEN if changed else UNCHANGED)


def _put(path: Path, raw: bytes) -> bool:
    """Put a file in its place unless it is there; tell whether it was put."""
    if path.is_file() and path.read_bytes() == raw:
        return False
    put(path, raw)
    return True


def _words(error: APIException) -> str:
    """Return why something is refused, in words."""
    if not isinstance(error, ValidationError) or not isinstance(error.detail, dict):
        return str(error.detail)
    return " ".join(str(sentence) for sentences in error.detail.values() for sentence in sentences)
