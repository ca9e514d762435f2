"""How a change is recorded: by triggers of the database, so that plain SQL leaves its trace as a form does.

django-pghistory makes the tables of the trail and keeps their triggers in step with the columns; what its triggers
do is said anew here. They run with the rights of the tables' owner, so that the server's role, which may only read
the trail, can neither write a trace of its own nor leave one out: no setting of a session switches them off.
"""

from collections.abc import Sequence
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from pghistory.models import Event
from pghistory.trigger import Event as EventTrigger
from pgtrigger.compiler import Trigger, UpsertTriggerSql

SEQUENCE = "public.registry_trail_id"
"""Numbers the traces of all tables in one order."""

CONTEXT = (
    "jsonb_build_object("
    "'user', nullif(current_setting('pghistory.context_metadata', true), '')::jsonb -> 'user',"
    " 'program', current_setting('application_name'), 'role', session_user)"
)
"""Who: the user that the middleware names, the program as it named itself to the database, and its role there."""


class Trace(Event):
    """What one change left: the row as it was added, as it became, or as it was when it was removed."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_before = models.JSONField(null=True)
    """The former values of the columns that changed; null for a secret, whose values are never kept."""

    class Meta:
        abstract = True


class RecordingSql(UpsertTriggerSql):
    """The SQL of a recording trigger. Migrations refer to it: another form needs another class."""

    def get_template(self) -> str:
        """Return the statements; nobody may hang the function on a table of their own."""
        return """
            CREATE OR REPLACE FUNCTION public.{pgid}() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
            BEGIN
                {func}
                RETURN NULL;
            END $$;
            REVOKE EXECUTE ON FUNCTION public.{pgid}() FROM PUBLIC;
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE TRIGGER {pgid} {when} {operation} ON {table}
                FOR EACH ROW {condition} EXECUTE FUNCTION public.{pgid}();
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class RecordingTrigger(EventTrigger):
    """Writes a trace of a change into the table of its kind."""

    def get_func(self, model: Any) -> str:
        """Return the INSERT of the trace."""
        event: Any = self.event_model
        kept = _kept(event)
        values = {column: f'{self.row}."{column}"' for column in kept}
        values |= {
            "pgh_id": f"nextval('{SEQUENCE}')",
            "pgh_created_at": "now()",
            "pgh_label": f"'{self.label}'",
            "pgh_obj_id": f'{self.row}."{model._meta.pk.column}"',
            "pgh_context": CONTEXT,
        }
        if self.row == "NEW" and self.operation == pgtrigger.Update:
            values["pgh_before"] = _before(kept, event.secret)
        columns = ", ".join(f'"{column}"' for column in values)
        table = event._meta.db_table
        return f'INSERT INTO public."{table}" ({columns}) VALUES ({", ".join(values.values())});'  # noqa: S608  (names)

    def compile(self, model: Any) -> Trigger:
        """Return the trigger as a migration keeps it."""
        sql = RecordingSql(
            pgid=self.get_pgid(model),
            func=self.render_func(model),
            table=model._meta.db_table,
            when=self.when,
            operation=self.operation,
            condition=self.render_condition(model),
        )
        return Trigger(name=self.name, sql=sql)


def _kept(event: Any) -> list[str]:
    return sorted(field.column for field in event._meta.local_fields if not field.name.startswith("pgh_"))


def _before(kept: Sequence[str], secret: Sequence[str]) -> str:
    """Return the SQL of what stood in the columns that change."""
    columns = ", ".join(f"'{column}'" for column in (*kept, *secret))
    value = "to_jsonb(OLD) -> name"
    if secret:
        secrets = ", ".join(f"'{column}'" for column in secret)
        value = f"CASE WHEN name NOT IN ({secrets}) THEN {value} END"
    changed = "to_jsonb(OLD) -> name IS DISTINCT FROM to_jsonb(NEW) -> name"
    return f"(SELECT jsonb_object_agg(name, {value}) FROM unnest(ARRAY[{columns}]) name WHERE {changed})"  # noqa: S608


class _Recorded(pghistory.RowEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        """Register the trigger of our own form."""
        make: Any = RecordingTrigger  # the library leaves it without types
        trigger = make(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=pgtrigger.Row,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


class Added(_Recorded, pghistory.InsertEvent):
    """A row is added."""


class Changed(_Recorded, pghistory.UpdateEvent):
    """A column of a row changes that is kept, or secret."""


class Removed(_Recorded, pghistory.DeleteEvent):
    """A row is removed."""
