"""What the filters of the list find, counted: one query for its length, a page of it and every facet."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, QuerySet

from registry.catalogue.applications import ApplicationPlacement
from registry.catalogue.identifiers import platforms
from registry.catalogue.meaning import GUESSES
from registry.surfaces.pages.lists.filters import ApplicationFilters, Applications
from registry.terms import DeviceClass, Platform
from registry.verdicts.models import Verdict
from registry.verdicts.reading import BY_STRICTNESS, PLACE_STEP, STATUS_STEP

MOST_PUBLISHERS = 12

# Each table is read once, and what it gives is joined by hash: a few passes over all applications instead of several
# look-ups for each of them. `found` has a row for each application that the text finds, with what the facets count. A
# facet counts what passes the other filters, so that each of its counts is what choosing it would give.
QUERY = """
WITH found AS MATERIALIZED (
    SELECT hit.*, standing.category_id, coalesce(known_on.platforms, 0) AS platforms,
        {status} AS status, {days} AS days{on_others}
    FROM ({hit}) AS hit JOIN ({standing}) AS standing ON standing.application_id = hit.id
    LEFT JOIN ({nearest}) AS nearest ON nearest.application_id = hit.id
    LEFT JOIN ({known_on}) AS known_on ON known_on.application_id = hit.id
)
SELECT 'all' AS facet, NULL::bigint AS key, count(*) AS number, NULL AS slug, NULL AS name
FROM found WHERE {by_all}
UNION ALL
SELECT 'status', status, count(*), NULL, NULL
FROM found WHERE {by_all_but_status} GROUP BY status
UNION ALL
SELECT 'category', category_id, count(*), NULL, NULL
FROM found WHERE {by_all_but_category} GROUP BY category_id
UNION ALL
SELECT 'platform', platform.at - 1, platform.number, NULL, NULL
FROM (
    SELECT ARRAY[{known}] AS numbers FROM found WHERE {by_all_but_platform}
) AS counted, unnest(counted.numbers) WITH ORDINALITY AS platform (number, at)
{devices}
UNION ALL
(SELECT 'publisher', publisher.id, counted.number, publisher.slug, publisher.name
FROM (
    SELECT publisher_id, count(*) AS number
    FROM found WHERE {by_all_but_publisher} GROUP BY publisher_id
) AS counted JOIN registry_publisher AS publisher ON publisher.id = counted.publisher_id
ORDER BY publisher.id IS NOT DISTINCT FROM %(publisher)s DESC, number DESC, publisher.sort_key, publisher.id
LIMIT {most_publishers})
UNION ALL
SELECT 'page', id, row_number() OVER (ORDER BY {order}), category_id::text, NULL
FROM (
    SELECT * FROM found WHERE {by_all} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
) AS page
"""
MET = """
SELECT met.id, application.publisher_id, met.position
FROM unnest(%(met)s::bigint[]) WITH ORDINALITY AS met (id, position)
JOIN registry_application AS application ON application.id = met.id
"""
DEVICES = """
UNION ALL
SELECT 'device', device.at - 1, device.number, NULL, NULL
FROM (
    SELECT ARRAY[{chosen}] AS numbers FROM found WHERE {by_all_but_status}
) AS counted, unnest(counted.numbers) WITH ORDINALITY AS device (number, at)"""

CONDITIONS = {
    "status": "status = %(status)s",
    "category": "category_id = ANY(%(category)s)",
    "platform": "platforms & %(platform)s <> 0",
    "publisher": "publisher_id = %(publisher)s",
}

ORDERS = {"outcome": "status DESC, ", "-since": "days DESC, "}
"""The orders by the answer, before that of the hits."""


class Named(NamedTuple):
    """A publisher among the most frequent ones."""

    slug: str
    name: str
    number: int


@dataclass
class Found(Sequence[int]):
    """The keys of the applications that the filters leave: their number, those of one page, and what the facets count.

    `is_guessed` tells whether some on the page only come near to what is looked for; `shelves` has the key of the
    category of each of them on the day.

    It stands for the whole list where that is cut into pages; of its items it has only those asked for.
    """

    number: int
    is_guessed: bool
    offset: int
    keys: list[int]
    shelves: dict[int, int]
    statuses: dict[str, int]
    categories: dict[int, int]
    platforms: dict[str, int]
    devices: dict[str, int]
    publishers: list[Named]

    def __len__(self) -> int:
        """Return how many applications there are on all pages."""
        return self.number

    @overload
    def __getitem__(self, which: int) -> int: ...

    @overload
    def __getitem__(self, which: slice) -> list[int]: ...

    def __getitem__(self, which: int | slice) -> int | list[int]:
        """Return the keys of the page that was asked for."""
        if isinstance(which, slice):
            return self.keys[which.start - self.offset : which.stop - self.offset]
        return self.keys[which - self.offset]


def find(filters: ApplicationFilters, *, offset: int, limit: int) -> Found:
    """Return what the filters leave, with the keys from `offset` on, and count every facet.

    One query, besides the three that find what a text means.

    Each count is what choosing it would leave with the other filters kept. That of a device is how many
    have the chosen answer on it, so there is none where no answer is chosen: every application has some
    answer on every device. An organisation has none at all: it would take the answers of each
    organisation of the tree, some thirty times the rows of one.
    """
    question = filters.question
    status = filters.given("status")
    devices = [question.device, *(one for one in DeviceClass if status and one != question.device)]
    met = _met(filters)
    parts: dict[str, QuerySet[Any, Any]] = {
        "standing": ApplicationPlacement.objects.standing(on=question.on, revision=question.revision_number).values(
            "application_id", "category_id"
        ),
        "nearest": Verdict.objects.nearest(
            chain=question.seats.tree.chain(question.organisation.pk, question.on),
            on=question.on,
            revision=question.revision_number,
            devices=devices,
        ),
        "known_on": platforms(question.revision_number),
    }
    order = "position"
    if met is None:
        parts["hit"], order = _every(filters.hits())
    publisher = filters.cleaned_data["publisher"]
    given = {
        "met": None if met is None else list(met),
        "status": BY_STRICTNESS.index(status) if status else None,
        "category": _below(filters),
        "platform": 1 << Platform.values.index(filters.given("platform")) if filters.given("platform") else None,
        "publisher": publisher.pk if publisher else None,
        "limit": limit,
        "offset": offset,
    }
    counted: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(parts, given, devices, ORDERS.get(filters.given("sort"), "") + order))
        for facet, *row in cursor.fetchall():
            counted[facet].append(tuple(row))
    keys = [key for key, *_place in sorted(counted["page"], key=lambda row: row[1])]
    return Found(
        number=counted["all"][0][1],
        is_guessed=any(met[key] in GUESSES for key in keys) if met else False,
        offset=offset,
        keys=keys,
        shelves={key: int(category) for key, _place, category, _name in counted["page"]},
        statuses={BY_STRICTNESS[at]: number for at, number, *_names in counted["status"]},
        categories={key: number for key, number, *_names in counted["category"]},
        platforms={Platform.values[at]: number for at, number, *_names in counted["platform"]},
        devices={devices[at]: number for at, number, *_names in counted["device"]},
        publishers=[Named(slug, name, number) for _key, number, slug, name in counted["publisher"]],
    )


def _met(filters: ApplicationFilters) -> dict[int, int] | None:
    """Return how the applications that a text means are meant, by their keys in order; None where there is no text.

    They are found by themselves and joined by their keys: the planner then knows how many there are. It would
    take a few for granted, and go through all applications again for each of many.
    """
    if not filters.given("q"):
        return None
    hits = filters.hits()
    return dict(hits.values_list("pk", "nearness")) if "nearness" in hits.query.annotations else {}


def _every(hits: Applications) -> tuple[QuerySet[Any, Any], str]:
    """Return all applications, with the columns by which they are put in order, and that order in SQL."""
    columns: dict[str, Any] = {}
    order = []
    for at, by in enumerate(hits.query.order_by):
        name = str(by)
        columns[f"order_{at}"] = F(name.removeprefix("-"))
        order.append(f"order_{at} {'DESC' if name.startswith('-') else 'ASC'}")
    return hits.order_by().values("id", "publisher_id").annotate(**columns), ", ".join(order)


def _below(filters: ApplicationFilters) -> list[int] | None:
    """Return the chosen category with those below it on the day, None where none is chosen."""
    slug = filters.given("category")
    if not slug:
        return None
    top = next(one.pk for one in filters.categories if one.slug == slug)
    return sorted(filters.tree.all_below([top], filters.question.on))


def _all(conditions: dict[str, str], but: str = "") -> str:
    """Return the condition that all filters in use are passed, but for one."""
    return " AND ".join(condition for name, condition in conditions.items() if name != but) or "TRUE"


def _statement(
    parts: dict[str, QuerySet[Any, Any]], given: dict[str, Any], devices: Sequence[str], order: str
) -> tuple[str, dict[str, Any]]:
    """Return the query with its parameters."""
    texts = {"hit": MET}
    parameters = dict(given)
    for part, rows in parts.items():
        # What finds nothing is still a table to join, an empty one.
        sql, values = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False).as_sql()
        named = {f"{part}_{at}": value for at, value in enumerate(values)}
        places = iter([f"%({name})s" for name in named])
        texts[part] = "".join(next(places) if one == "%s" else one for one in re.split("(%%|%s)", sql))
        parameters |= named
    statuses = [f"coalesce(nearest.device_{at}, 0) %% {PLACE_STEP} / {STATUS_STEP}" for at, _one in enumerate(devices)]
    on_others = [f"status_{at}" for at, _one in enumerate(devices) if at]
    chosen = [f"count(*) FILTER (WHERE {one} = %(status)s)" for one in ("status", *on_others)]
    known = [f"count(*) FILTER (WHERE platforms & {1 << at} <> 0)" for at, _one in enumerate(Platform)]
    conditions = {name: condition for name, condition in CONDITIONS.items() if given[name] is not None}
    passing = {f"by_all_but_{name}": _all(conditions, name) for name in CONDITIONS} | {"by_all": _all(conditions)}
    text = QUERY.format(
        **texts,
        **passing,
        status=statuses[0],
        days=f"coalesce(nearest.device_0, 0) %% {STATUS_STEP}",
        on_others="".join(f", {one} AS {name}" for one, name in zip(statuses[1:], on_others, strict=True)),
        known=", ".join(known),
        devices=DEVICES.format(chosen=", ".join(chosen), **passing) if on_others else "",
        most_publishers=MOST_PUBLISHERS,
        order=order,
    )
    return text, parameters
