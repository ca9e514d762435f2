"""Every way in by which something could write what was published: each takes a row that stands and tries."""

import uuid
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError

from registry.models import Revision, Verdict
from registry.verdicts.reading import FOR_EVER

Way = Callable[[Model], Any]


def facts() -> list[type[Model]]:
    """Return every model whose rows are added and never edited."""
    return [model for model in apps.get_models() if getattr(model, "closing_fields", None) is not None]


CLOSED = [model for model in facts() if model.closing_fields]
"""Those of which a column may be set once, by the revision being published."""

OTHER = {  # two values of a type of column, of which at least one differs from what stands there
    "integer": ("7001", "7002"),
    "bigint": ("7001", "7002"),
    "smallint": ("7001", "7002"),
    "text": ("'x'", "'y'"),
    "character varying": ("'x'", "'y'"),
    "date": ("date '2001-01-01'", "date '2001-01-02'"),
    "timestamp with time zone": ("timestamptz '2001-01-01'", "timestamptz '2001-01-02'"),
    "uuid": ("gen_random_uuid()", "gen_random_uuid()"),
    "jsonb": ("jsonb '[1]'", "jsonb '[2]'"),
    "ARRAY": ("CAST('{x}' AS varchar[])", "CAST('{y}' AS varchar[])"),
    "daterange": ("daterange '[2001-01-01,2001-01-02)'", "daterange '[2001-01-02,2001-01-03)'"),
}


def open_revision() -> int:
    """Return the number of the revision that would be published next."""
    return Revision.objects.latest_number() + 1


def run(statement: str, *arguments: Any) -> None:
    """Run a statement of SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def refusal_of(way: Way, row: Model) -> str | None:
    """Return what the database, or Django before it, says to a way in; None where it lets it pass."""
    try:
        with transaction.atomic():
            way(row)
            run("SET CONSTRAINTS ALL IMMEDIATE")
            raise _Passed
    except ProtectedError:
        return "protected"
    except DatabaseError as error:
        return str(error)
    except _Passed:  # and taken back
        return None


class _Passed(Exception):
    """A way in let something pass."""


def _table(row: Model) -> str:
    return connection.ops.quote_name(row._meta.db_table)


def _edited(row: Model) -> tuple[Model, str]:
    """Return a row with another value in some column, and the name of the field."""
    row = copy(row)
    named = {"revision": "why", "verdict": "outcome", "comment": "text", "edit": "version", "confirmation": "turned"}
    name = named.get(row._meta.model_name, "place")
    setattr(row, name, 7001 if name in ("place", "version", "turned") else "under_review")
    return row, name


def _save(row: Model) -> None:
    _edited(row)[0].save()


def _save_one_field(row: Model) -> None:
    edited, name = _edited(row)
    edited.save(update_fields=[name])


def _update(row: Model) -> None:
    edited, name = _edited(row)
    type(row).objects.filter(pk=row.pk).update(**{name: getattr(edited, name)})


def _bulk_update(row: Model) -> None:
    edited, name = _edited(row)
    type(row).objects.bulk_update([edited], [name])


def _upsert(row: Model) -> None:
    edited, name = _edited(row)
    type(row).objects.bulk_create(
        [edited], update_conflicts=True, update_fields=[name], unique_fields=[row._meta.pk.name]
    )


def _key(row: Model) -> str:
    return f"{connection.ops.quote_name(row._meta.pk.column)} = {int(row.pk)}"


EDITS: dict[str, Way] = {
    "save": _save,
    "save of one field": _save_one_field,
    "queryset update": _update,
    "bulk_update": _bulk_update,
    "insert on conflict update": _upsert,
}

DELETIONS: dict[str, Way] = {
    "delete": lambda row: copy(row).delete(),
    "queryset delete": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "raw delete": lambda row: type(row).objects.filter(pk=row.pk)._raw_delete("default"),
    "SQL DELETE": lambda row: run(f"DELETE FROM {_table(row)} WHERE {_key(row)}"),
    "SQL DELETE of all": lambda row: run(f"DELETE FROM {_table(row)}"),
    "SQL TRUNCATE": lambda row: run(f"TRUNCATE {_table(row)} CASCADE"),
    "SQL TRUNCATE of all": lambda row: run("TRUNCATE auth_user CASCADE"),
}


def edits_of_columns(model: type[Model]) -> Iterator[tuple[str, Way]]:
    """Yield an SQL UPDATE of each column that is not closed, to a value that it does not have."""
    closing = {model._meta.get_field(name).column for name in model.closing_fields}
    for column, kind in _columns(model):
        if column not in closing:
            one, other = OTHER[kind]

            def update(row: Model, column: str = column, one: str = one, other: str = other) -> None:
                run(
                    f"UPDATE {_table(row)} SET {column} ="
                    f" CASE WHEN {column} IS NOT DISTINCT FROM {one} THEN {other} ELSE {one} END WHERE {_key(row)}"
                )

            yield f"SQL UPDATE of {column}", update


def _columns(model: type[Model]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, CASE data_type WHEN 'USER-DEFINED' THEN udt_name ELSE data_type END"
            " FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
            [model._meta.db_table],
        )
        return cursor.fetchall()


def cascades(model: type[Model]) -> Iterator[tuple[str, Way]]:
    """Yield the deletion of what a row of a model refers to, which a cascade would carry on to the row."""
    for field in model._meta.concrete_fields:
        referring = field.is_relation and model.objects.exclude(**{field.name: None}).first()
        if referring:
            to = getattr(referring, field.name)
            for way in ("delete", "raw delete", "SQL DELETE"):
                yield f"{way} of its {field.name}", lambda _row, to=to, way=way: DELETIONS[way](to)


def entered_under(row: Model, number: int) -> Model:
    """Return a new row like another, under some revision."""
    fresh = copy(row)
    fresh.pk = None
    if isinstance(row, Verdict):
        fresh.revision_from, fresh.revision_to = number, FOR_EVER
    else:
        fresh.uid, fresh.revision_id = uuid.uuid4(), number
    fresh._state = copy(row._state)
    fresh._state.adding = True
    return fresh
