"""The short way to "unchanged": what was asked before, in a state that is still the one of now."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from registry.revisions.models import today
from registry.surfaces.caching import known_tags, takes_gzip, unchanged
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.headers import cache_control, say_state
from registry.surfaces.kept import Kept

ADDRESSES_KEPT = 10_000

HEAD = "SELECT digest, day FROM registry_revision ORDER BY number DESC LIMIT 1"
"""The last publication. Written out: every poll asks it, and a queryset costs more to write than to answer."""


class Answered(NamedTuple):
    """What an address answered with, and in which state: the tag, the digest of the last publication, the day."""

    tag: str
    digest: str
    day: date


answered: Kept[Answered] = Kept(ADDRESSES_KEPT, lambda _answered: 1)


class UnchangedFeedMiddleware:
    """Tells who has an unchanged feed so, at the price of one query and of little else.

    It knows only what the view answered before, so that all that is to be refused is left to the view. It stands
    before sessions, languages and users, none of which has a say in a feed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers all else."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return that nothing changed where that is so, else the answer."""
        if not (tags := request.headers.get("if-none-match")) or (same := _still(request, tags)) is None:
            return self.get_response(request)
        response = unchanged(same.tag, zipped=takes_gzip(request.headers.get("accept-encoding", "")))
        response["Cache-Control"] = cache_control(same.day, timezone.now())
        say_state(response, same.digest)
        return response


def note(request: HttpRequest, channel: Channel, tag: str) -> None:
    """Note what an address answers with in the state of now."""
    answered.put(_key(request), Answered(tag, channel.digest, channel.day))


def _still(request: HttpRequest, tags: str) -> Answered | None:
    """Return what an address answered with, where whoever asks has it and it is the answer still. One query at most.

    Whatever an answer depends on turns with a publication or with the day, so these two alone are asked. The day is
    read first, as it is where a channel is found.
    """
    if request.method not in ("GET", "HEAD") or (before := answered.get(_key(request))) is None:
        return None
    if before.tag not in known_tags(tags):
        return None
    day = today()
    head = _head()
    return before if head and (head[0], max(day, head[1])) == (before.digest, before.day) else None


def _head() -> tuple[str, date] | None:
    """Return the digest and the day of the last publication, None where the database cannot be asked right away.

    The question is itself the check whether a kept connection still lives, for which Django would ask another one
    first: where it fails, the ordinary way checks, connects anew, and says what is wrong.
    """
    kept: Any = connection  # the stubs do not know that it is checked
    unchecked, kept.health_check_done = kept.health_check_done, True
    try:
        with kept.cursor() as cursor:
            cursor.execute(HEAD)
            head: tuple[str, date] | None = cursor.fetchone()
    except Error:
        kept.health_check_done = unchecked
        return None
    return head


def _key(request: HttpRequest) -> tuple[object, ...]:
    return settings.FEED_EPOCH, request.scheme, request.get_host(), request.get_full_path()
