"""The trail in words: who, what, and each field from what to what, in the language being spoken."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.audit.models import KINDS, TRACES, Kind, Operation, Trail
from registry.languages import in_words
from registry.revisions.models import Revision

UNSPOKEN = ("id", "uid")
"""What a row is known by; its name says it."""

LEFT_OUT: dict[type[models.Model], tuple[str, ...]] = {Revision: ("contents",)}
"""What a row that is only named is read without."""

Rows = Mapping[tuple[type[models.Model], int], models.Model]


@dataclass(frozen=True)
class FieldChange:
    """What stood in a field and what stands there; both are None for a secret, of which no value is kept."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Told:
    """A trace in words."""

    trace: Trail
    who: str
    kind: str
    name: str
    """The name of the thing, as it was after the change."""
    changes: list[FieldChange]

    @property
    def fields(self) -> str:
        """Return the names of the fields that changed."""
        return ", ".join(change.label for change in self.changes)


def told(traces: Iterable[Trail]) -> list[Told]:
    """Return traces in words. A query or two for each model that they name, however many they are."""
    traces = list(traces)
    rows = _named(traces)
    return [
        Told(
            trace=trace,
            who=_who(trace, rows),
            kind=trace.kind_name,
            name=str(_row(KINDS[trace.kind], trace.after, rows)),
            changes=_changes(trace, rows),
        )
        for trace in traces
    ]


def _who(trace: Trail, rows: Rows) -> str:
    """Return the user; else the program by the name that it gave itself; else the role in the database."""
    if trace.by_id is not None:
        return str(rows.get((User, trace.by_id)) or Gone(trace.by_id))
    if trace.program:
        return f"{trace.program} ({trace.role})"
    return _("%(role)s in the database") % {"role": trace.role}


def _changes(trace: Trail, rows: Rows) -> list[FieldChange]:
    kind, changes = KINDS[trace.kind], []
    for field in kind.model._meta.concrete_fields:
        column = field.column
        if trace.operation == Operation.CHANGED:
            if column not in (trace.before or {}):
                continue
            values = ((trace.before or {})[column], trace.after.get(column))
        elif field.name in UNSPOKEN or trace.after.get(column) in (None, "", []):
            continue
        else:
            value = trace.after[column]
            values = (None, value) if trace.operation == Operation.ADDED else (value, None)
        is_secret = field.name in kind.secret
        before, after = (None if is_secret else _in_words(field, value, rows) for value in values)
        changes.append(FieldChange(_label(field), before, after))
    return changes


def _label(field: Any) -> str:
    """Return the name of a field; what Django itself puts between two models is named by what it points at."""
    named = field.related_model._meta if field.model._meta.auto_created and field.is_relation else field
    return str(capfirst(named.verbose_name))


def _in_words(field: Any, value: Any, rows: Rows) -> str:
    if value is None:
        return ""
    if field.is_relation:
        return str(rows.get((field.related_model, value)) or Gone(value))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    value = field.to_python(value)
    return in_words(value) if isinstance(value, date) and not isinstance(value, datetime) else str(value)


@dataclass(frozen=True)
class Gone:
    """A row that is no more, and of which the trail knows nothing: its key stands for its name."""

    key: int

    def __str__(self) -> str:
        """Return the key."""
        return _("no. %(key)s") % {"key": self.key}

    @property
    def codename(self) -> str:
        """Return the key: permissions are named by their code."""
        return str(self)


# ---- The rows that traces name ----


def _named(traces: Iterable[Trail]) -> Rows:
    """Return every row that traces name, by its model and key; one that is no more as it last was."""
    keys: dict[type[models.Model], set[int]] = defaultdict(set)
    for trace in traces:
        if trace.by_id is not None:
            keys[User].add(trace.by_id)
        for values in (trace.after, trace.before or {}):
            for field in _references(KINDS[trace.kind]):
                if values.get(field.column) is not None:
                    keys[field.related_model].add(values[field.column])
    rows: dict[tuple[type[models.Model], int], models.Model] = {}
    for model, wanted in keys.items():
        found = model._default_manager.defer(*LEFT_OUT.get(model, ())).in_bulk(wanted)
        rows |= {(model, key): row for key, row in found.items()}
        gone = wanted - found.keys()
        if gone and (kind := str(model._meta.model_name)) in TRACES:
            kept: Any = TRACES[kind]._default_manager
            last = kept.filter(pgh_obj_id__in=gone).order_by("pgh_obj_id", "-pgh_id")
            for values in last.distinct("pgh_obj_id").values():
                rows[model, values["pgh_obj_id"]] = _row(KINDS[kind], values, rows)
    return rows


def _references(kind: Kind) -> list[Any]:
    return [field for field in kind.kept if field.is_relation]


def _row(kind: Kind, values: Mapping[str, Any], rows: Rows) -> models.Model:
    """Return a row as a trace keeps it, with what it points at."""
    row = kind.model(**{field.attname: field.to_python(values[field.column]) for field in kind.kept})
    for field in _references(kind):
        key = values[field.column]
        if key is not None:
            field.set_cached_value(row, rows.get((field.related_model, key)) or Gone(key))
    return row
