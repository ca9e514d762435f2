"""What publications hold, read in the database: an import may hold tens of thousands of rows, a page names ten things.

A publication never changes, so what is read of it is kept under its digest.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection

from registry.revisions.models import Revision

MOST_LINES = 10
"""How many things one publication names before the rest are counted."""
MOST_ROWS = 100
"""How many rows of one thing are read: an application may enter with thousands of identifiers."""

ABOUT = {
    "organisationend": "organisation",
    "organisationplacement": "organisation",
    "categoryplacement": "category",
    "applicationplacement": "application",
    "defaultrule": "organisation",
    "baselineentry": "application",
    "announcement": "announcement",
    "quote": "announcement",
    "source": "announcement",
    "announcedapplication": "announcement",
    "identifier": "application",
    "organisation": "organisation",
    "category": "category",
    "application": "application",
    "publisheridentifier": "publisher",
    "publisher": "publisher",
}
"""Which thing a row tells of, the weightiest row first: what ends and moves before what only describes.

Rulings, withdrawals and minimum versions are told by themselves.
"""

FIRST_THINGS = """
WITH row AS (
    SELECT revision.number, about.kind, about.weight, entry.place, told.form, told.form <> entry.change AS leaves,
           CASE WHEN about.row = about.kind THEN told.form ->> 'slug' ELSE told.form ->> about.kind END AS slug
    FROM registry_revision revision
    CROSS JOIN LATERAL jsonb_array_elements(revision.contents) WITH ORDINALITY entry (change, place)
    CROSS JOIN LATERAL (SELECT coalesce(entry.change -> 'retired', entry.change -> 'removed', entry.change)) told (form)
    JOIN unnest(%(rows)s::text[], %(kinds)s::text[]) WITH ORDINALITY about (row, kind, weight)
      ON about.row = told.form ->> 'row'
    WHERE revision.number = ANY (%(numbers)s)
), thing AS (
    SELECT number, kind, slug, count(*) OVER (PARTITION BY number) AS things,
           row_number() OVER (PARTITION BY number ORDER BY min(weight), min(place)) AS nth
    FROM row GROUP BY number, kind, slug
), told AS (
    SELECT number, kind, slug, things, nth, form, leaves, place,
           row_number() OVER (PARTITION BY number, kind, slug ORDER BY place) AS turn
    FROM thing JOIN row USING (number, kind, slug) WHERE nth <= %(lines)s
)
SELECT number, kind, slug, things, form, leaves FROM told WHERE turn <= %(most)s ORDER BY number, nth, place
"""

Form = dict[str, Any]


class Thing(NamedTuple):
    """What a line is about: its kind and its slug."""

    kind: str
    slug: str


class Row(NamedTuple):
    """A row of a publication as its contents write it down, and whether it leaves the registry."""

    form: Form
    leaves: bool


class Contents(NamedTuple):
    """The first things that a publication tells of, the weightiest first, and how many there are."""

    first: dict[Thing, list[Row]]
    things: int


def contents(revisions: Iterable[Revision]) -> dict[int, Contents]:
    """Return what publications hold, by their numbers. One query for those that nobody has asked for yet."""
    keys = {f"contents-{MOST_LINES}-{revision.digest}": revision.number for revision in revisions}
    kept: dict[str, Contents] = cache.get_many(keys)
    if missing := {key: number for key, number in keys.items() if key not in kept}:
        read = _read(list(missing.values()))
        fresh = {key: read.get(number, Contents({}, 0)) for key, number in missing.items()}
        cache.set_many(fresh, timeout=None)
        kept |= fresh
    return {number: kept[key] for key, number in keys.items()}


def _read(numbers: list[int]) -> dict[int, Contents]:
    """Return what publications hold; those that tell of nothing are left out."""
    found: dict[int, Contents] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            FIRST_THINGS,
            {
                "rows": list(ABOUT),
                "kinds": list(ABOUT.values()),
                "numbers": numbers,
                "lines": MOST_LINES,
                "most": MOST_ROWS,
            },
        )
        for number, kind, slug, things, form, leaves in cursor.fetchall():
            one = found.setdefault(number, Contents({}, things))
            one.first.setdefault(Thing(kind, slug), []).append(Row(json.loads(form), leaves))
    return found
