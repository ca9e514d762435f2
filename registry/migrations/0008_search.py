"""Search that forgives: spellings, sounds and stems of names, and the functions that compare them with a text.

All of it follows from the columns it stands on, through generated columns and indexes on expressions: there
is nothing to keep in step, and nothing to rebuild.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models
from django.db.models.functions import Upper

# Names are qualified, so that an index, a generated column and pg_restore find them whatever the search path.
# The marks are named one by one: what counts as a mark would else depend on the server's locale.
FUNCTIONS = r"""
CREATE TEXT SEARCH CONFIGURATION public.aval_french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION public.aval_french
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.french_stem;
CREATE TEXT SEARCH CONFIGURATION public.aval_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION public.aval_english
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.english_stem;

CREATE FUNCTION public.aval_squeezed(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.translate(
    public.aval_sort_key(name), E' \t\r\n\u00a0\u202f-–—_.,:;!?\'’"«»“”()[]{}/\\&+*@#|…·%^~<>=$`', ''
);
COMMENT ON FUNCTION public.aval_squeezed(text) IS
'A name without accents, capitals, spaces or marks: "Tik Tok" and "TikTok" are one.';

CREATE FUNCTION public.aval_spellings(name text, aliases text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT E'\n' || coalesce(
        pg_catalog.string_agg(DISTINCT spelt COLLATE "C", E'\n' ORDER BY spelt COLLATE "C"), ''
    ) || E'\n'
    FROM pg_catalog.unnest(name || aliases) AS one,
        LATERAL (VALUES (public.aval_sort_key(one)), (public.aval_squeezed(one))) AS ways (spelt)
    WHERE spelt <> ''
);
COMMENT ON FUNCTION public.aval_spellings(text, text[]) IS
'Each name of an application as it is sorted and as it is squeezed, every one on a line between two line ends.';

CREATE FUNCTION public.aval_lines(spellings text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.string_to_array(pg_catalog.btrim(spellings, E'\n'), E'\n');

CREATE FUNCTION public.aval_sounds(spellings text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(pg_catalog.array_agg(DISTINCT sound), '{}')
    FROM pg_catalog.unnest(public.aval_lines(spellings)) AS line,
        LATERAL (VALUES (public.dmetaphone(line)), (public.dmetaphone_alt(line))) AS heard (sound)
    WHERE pg_catalog.length(sound) > 1
);
COMMENT ON FUNCTION public.aval_sounds(text) IS
'How the spellings sound (double metaphone): "tic toc" sounds like "TikTok", "ouatsap" like "WhatsApp".';

CREATE FUNCTION public.aval_words(french text, english text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.to_tsvector('public.aval_french'::regconfig, french)
    || pg_catalog.to_tsvector('public.aval_english'::regconfig, english);

CREATE FUNCTION public.aval_question(asked text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.plainto_tsquery('public.aval_french'::regconfig, asked)
    || pg_catalog.plainto_tsquery('public.aval_english'::regconfig, asked);
COMMENT ON FUNCTION public.aval_question(text) IS
'All words of a text, stemmed as French or as English; what a query language would read in it is plain text.';

CREATE FUNCTION public.aval_names_a_category(asked text, french text, english text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN public.aval_words(french, english) @@ public.aval_question(asked)
    OR public.aval_words(asked, asked) @@ pg_catalog.plainto_tsquery('public.aval_french'::regconfig, french)
    OR public.aval_words(asked, asked) @@ pg_catalog.plainto_tsquery('public.aval_english'::regconfig, english)
    OR pg_catalog.length(public.aval_squeezed(asked)) > 3 AND (
        pg_catalog.starts_with(public.aval_squeezed(french), public.aval_squeezed(asked))
        OR pg_catalog.starts_with(public.aval_squeezed(english), public.aval_squeezed(asked))
        OR public.similarity(public.aval_squeezed(french), public.aval_squeezed(asked)) >= 0.5
        OR public.similarity(public.aval_squeezed(english), public.aval_squeezed(asked)) >= 0.5
    );
COMMENT ON FUNCTION public.aval_names_a_category(text, text, text) IS
'Whether a text holds all words of a category''s name, or is some of them, or begins or almost spells it.';

CREATE FUNCTION public.aval_likeness(spellings text, asked text) RETURNS real
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(max(
        CASE WHEN length(one) < 3 THEN 0 ELSE greatest(
            1 - public.levenshtein(one, sought)::real / greatest(length(one), length(sought)),
            -- As if the rest of the name were still to be typed, which proves a little less.
            0.9 - public.levenshtein(left(one, length(sought)), sought)::real / length(sought)
        ) END
        + CASE WHEN length(public.dmetaphone(one)) > 1 AND (
            public.dmetaphone(one) IN (public.dmetaphone(sought), public.dmetaphone_alt(sought))
            OR public.dmetaphone_alt(one) = public.dmetaphone(sought)
        ) THEN 0.2 ELSE 0 END
    ), 0)::real
    FROM (SELECT pg_catalog.left(public.aval_squeezed(asked), 60) AS sought) AS text_asked,
        LATERAL (
            SELECT pg_catalog.left(line, 60) AS one FROM pg_catalog.unnest(public.aval_lines(spellings)) AS line
            UNION
            SELECT pg_catalog.left(word, 60) FROM pg_catalog.regexp_split_to_table(spellings, E'[\n ]+') AS word
        ) AS names
    WHERE sought <> '' AND one <> ''
);
COMMENT ON FUNCTION public.aval_likeness(text, text) IS
'How near a text comes to a spelling, from 0 to about 1: the letters to change, and whether it sounds the same.';

CREATE FUNCTION public.aval_guessed(asked text, at_least real) RETURNS TABLE (application_id bigint, likeness real)
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = pg_catalog, public AS $$
DECLARE
    sought text := left(public.aval_squeezed(asked), 60);
BEGIN
    -- The index compares with this setting: two letters that changed places leave 2 of 10 trigrams of a name of five.
    PERFORM set_config('pg_trgm.word_similarity_threshold', '0.18', true);
    RETURN QUERY
    -- Some of each are compared letter by letter, which is dear.
    WITH near AS (
        (SELECT id, spellings FROM public.registry_application
        WHERE sought OPERATOR(public.<%) spellings
        ORDER BY public.word_similarity(sought, spellings) DESC, public.similarity(sought, spellings) DESC, id LIMIT 80)
        UNION
        (SELECT id, spellings FROM public.registry_application
        WHERE public.aval_sounds(spellings) && public.aval_sounds(sought)
        ORDER BY public.word_similarity(sought, spellings) DESC, sort_key, id LIMIT 50)
        UNION
        (SELECT application.id, E'\n' || public.aval_squeezed(publisher.name) || E'\n'
        FROM public.registry_publisher AS publisher
        JOIN public.registry_application AS application ON application.publisher_id = publisher.id
        WHERE public.aval_squeezed(publisher.name) OPERATOR(public.%) sought
        ORDER BY public.similarity(public.aval_squeezed(publisher.name), sought) DESC, application.sort_key, 1
        LIMIT 50)
    )
    SELECT id, max(compared.likeness) AS best
    FROM (SELECT id, public.aval_likeness(spellings, sought) AS likeness FROM near) AS compared
    GROUP BY id HAVING max(compared.likeness) >= at_least
    ORDER BY best DESC, id
    LIMIT 50;
END $$;
COMMENT ON FUNCTION public.aval_guessed(text, real) IS
'The fifty applications at most of which a name or the publisher comes near to a text: as near as `at_least` or nearer.';
"""
BACK = """
DROP FUNCTION public.aval_guessed, public.aval_likeness, public.aval_names_a_category, public.aval_question,
    public.aval_words, public.aval_sounds, public.aval_lines, public.aval_spellings, public.aval_squeezed;
DROP TEXT SEARCH CONFIGURATION public.aval_french;
DROP TEXT SEARCH CONFIGURATION public.aval_english;
"""


class Migration(migrations.Migration):
    """An extension, functions, a column and indexes."""

    dependencies = (("registry", "0007_edits"),)
    operations = (
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.AddField(
            model_name="application",
            name="spellings",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name"), models.F("aliases"), function="aval_spellings"),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=GinIndex(fields=["spellings"], name="application_by_spelling", opclasses=("gin_trgm_ops",)),
        ),
        migrations.AddIndex(
            model_name="application",
            index=GinIndex(models.Func("spellings", function="aval_sounds"), name="application_by_sound"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=GinIndex(models.Func("spellings", "spellings", function="aval_words"), name="application_by_words"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=GinIndex(
                models.Func("description_fr", "description_en", function="aval_words"),
                name="application_by_description",
            ),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(Upper("value"), name="identifier_by_value"),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=GinIndex(OpClass(Upper("value"), name="gin_trgm_ops"), name="identifier_by_part"),
        ),
        migrations.AddIndex(
            model_name="publisher",
            index=GinIndex(
                OpClass(models.Func("name", function="aval_squeezed"), name="gin_trgm_ops"),
                name="publisher_by_likeness",
            ),
        ),
    )
