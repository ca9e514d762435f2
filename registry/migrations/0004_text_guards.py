"""More guards: texts and notices change under a revision only, a reason comes with its verdict, and only the owner rebuilds.

A migration of its own, so that a database that has the first guards receives these too.
"""

from django.db import migrations

REBUILDING_BEFORE = """
CREATE OR REPLACE FUNCTION public.aval_is_rebuilding() RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(current_setting('aval.rebuilding', true), '') = 'on';
COMMENT ON FUNCTION public.aval_is_rebuilding() IS
'Verdicts are derived: their owner may throw them away and settle every revision anew.';
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION public.aval_is_rebuilding() RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(current_setting('aval.rebuilding', true), '') = 'on' AND pg_has_role(
    (SELECT relowner FROM pg_catalog.pg_class WHERE oid = 'public.registry_verdict'::regclass), 'USAGE');
COMMENT ON FUNCTION public.aval_is_rebuilding() IS
'Verdicts are derived: their owner, and nobody else, may throw them away and settle every revision anew.';

CREATE FUNCTION public.aval_enter_with_its_verdict() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (SELECT revision_from FROM public.registry_verdict WHERE id = NEW.verdict_id)
        IS DISTINCT FROM public.aval_open_revision() AND NOT public.aval_is_rebuilding()
    THEN
        RAISE EXCEPTION 'INSERT on %: a reason is entered under the revision being published, with its verdict.',
            TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.aval_change_under_open_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.changed_in_id IS DISTINCT FROM public.aval_open_revision() THEN
        RAISE EXCEPTION '% on %: texts change under the revision being published.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.aval_publish_under_open_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    published integer := CASE TG_OP WHEN 'UPDATE' THEN OLD.published_in_id END;
BEGIN
    IF NEW.published_in_id IS NULL AND published IS NULL THEN
        RETURN NEW;  -- a draft
    END IF;
    IF NEW.changed_in_id IS DISTINCT FROM public.aval_open_revision()
        OR NEW.published_in_id IS DISTINCT FROM coalesce(published, public.aval_open_revision())
    THEN
        RAISE EXCEPTION '% on %: a published notice changes under the revision being published.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.aval_change_with_its_notice() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.registry_announcement
        WHERE id IN (OLD.announcement_id, NEW.announcement_id)
            AND published_in_id IS NOT NULL AND changed_in_id IS DISTINCT FROM public.aval_open_revision()
    ) THEN
        RAISE EXCEPTION '% on %: a part of a published notice changes under the revision being published.',
            TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""

DESCRIBED = ("organisation", "category", "application", "publisher")
PARTS = ("quote", "source", "announcedapplication")


def triggers() -> str:
    """Return the SQL that puts every guard in its place."""
    sql = []
    for table in DESCRIBED:
        sql += [
            f"CREATE TRIGGER {table}_changes_under_the_open_revision BEFORE INSERT OR UPDATE ON registry_{table}"
            " FOR EACH ROW EXECUTE FUNCTION public.aval_change_under_open_revision()",
            f"CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON registry_{table}"
            " FOR EACH ROW EXECUTE FUNCTION public.aval_refuse()",
        ]
    for table in PARTS:
        sql.append(
            f"CREATE TRIGGER {table}_changes_with_its_notice BEFORE INSERT OR UPDATE OR DELETE ON registry_{table}"
            " FOR EACH ROW EXECUTE FUNCTION public.aval_change_with_its_notice()"
        )
    for table in (*DESCRIBED, "announcement", *PARTS):
        sql.append(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON registry_{table} FOR EACH STATEMENT"
            " WHEN (coalesce(current_setting('aval.disposable', true), '') <> 'on')"
            " EXECUTE FUNCTION public.aval_refuse()"
        )
    sql += [
        "CREATE TRIGGER announcement_changes_under_the_open_revision BEFORE INSERT OR UPDATE ON registry_announcement"
        " FOR EACH ROW EXECUTE FUNCTION public.aval_publish_under_open_revision()",
        "CREATE TRIGGER verdictreason_is_entered_with_its_verdict BEFORE INSERT ON registry_verdictreason"
        " FOR EACH ROW EXECUTE FUNCTION public.aval_enter_with_its_verdict()",
    ]
    return ";\n".join(sql) + ";"


def no_triggers() -> str:
    """Return the SQL that takes the guards without a function of their own away."""
    tables = (*DESCRIBED, "announcement", *PARTS)
    sql = [f"DROP TRIGGER {table}_is_never_emptied ON registry_{table}" for table in tables]
    sql += [f"DROP TRIGGER {table}_is_never_deleted ON registry_{table}" for table in DESCRIBED]
    return ";\n".join(sql) + ";"


class Migration(migrations.Migration):
    """Functions and triggers."""

    dependencies = (("registry", "0003_guards"),)
    operations = (
        migrations.RunSQL(
            FUNCTIONS,
            """
            DROP FUNCTION public.aval_enter_with_its_verdict, public.aval_change_under_open_revision,
                public.aval_publish_under_open_revision, public.aval_change_with_its_notice CASCADE;
            """
            + REBUILDING_BEFORE,
        ),
        migrations.RunSQL(triggers(), no_triggers()),
    )
