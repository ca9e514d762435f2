"""How long heads can still be signed: as the published keyring tells whoever serves, administers or watches it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from registry.channels.custody import NoKey
from registry.channels.folder import public
from registry.channels.keyring import DAY, Keyring, read_keyring, seconds

WARNED = 21
"""With fewer days left somebody is to act: who announces the next key every 60 days, as docs/feed.md says, has 30."""


@dataclass(frozen=True)
class Expiry:
    """Until when devices believe what is signed, and how many whole days that leaves."""

    until: datetime
    days_left: int

    @property
    def is_near(self) -> bool:
        """Tell whether somebody is to act now."""
        return self.days_left < WARNED


def expiry() -> Expiry | None:
    """Return until when heads can be signed, None where there are no keys yet; damaged ones sign nothing. No query."""
    if not (public() / "keys.json").exists():
        return None
    now = time.time()
    try:
        until = signed_until(read_keyring(), now)
    except NoKey:
        until = now
    moment = datetime.fromtimestamp(until, UTC).astimezone(timezone.get_default_timezone())
    return Expiry(moment, int(until - now) // DAY)


def signed_until(keyring: Keyring, now: float) -> float:
    """Return until when one of the keys signs at every moment from now, and the keyring itself lives, in seconds."""
    until = now
    for key in sorted(keyring["operational"], key=lambda one: str(one["use_from"])):
        if seconds(key["use_from"]) <= until:
            until = max(until, seconds(key["use_until"]))
    return max(now, min(until, seconds(keyring["expires_at"])))
