"""What a database holds, as text: the catalog and every row. Two databases of one content give equal
texts. Left out are rollpack's journal and when a history row was written."""

RELATIONS = r"""
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_(toast|temp)' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND c.relname NOT LIKE 'rollpack\_journal%'
"""

CATALOG = f"""
WITH relation AS (SELECT c.* {RELATIONS}),
space AS (SELECT oid, nspname, nspacl FROM pg_namespace
          WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
SELECT line FROM (
    SELECT format('schema %s %s', nspname, nspacl) AS line FROM space
    UNION ALL
    SELECT format('relation %s %s %s %s %s %s %s', oid::regclass, relkind, relpersistence,
                  relowner::regrole, relacl, reloptions, obj_description(oid, 'pg_class'))
    FROM relation
    UNION ALL
    SELECT format('column %s.%s %s %s %s %s %s %s', r.oid::regclass, a.attname,
                  format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attacl,
                  pg_get_expr(d.adbin, d.adrelid), col_description(r.oid, a.attnum))
    FROM relation AS r
    JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = r.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT format('constraint %s %s %s %s', k.conrelid::regclass, k.conname, k.convalidated,
                  pg_get_constraintdef(k.oid))
    FROM pg_constraint AS k JOIN relation AS r ON r.oid = k.conrelid
    UNION ALL
    SELECT format('index %s %s %s', i.indexrelid::regclass, i.indisvalid,
                  pg_get_indexdef(i.indexrelid))
    FROM pg_index AS i JOIN relation AS r ON r.oid = i.indexrelid
    UNION ALL
    SELECT format('view %s %s', oid::regclass, pg_get_viewdef(oid))
    FROM relation WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT format('rule %s', pg_get_ruledef(w.oid))
    FROM pg_rewrite AS w JOIN relation AS r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT format('trigger %s %s', t.tgenabled, pg_get_triggerdef(t.oid))
    FROM pg_trigger AS t JOIN relation AS r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT format('function %s %s %s', p.proowner::regrole, p.proacl, pg_get_functiondef(p.oid))
    FROM pg_proc AS p JOIN space ON space.oid = p.pronamespace WHERE p.prokind <> 'a'
    UNION ALL
    SELECT format('enum %s %s', e.enumtypid::regtype, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder))
    FROM pg_enum AS e GROUP BY e.enumtypid
) AS lines ORDER BY line COLLATE "C"
"""

TABLES = f"SELECT c.oid::regclass::text, c.relkind {RELATIONS} AND c.relkind IN ('r', 'm', 'S') ORDER BY 1"

HISTORY = """
SELECT (installed_rank, version, description, type, script, checksum, success)
FROM flyway_schema_history ORDER BY installed_rank
"""


def take(session, patience):
    """In one transaction, so that it is one moment's. @throws ServerError when something is locked for
    longer than `patience`."""
    session.query("BEGIN ISOLATION LEVEL REPEATABLE READ")
    try:
        session.query(f"SET LOCAL lock_timeout = '{patience}'")
        lines = [line for (line,) in session.query(CATALOG)]
        for name, kind in session.query(TABLES):
            columns = "last_value, is_called" if kind == "S" else "t"
            rows = f"SELECT ({columns})::text FROM ONLY {name} AS t ORDER BY 1"
            if name == "flyway_schema_history":
                rows = HISTORY
            lines += [f"row of {name} {row}" for (row,) in session.query(rows)]
    finally:
        session.query("ROLLBACK")
    return "\n".join(lines)


def without_invalid_indexes(state):
    """CREATE INDEX CONCURRENTLY and its like may leave one half-way, which nobody uses."""
    lines = [(line, [*line.split(" ", 3), "", ""]) for line in state.split("\n")]
    invalid = {words[1] for _, words in lines if words[0] == "index" and words[2] == "f"}
    # The second word is the relation's name, or its column's.
    return "\n".join(line for line, words in lines if words[1].split(".")[0] not in invalid)
