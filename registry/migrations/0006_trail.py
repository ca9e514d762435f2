"""The audit trail read as one: the order of all traces, the view of them, and the guards by which they stay."""

from django.db import migrations

TRACES = {  # kind: the table of its traces, then the thing of which a row is a part, and its column
    "announcement": ("announcementtrace", None, None),
    "quote": ("quotetrace", "announcement", "announcement_id"),
    "source": ("sourcetrace", "announcement", "announcement_id"),
    "announcedapplication": ("announcedapplicationtrace", "announcement", "announcement_id"),
    "organisation": ("organisationtrace", None, None),
    "publisher": ("publishertrace", None, None),
    "category": ("categorytrace", None, None),
    "application": ("applicationtrace", None, None),
    "membership": ("membershiptrace", "user", "user_id"),
    "user": ("accounttrace", None, None),
    "user_groups": ("accountgrouptrace", "user", "user_id"),
    "user_user_permissions": ("accountpermissiontrace", "user", "user_id"),
    "group": ("recordedgrouptrace", None, None),
    "group_permissions": ("grouppermissiontrace", "group", "group_id"),
}

ORDER = """
CREATE SEQUENCE public.registry_trail_id;
COMMENT ON SEQUENCE public.registry_trail_id IS 'Numbers the traces of all tables in one order.';
"""

# What is the trace's own is named pgh_…; the rest of its columns are those of the row.
OWN = "ARRAY['pgh_id', 'pgh_created_at', 'pgh_label', 'pgh_before', 'pgh_context', 'pgh_obj_id']"

REFUSE = """
CREATE FUNCTION public.aval_keep_trail() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '% on %: what was recorded is never edited or deleted.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
"""


def view() -> str:
    """Return the SQL of the view: a branch for each kind."""
    branches = []
    for kind, (table, part_of, column) in TRACES.items():
        thing = f"'{part_of}'::text, t.{column}::bigint" if part_of else "NULL::text, NULL::bigint"
        branches.append(
            f"SELECT t.pgh_id, '{kind}'::text, t.pgh_obj_id::bigint, {thing}, t.pgh_label, t.pgh_created_at,"
            f" t.pgh_context, to_jsonb(t) - {OWN}, t.pgh_before FROM public.registry_{table} t"
        )
    return (
        "CREATE VIEW public.registry_trail AS SELECT id, kind, object_id, part_of_kind, part_of_id, operation, at,"
        " CASE WHEN context ->> 'user' ~ '^[0-9]{1,9}$' THEN (context ->> 'user')::integer END AS by_id, context ->> 'program' AS program, context ->> 'role' AS role,"
        " after, before, concat_ws(' ', after, before) AS words FROM ("
        + " UNION ALL ".join(branches)
        + ") AS t (id, kind, object_id, part_of_kind, part_of_id, operation, at, context, after, before);"
    )


def guards() -> str:
    """Return the SQL that keeps every trace as it was written, whoever asks."""
    sql = []
    for table, *_ in TRACES.values():
        sql += [
            f"CREATE TRIGGER {table}_is_never_edited BEFORE UPDATE OR DELETE ON registry_{table}"
            " FOR EACH ROW EXECUTE FUNCTION public.aval_keep_trail()",
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON registry_{table} FOR EACH STATEMENT"
            " WHEN (coalesce(current_setting('aval.disposable', true), '') <> 'on')"
            " EXECUTE FUNCTION public.aval_keep_trail()",
        ]
    return ";\n".join(sql) + ";"


class Migration(migrations.Migration):
    """A sequence, a view, and triggers."""

    dependencies = (("registry", "0005_audit_trail"),)
    operations = (
        migrations.RunSQL(ORDER, "DROP SEQUENCE public.registry_trail_id"),
        migrations.RunSQL(view(), "DROP VIEW public.registry_trail"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION public.aval_keep_trail CASCADE"),
        migrations.RunSQL(guards(), migrations.RunSQL.noop),
    )
