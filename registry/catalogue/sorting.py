"""What the database computes of names: their order, the same on every server, and the ways to spell them."""

from django.db import models


def sort_key(column: str) -> models.GeneratedField:
    """Return a stored column that orders by `column`, computed by the database function `aval_sort_key`.

    It is compared byte by byte (collation "C"), since no two servers agree on a locale.
    """
    return models.GeneratedField(
        expression=models.Func(models.F(column), function="aval_sort_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        editable=False,
    )


def spellings(name: str, aliases: str) -> models.GeneratedField:
    """Return a stored column with all spellings of names, a line each, computed by `aval_spellings`."""
    return models.GeneratedField(
        expression=models.Func(models.F(name), models.F(aliases), function="aval_spellings"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        editable=False,
    )
