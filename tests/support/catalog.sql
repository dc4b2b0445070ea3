-- What a database holds besides rows, a line for each object, in no order. `:without` is an array of LIKE's
-- patterns of the relations to leave out, as "schema.name".
--
-- A NOT NULL constraint has no name here: only PostgreSQL 18 keeps one, which tells what the column was called
-- when it was made, and a dump from an older server does not say it.
SET search_path = '';
WITH spaces AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relations AS (
    SELECT c.*, format('%I.%I', s.nspname, c.relname) AS name
    FROM pg_class AS c JOIN spaces AS s ON s.oid = c.relnamespace
    WHERE concat(s.nspname, '.', c.relname) NOT LIKE ALL(:without)
), lines(line) AS (
    SELECT format('CREATE SCHEMA %I', nspname) || ' ' || pg_get_userbyid(nspowner) || ' '
           || coalesce(nspacl::text, '')
    FROM spaces
    UNION ALL
    SELECT format('relation %s %s %s %s %s %s', name, relkind, relpersistence,
           pg_get_userbyid(relowner), relacl, reloptions)
           || CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) ELSE '' END
    FROM relations WHERE relkind NOT IN ('i', 'I')
    UNION ALL
    SELECT format('column %s.%I %s %s %s %s %s %s', r.name, a.attname,
           format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
           pg_get_expr(d.adbin, d.adrelid), a.attacl)
    FROM relations AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = r.oid AND d.adnum = a.attnum
    WHERE r.relkind NOT IN ('i', 'I', 'S') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT format('constraint %s %s %s', r.name,
           CASE WHEN c.contype <> 'n' THEN quote_ident(c.conname) END, pg_get_constraintdef(c.oid))
    FROM relations AS r JOIN pg_constraint AS c ON c.conrelid = r.oid
    UNION ALL
    SELECT 'index ' || pg_get_indexdef(i.indexrelid)
    FROM relations AS r JOIN pg_index AS i ON i.indrelid = r.oid
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(t.oid) || t.tgenabled::text
    FROM relations AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT format('policy %s %I %s %s', r.name, p.polname, p.polcmd,
           pg_get_expr(p.polqual, p.polrelid))
    FROM relations AS r JOIN pg_policy AS p ON p.polrelid = r.oid
    UNION ALL
    SELECT format('sequence %s %s', r.name, to_jsonb(s) - 'seqrelid')
    FROM relations AS r JOIN pg_sequence AS s ON s.seqrelid = r.oid
    UNION ALL
    SELECT format('comment %s %s %s', r.name, d.objsubid, d.description)
    FROM relations AS r
    JOIN pg_description AS d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
    UNION ALL
    SELECT 'function ' || pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '')
    FROM pg_proc AS p JOIN spaces AS s ON s.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
    UNION ALL
    SELECT format('type %I.%I %s %s', s.nspname, t.typname, t.typtype,
           (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
            FROM pg_enum AS e WHERE e.enumtypid = t.oid))
    FROM pg_type AS t JOIN spaces AS s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd')
)
SELECT coalesce(string_agg(line, E'\n'), '') FROM lines;
