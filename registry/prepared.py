"""Prepared questions: querysets that are turned into SQL once, and asked again and again with other values.

A delta or a page asks some ten small questions, and a queryset takes longer to become SQL than to be answered.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.db import connections, router
from django.db.models import Model, QuerySet

FIRST_NUMBER, FIRST_DAY = 2_000_000_001, date(9000, 1, 1)
"""From where values are counted that stand for others: no row has them, and no queryset names them."""


@dataclass(frozen=True)
class Slot:
    """A place in a question where the value of a name goes."""

    name: str


def prepared(make: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """Return what asks the question that `make` writes, a queryset of rows, and returns the rows. One query.

    Its values are numbers, days, words, and lists of numbers that the queryset compares with `in`; what is None is
    left out. `make` may write another question according to which names it is given, and must not look at values.
    """
    written: dict[frozenset[str], tuple[str, list[Any], type[Model]]] = {}

    @wraps(make)
    def asked(**values: Any) -> list[Any]:
        given = {
            name: list(value) if isinstance(value, Collection) and not isinstance(value, str) else value
            for name, value in values.items()
            if value is not None
        }
        names = frozenset(given)
        if names not in written:
            written[names] = _written(make, given)
        sql, parameters, model = written[names]
        with connections[router.db_for_read(model)].cursor() as cursor:  # of whoever asks now
            cursor.execute(sql, [given[one.name] if isinstance(one, Slot) else one for one in parameters])
            rows: list[Any] = cursor.fetchall()
        return rows

    return asked


def _written(make: Callable[..., QuerySet[Any, Any]], given: dict[str, Any]) -> tuple[str, list[Any], type[Model]]:
    """Return the SQL of a question, its parameters with slots for what is given, and the model that it asks."""
    samples = {name: _sample(value, number) for number, (name, value) in enumerate(given.items())}
    names = {sample[0] if isinstance(sample, list) else sample: name for name, sample in samples.items()}
    rows = make(**samples)
    sql, parameters = rows.query.sql_with_params()
    pieces = sql.split("%s")
    slots: list[Any] = []
    for number, parameter in enumerate(parameters):
        name = names.get(parameter)
        slots.append(parameter if name is None else Slot(name))
        if name is not None and isinstance(samples[name], list):
            if not pieces[number].endswith(" IN ("):
                raise TypeError(f"A list is compared with in, and nothing else: {name}")
            pieces[number] = pieces[number].removesuffix(" IN (") + " = ANY("
    return "%s".join(pieces), slots, rows.model


def _sample(value: Any, number: int) -> Any:
    """Return what stands for a value while the question is written."""
    if isinstance(value, list):
        return [FIRST_NUMBER + number]
    if isinstance(value, str):
        return f"value {number}"
    return FIRST_DAY + timedelta(number) if isinstance(value, date) else FIRST_NUMBER + number
