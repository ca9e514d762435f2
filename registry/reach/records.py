"""How many records a channel has in a state, of which so many turn."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from registry.terms import Rule

COUNTED = """
WITH asked AS (
    SELECT * FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::date[], %s::int[], %s::bool[])
        AS asked (place, above, device_class, day, revision, denies)
)
SELECT place, count(DISTINCT application_id) FROM (
    SELECT asked.place, verdict.application_id FROM asked JOIN registry_verdict AS verdict
        ON verdict.organisation_id = asked.above AND verdict.device_class = asked.device_class
        AND verdict.valid @> asked.day
        AND verdict.revision_from <= asked.revision AND verdict.revision_to > asked.revision
    UNION ALL
    SELECT asked.place, entry.application_id FROM asked JOIN registry_baselineentry AS entry
        ON asked.denies AND entry.organisation_id = asked.above AND entry.revision_id <= asked.revision
        AND (entry.known_until_id IS NULL OR entry.known_until_id > asked.revision)
) AS told GROUP BY place
"""
"""A record is written of what a ruling says something of, of whoever stands above; and, where what is unlisted is
denied, of what a baseline lists."""


class Place(NamedTuple):
    """A channel on a day."""

    organisation: int
    device_class: str
    day: date


class Asked(NamedTuple):
    """The state in which a place is before something turns there: those above it, the day, and what is known."""

    place: Place
    above: tuple[int, ...]
    day: date
    revision: int
    rule: Rule


def counted(asked: Iterable[Asked]) -> dict[Place, int]:
    """Return how many records each state has. One query, none where nothing is asked."""
    asked = list(asked)
    rows = [
        (number, above, one.place.device_class, one.day, one.revision, one.rule == Rule.DENY)
        for number, one in enumerate(asked)
        for above in one.above
    ]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [list(column) for column in zip(*rows, strict=True)])
        return {asked[number].place: count for number, count in cursor.fetchall()}
