"""The bodies of the feed: written once for each state, and kept compressed while there is room."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer

from registry.surfaces import addresses
from registry.surfaces.caching import Body
from registry.surfaces.feed import problems
from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.cursor import Cursor
from registry.surfaces.feed.delta import delta
from registry.surfaces.feed.document import document
from registry.surfaces.feed.state import State
from registry.surfaces.kept import Kept

BYTES_KEPT = 64 * 2**20

bodies: Kept[Body] = Kept(BYTES_KEPT, lambda body: len(body.plain) + len(body.compressed))


def body_of(channel: Channel, cursor: Cursor | None, origin: str, tag: str) -> Body:
    """Return the full feed of a channel, or with a cursor what changed after it; its tag names it.

    Raises a problem where there is none.
    """
    if channel.is_past:
        return _written(channel, cursor, origin)
    with bodies.lane(tag):
        body = bodies.get(tag)
        if body is None:
            body = _written(channel, cursor, origin)
            bodies.put(tag, body)
    return body


def _written(channel: Channel, cursor: Cursor | None, origin: str) -> Body:
    """Return a body that is written anew."""
    if cursor:
        return _json(delta(channel, cursor, origin) | _onwards(channel, origin))
    state = State(channel)
    if state.denies_all:
        raise problems.no_baseline(channel)
    told = document(state, origin)
    return _json(told if channel.is_past else told | _onwards(channel, origin))


def _onwards(channel: Channel, origin: str) -> dict[str, str]:
    """Return how to go on: the cursor of the state, and the address that gives what changes after it."""
    cursor = str(Cursor.of(channel))
    return {
        "cursor": cursor,
        "next": addresses.feed_since(origin, channel.organisation.slug, channel.device_class, cursor),
    }


def _json(told: Mapping[str, Any]) -> Body:
    """Return a document in the shortest JSON."""
    return Body(JSONRenderer().render(told))
