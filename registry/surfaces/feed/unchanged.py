"""The short way to "unchanged": what was asked before, in a state that is still the one of now."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

from registry.revisions.models import Revision, today
from registry.surfaces.caching import known_tags
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.kept import Kept

ADDRESSES_KEPT = 10_000


class Answered(NamedTuple):
    """What an address answered with, and in which state: the tag, the digest of the last publication, the day."""

    tag: str
    digest: str
    day: date


answered: Kept[Answered] = Kept(ADDRESSES_KEPT, lambda _answered: 1)


def note(request: HttpRequest, channel: Channel, tag: str) -> None:
    """Note what an address answers with in the state of now."""
    answered.put(_key(request), Answered(tag, channel.digest, channel.day))


def still(request: HttpRequest) -> Answered | None:
    """Return what an address answered with, where whoever asks has it and it is the answer still. One query at most.

    Whatever an answer depends on turns with a publication or with the day, so these two alone are asked. The day is
    read first, as it is where a channel is found.
    """
    if (before := answered.get(_key(request))) is None:
        return None
    if before.tag not in known_tags(request.headers.get("If-None-Match", "")):
        return None
    day = today()
    head = Revision.objects.newest_first().values_list("digest", "day").first()
    return before if head and (head[0], max(day, head[1])) == (before.digest, before.day) else None


def _key(request: HttpRequest) -> tuple[object, ...]:
    return settings.FEED_EPOCH, request.scheme, request.get_host(), request.get_full_path()
