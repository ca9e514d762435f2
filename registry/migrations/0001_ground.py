"""What the tables stand on: extensions, and the database functions that they use."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# Names are qualified, so that an index, a generated column and pg_restore find them whatever the search path.
SORT_KEY = """
CREATE FUNCTION public.aval_sort_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.lower(public.unaccent('public.unaccent'::regdictionary, name));
"""


class Migration(migrations.Migration):
    """Extensions and functions."""

    initial = True
    dependencies = ()
    operations = (
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION public.aval_sort_key(text)"),
    )
