#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

constexpr std::string_view tables_sql = R"(
SELECT {name} AS "#identity",
       CASE c.relkind WHEN 'f' THEN 'foreign_table' ELSE 'table' END AS "#kind",
       CASE c.relpersistence WHEN 'u' THEN 'unlogged' END AS persistence,
       NULLIF(am.amname, 'heap') AS "access method",
       pg_catalog.quote_ident(ts.spcname) AS tablespace,
       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS "of type",
       (SELECT pg_catalog.string_agg({parent_name}, ', ' ORDER BY i.inhseqno)
        FROM pg_catalog.pg_inherits AS i
        JOIN pg_catalog.pg_class AS pc ON pc.oid = i.inhparent
        JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
        WHERE i.inhrelid = c.oid) AS inherits,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bounds,
       CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partitioned by",
       {options} AS options, {toast_options} AS "toast options",
       {row_security}, {forced},
       CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN
           (SELECT 'index ' || pg_catalog.quote_ident(ic.relname)
            FROM pg_catalog.pg_index AS x
            JOIN pg_catalog.pg_class AS ic ON ic.oid = x.indexrelid
            WHERE x.indrelid = c.oid AND x.indisreplident) END AS "replica identity",
       pg_catalog.quote_ident(sv.srvname) AS server, {foreign_options} AS "foreign options",
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ts.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_foreign_table AS ft ON ft.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server AS sv ON sv.oid = ft.ftserver
WHERE c.relkind IN ('r', 'p', 'f') AND {in_scope}
)";

// A view and a type tell their columns in their own definitions; only what was added to one is told here.
constexpr std::string_view columns_sql = R"(
SELECT {name} || '.' || pg_catalog.quote_ident(a.attname) AS "#identity",
       {name} AS "#parent",
       CASE WHEN c.relkind IN ('r', 'p', 'f') THEN pg_catalog.row_number() OVER (
           PARTITION BY a.attrelid ORDER BY a.attnum) END AS "#position",
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       {collation} AS collation,
       {not_null} AS "not null",
       CASE WHEN a.attgenerated = '' THEN {expression} END AS "default",
       CASE a.attgenerated WHEN 's' THEN {expression} || ' STORED'
            WHEN 'v' THEN {expression} || ' VIRTUAL' END AS generated,
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
       CASE WHEN a.attinhcount > 0 AND NOT c.relispartition
            THEN CASE WHEN a.attislocal THEN 'and defined here' ELSE 'yes' END END AS inherited,
       CASE WHEN a.attstorage <> t.typstorage AND c.relkind NOT IN ('v', 'c')
            THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                      WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       {compression} AS compression,
       NULLIF(a.attstattarget, -1) AS statistics,
       {options} AS options, {foreign_options} AS "foreign options",
       {grants}, {comment}
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND {in_scope}
  AND (c.relkind IN ('r', 'p', 'f')
       OR (c.relkind IN ('v', 'm', 'c')
           AND (d.adbin IS NOT NULL OR a.attacl IS NOT NULL
                OR EXISTS (SELECT FROM pg_catalog.unnest(a.attoptions) AS o WHERE {made_by_hand})
                OR a.attstattarget >= 0 OR {compressed}
                OR (c.relkind = 'm' AND a.attstorage <> t.typstorage)
                OR EXISTS (SELECT FROM pg_catalog.pg_description AS k
                           WHERE k.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
                             AND k.objoid = c.oid AND k.objsubid = a.attnum))))
)";

constexpr std::string_view sequences_sql = R"(
SELECT {name} AS "#identity",
       {table} AS "#parent",
       pg_catalog.format_type(s.seqtypid, NULL) AS type,
       s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
       {cycle},
       {table} || '.' || pg_catalog.quote_ident(a.attname) AS "owned by",
       CASE c.relpersistence WHEN 'u' THEN 'unlogged' END AS persistence,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
LEFT JOIN pg_catalog.pg_depend AS d
    ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
    AND d.deptype IN ('a', 'i')
LEFT JOIN pg_catalog.pg_class AS tc ON tc.oid = d.refobjid
LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = tc.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE {in_scope} AND COALESCE(d.refobjid, 0) <> ALL ('{left_out}'::pg_catalog.oid[])
)";

constexpr std::string_view views_sql = R"(
SELECT {name} AS "#identity",
       CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'view' END AS "#kind",
       pg_catalog.pg_get_viewdef(c.oid) AS definition,
       {options} AS options,
       CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'no' END AS populated,
       NULLIF(am.amname, 'heap') AS "access method",
       pg_catalog.quote_ident(ts.spcname) AS tablespace,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ts.oid = c.reltablespace
WHERE c.relkind IN ('v', 'm') AND {in_scope}
)";

// Since PostgreSQL 18 each NOT NULL is a constraint with a name; as before it counts as the column's.
constexpr std::string_view not_null_sql = R"(
    CASE WHEN a.attnotnull THEN COALESCE((
        SELECT CASE WHEN NOT k.convalidated THEN 'not valid' WHEN k.connoinherit THEN 'no inherit' END
        FROM pg_catalog.pg_constraint AS k
        WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum), 'yes') END)";

std::string relation_name() {
    return qualified_name("n.nspname", "c.relname");
}

std::string tables(const CatalogScope& scope) {
    return fill(
        tables_sql,
        {{"name", relation_name()},
         {"parent_name", qualified_name("pn.nspname", "pc.relname")},
         {"options", options_line("c.reloptions")},
         {"toast_options", options_line("t.reloptions")},
         {"row_security", yes_if("c.relrowsecurity", "row security")},
         {"forced", yes_if("c.relforcerowsecurity", "row security forced")},
         {"foreign_options", options_line("ft.ftoptions")},
         {"owner", owner("c.relowner")},
         {"grants", grants("r", "c.relacl", "c.relowner")},
         {"comment", comment("pg_class", "c.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string columns(const CatalogScope& scope) {
    return fill(
        columns_sql,
        {{"name", relation_name()},
         {"collation", collation_name("a.attcollation", "t.typcollation")},
         {"not_null", since(scope, 18, not_null_sql, "CASE WHEN a.attnotnull THEN 'yes' END")},
         {"expression", "pg_catalog.pg_get_expr(d.adbin, d.adrelid)"},
         {"compression",
          since(scope, 14, "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END")},
         {"compressed", since(scope, 14, "a.attcompression <> ''", "false")},
         {"options", options_line("a.attoptions")},
         {"made_by_hand", made_by_hand("o")},
         {"foreign_options", options_line("a.attfdwoptions")},
         {"grants", grants("c", "a.attacl", "c.relowner")},
         {"comment", comment("pg_class", "c.oid", "a.attnum")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string sequences(const CatalogScope& scope) {
    return fill(
        sequences_sql,
        {{"name", relation_name()},
         {"table", qualified_name("tn.nspname", "tc.relname")},
         {"cycle", yes_if("s.seqcycle", "cycle")},
         {"owner", owner("c.relowner")},
         {"grants", grants("s", "c.relacl", "c.relowner")},
         {"comment", comment("pg_class", "c.oid")},
         {"in_scope", relation_in_scope(scope)},
         {"left_out", scope.relations}}
    );
}

std::string views(const CatalogScope& scope) {
    return fill(
        views_sql,
        {{"name", relation_name()},
         {"options", options_line("c.reloptions")},
         {"owner", owner("c.relowner")},
         {"grants", grants("r", "c.relacl", "c.relowner")},
         {"comment", comment("pg_class", "c.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

}  // namespace

CatalogQueries table_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::table, tables(scope)},
        {SchemaKind::column, columns(scope)},
        {SchemaKind::sequence, sequences(scope)},
        {SchemaKind::view, views(scope)},
    };
}

}  // namespace rollpack::executor::detail
