"""What the server's role may do with each table, and the SQL that says so.

A model with `closing_fields` is a fact: its rows are added and read, and only the columns of those fields may change
(none, where the tuple is empty). The traces of the audit trail are only read: their triggers write them as the owner.
Every other table is ordinary. Nothing but migrations writes `django_migrations`.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model
from pghistory.models import Event

MIGRATIONS = MigrationRecorder.Migration._meta.db_table


class RoleMissing(RuntimeError):
    """The role that should receive the grants does not exist; the message says how to make it."""


def used() -> list[type[Model]]:
    """Return the models whose tables the server uses: a trace holds its context itself, not in its library's tables."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if not model._meta.proxy and model._meta.app_label != "pghistory"]


def rights(model: type[Model], quote: Callable[[str], str]) -> str:
    """Return the privileges of the server's role on a model's table, as GRANT lists them."""
    if not model._meta.managed or issubclass(model, Event):
        return "SELECT"
    closing = _closing_fields(model)
    if closing is None:
        return "SELECT, INSERT, UPDATE, DELETE"
    columns = ", ".join(quote(_column(model, name)) for name in closing)
    return f"SELECT, INSERT, UPDATE ({columns})" if columns else "SELECT, INSERT"


def _column(model: type[Model], field: str) -> str:
    return str(cast("Field[Any, Any]", model._meta.get_field(field)).column)


def _closing_fields(model: type[Model]) -> tuple[str, ...] | None:
    source = cast("type[Model] | bool", model._meta.auto_created)  # the stubs know it as a boolean alone
    if not isinstance(source, bool):  # the rows between a fact and what it names are part of the fact
        return None if _closing_fields(source) is None else ()
    return getattr(model, "closing_fields", None)


def statements(connection: BaseDatabaseWrapper, role: str, *, present: Collection[str] | None = None) -> Iterator[str]:
    """Yield the SQL that gives the role its rights and takes every other one away, on the tables present."""
    quote = connection.ops.quote_name
    who = quote(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}"
    yield f"GRANT USAGE ON SCHEMA public TO {who}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}"
    yield f"GRANT SELECT ON {quote(MIGRATIONS)} TO {who}"
    tables = {m._meta.db_table: m for m in used()}
    for table, model in sorted(tables.items()):
        if present is None or table in present:
            yield f"GRANT {rights(model, quote)} ON {quote(table)} TO {who}"


def role_statement(connection: BaseDatabaseWrapper, role: str) -> str:
    """Return the SQL that makes the role; its password is set apart, so that no file holds it."""
    return f"CREATE ROLE {connection.ops.quote_name(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"


def grant(connection: BaseDatabaseWrapper) -> None:
    """Give the server's role its rights, at once or not at all; the owner's own rights are left alone."""
    role = settings.DATABASE_SERVER_ROLE
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role, role])
        is_owner, exists = cursor.fetchone()
        if is_owner:  # one role for everything: a developer's own server, never production
            return
        if not exists:
            raise RoleMissing(
                f"The role {role} does not exist. Make it as a superuser: {role_statement(connection, role)};"
                f" then set its password with \\password {role}, and run this again."
            )
        present = connection.introspection.table_names(cursor, include_views=True)  # not all, in a partial migration
        for statement in statements(connection, role, present=present):
            cursor.execute(statement)
