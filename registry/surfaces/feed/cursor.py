"""Cursors: up to which state a client has read a channel. Opaque to the client, who gives them back as they are."""

import base64
import re
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from registry.surfaces.feed.channel import Channel
from registry.terms import DeviceClass

FORM = re.compile(r"1:([1-9]\d{0,8}):([-a-zA-Z0-9_]{1,80}/[a-z_]{1,40}):(\d{1,12}):([0-9a-f]{16})", re.ASCII)
LONGEST = 250


@dataclass(frozen=True)
class Cursor:
    """The state of a channel up to which a client has read.

    `mark` is how the digest of the state's publication begins: a registry that was set back and went on
    otherwise comes to the same seq, though not to the same digest. There is no secret in it, and nothing to
    be gained by making one up: whoever does gets what changed after some other seq.
    """

    epoch: int
    channel: str
    seq: int
    mark: str

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the cursor of the state of a channel."""
        return cls(settings.FEED_EPOCH, channel.name, channel.seq, channel.mark)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the cursor that was written as a text. Raises a problem where it is none of ours."""
        try:
            padded = text + "=" * (-len(text) % 4)
            plain = base64.b64decode(padded.encode("ascii"), b"-_", validate=True).decode("ascii")
        except ValueError:
            plain = ""
        found = FORM.fullmatch(plain) if len(text) <= LONGEST else None
        cursor = found and cls(int(found[1]), found[2], int(found[3]), found[4])
        if not cursor or str(cursor) != text or cursor.channel.partition("/")[2] not in DeviceClass.values:
            sentence = _("Give the cursor as the feed gave it to you, or leave it out to take the full feed.")
            raise ValidationError({"since": [sentence]})
        return cursor

    def __str__(self) -> str:
        """Return the cursor as a text, which fits into an address as it is."""
        plain = f"1:{self.epoch}:{self.channel}:{self.seq}:{self.mark}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
