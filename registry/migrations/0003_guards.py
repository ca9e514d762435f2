"""The guards: triggers by which the database itself keeps facts, revisions, slugs and places.

A refusal is raised as `restrict_violation` (23001), which arrives as Django's IntegrityError, with the
guard's name as the constraint. Triggers do not bind a superuser nor an owner who drops them: the server
runs as another role (see `manage.py grants`), and the digest chain shows what an owner rewrote.
"""

from django.db import migrations

# 2147483647 is the revision_to of a verdict that is still known.
FUNCTIONS = """
CREATE FUNCTION public.aval_open_revision() RETURNS integer
LANGUAGE sql STABLE
RETURN (SELECT coalesce(max(number), 0) + 1 FROM public.registry_revision);
COMMENT ON FUNCTION public.aval_open_revision() IS
'The revision being published: its row is written last, so that nothing can be added to one that is closed.';

CREATE FUNCTION public.aval_is_rebuilding() RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(current_setting('aval.rebuilding', true), '') = 'on';
COMMENT ON FUNCTION public.aval_is_rebuilding() IS
'Verdicts are derived: their owner may throw them away and settle every revision anew.';

CREATE FUNCTION public.aval_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '% on %: what is published is never edited or deleted.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION public.aval_close_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    closing text[] := coalesce(TG_ARGV::text[], '{}');
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
    closing_column text;
BEGIN
    IF old_row - closing IS DISTINCT FROM new_row - closing THEN
        RAISE EXCEPTION 'UPDATE on %: what is published is never edited.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    FOREACH closing_column IN ARRAY closing LOOP
        IF coalesce((old_row ->> closing_column)::integer, 2147483647) <> 2147483647
            OR (new_row ->> closing_column)::integer IS DISTINCT FROM public.aval_open_revision()
            AND NOT public.aval_is_rebuilding()
        THEN
            RAISE EXCEPTION 'UPDATE on %: a row is closed once, by the revision being published.', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE FUNCTION public.aval_enter_under_open_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (to_jsonb(NEW) ->> TG_ARGV[0])::integer IS DISTINCT FROM public.aval_open_revision()
        AND NOT (TG_ARGV[0] = 'revision_from' AND public.aval_is_rebuilding())
    THEN
        RAISE EXCEPTION 'INSERT on %: a fact is entered under the revision being published.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.aval_follow_the_last_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    last public.registry_revision;
BEGIN
    SELECT * INTO last FROM public.registry_revision ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
        OR NEW.day < coalesce(last.day, '-infinity')
        OR NEW.previous_digest <> coalesce(last.digest, '')
    THEN
        RAISE EXCEPTION 'Revision % does not follow revision %.', NEW.number, coalesce(last.number, 0)
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.aval_require_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    placed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE %I = $1)', TG_ARGV[0], TG_ARGV[1])
        INTO placed USING NEW.id;
    IF NOT placed THEN
        RAISE EXCEPTION '% % stands nowhere: nothing places it.', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
"""

FACTS = {  # table: the columns that may be closed
    "revision": (),
    "organisationplacement": (),
    "organisationend": (),
    "defaultrule": (),
    "baselineentry": ("known_until_id",),
    "categoryplacement": (),
    "applicationplacement": (),
    "identifier": ("known_until_id",),
    "publisheridentifier": ("known_until_id",),
    "decision": (),
    "minimumversion": (),
    "withdrawal": (),
    "verdict": ("revision_to",),
    "verdictreason": (),
    "comment": (),
}
DERIVED = ("verdict", "verdictreason")
ENTERED = {"verdict": "revision_from"} | {
    table: "revision_id" for table in FACTS if table not in ("revision", "comment", *DERIVED)
}
PLACED = {
    "organisation": "organisationplacement",
    "category": "categoryplacement",
    "application": "applicationplacement",
}
ADDRESSED = ("organisation", "category", "application", "publisher", "announcement")


def triggers() -> str:
    """Return the SQL that puts every guard in its place."""
    sql = []
    for table, closing in FACTS.items():
        arguments = ", ".join(f"'{column}'" for column in closing)
        derived = " WHEN (NOT public.aval_is_rebuilding())" if table in DERIVED else ""
        sql += [
            f"CREATE TRIGGER {table}_is_never_edited BEFORE UPDATE ON registry_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.aval_close_once({arguments})",
            f"CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON registry_{table}"
            f" FOR EACH ROW{derived} EXECUTE FUNCTION public.aval_refuse()",
            # The tests empty their own tables: a database is disposable only where its connection says so.
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON registry_{table} FOR EACH STATEMENT"
            " WHEN (coalesce(current_setting('aval.disposable', true), '') <> 'on')"
            " EXECUTE FUNCTION public.aval_refuse()",
        ]
    for table, column in ENTERED.items():
        sql.append(
            f"CREATE TRIGGER {table}_is_entered_under_the_open_revision BEFORE INSERT ON registry_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.aval_enter_under_open_revision('{column}')"
        )
    sql.append(
        "CREATE TRIGGER revision_follows_the_last BEFORE INSERT ON registry_revision"
        " FOR EACH ROW EXECUTE FUNCTION public.aval_follow_the_last_revision()"
    )
    for table, placements in PLACED.items():
        sql.append(
            f"CREATE CONSTRAINT TRIGGER {table}_stands_somewhere AFTER INSERT ON registry_{table}"
            " DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION public.aval_require_place('registry_{placements}', '{table}_id')"
        )
    for table in ADDRESSED:
        sql.append(
            f"CREATE TRIGGER {table}_keeps_its_slug BEFORE UPDATE OF slug ON registry_{table} FOR EACH ROW"
            " WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION public.aval_refuse()"
        )
    sql.append(
        "CREATE TRIGGER published_announcement_is_kept BEFORE DELETE ON registry_announcement FOR EACH ROW"
        " WHEN (OLD.published_in_id IS NOT NULL) EXECUTE FUNCTION public.aval_refuse()"
    )
    return ";\n".join(sql) + ";"


class Migration(migrations.Migration):
    """Functions and triggers; undone with the tables."""

    dependencies = (("registry", "0002_tables"),)
    operations = (
        migrations.RunSQL(
            FUNCTIONS,
            """
            DROP FUNCTION public.aval_refuse, public.aval_close_once, public.aval_enter_under_open_revision,
                public.aval_follow_the_last_revision, public.aval_require_place CASCADE;
            DROP FUNCTION public.aval_is_rebuilding, public.aval_open_revision;
            """,
        ),
        migrations.RunSQL(triggers(), migrations.RunSQL.noop),
    )
