"""What is held, and when a head was signed last: as the publisher's folder tells whoever serves or watches it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from registry.channels.folder import own, public, read_json
from registry.channels.signing import moment, opened


@dataclass(frozen=True)
class Held:
    """A channel whose last head stays until a person acts, why, and since when (RFC 3339, in UTC)."""

    organisation: str
    device_class: str
    why: str
    since: str
    turned: int
    dropped: int
    of: int

    @property
    def channel(self) -> str:
        """Return the name of the channel."""
        return f"{self.organisation}/{self.device_class}"

    @property
    def held_at(self) -> datetime:
        """Return since when, as a moment in Paris."""
        return datetime.fromisoformat(self.since).astimezone(timezone.get_default_timezone())


def held_channels() -> list[Held]:
    """Return the channels that are held, in the order of their names. No query."""
    return [held for path in sorted(own().glob("*/*/held.json")) if (held := _read(path)) is not None]


def last_signed() -> str | None:
    """Return when the youngest head was signed (RFC 3339), None where nothing was published yet. No query."""
    heads = sorted(public().glob("*/*/head.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in heads:
        with suppress(ValueError, KeyError, TypeError):  # a damaged one says nothing, and its channel is held
            return str(opened(path.read_bytes())["issued_at"])
    return None


def _read(path: Path) -> Held | None:
    """Return what a note says, None where the channel was let go this moment."""
    told = read_json(path)
    if told is None:
        if not path.exists():
            return None
        told = {"why": "damaged"}
    organisation, device_class = path.parts[-3:-1]
    since = told.get("since") or moment(path.stat().st_mtime)
    numbers = (int(told.get(name, 0)) for name in ("turned", "dropped", "of"))
    return Held(organisation, device_class, told["why"], since, *numbers)
