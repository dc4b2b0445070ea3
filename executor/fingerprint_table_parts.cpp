#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

// The foreign keys of partitions follow from that of their parent, and the server makes up their names.
// NOT NULL is told with the column; a constraint trigger is a trigger.
constexpr std::string_view constraints_sql = R"(
SELECT pg_catalog.quote_ident(k.conname) || ' on ' || {table} AS "#identity",
       {table} AS "#parent",
       pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       CASE WHEN k.contype = 'c' AND k.coninhcount > 0 AND NOT c.relispartition
            THEN CASE WHEN k.conislocal THEN 'and defined here' ELSE 'yes' END END AS inherited,
       CASE WHEN k.contype = 'f' AND EXISTS (
           SELECT FROM pg_catalog.pg_trigger AS t
           WHERE t.tgconstraint = k.oid AND t.tgisinternal AND t.tgenabled <> 'O')
            THEN 'no' END AS enforced,
       {options} AS "index options",
       pg_catalog.quote_ident(ts.spcname) AS tablespace,
       {clustered},
       (SELECT about.description FROM pg_catalog.pg_description AS about
        WHERE about.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND about.objoid = x.oid
          AND about.objsubid = 0) AS "index comment",
       {comment}
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS x ON x.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = x.oid
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ts.oid = x.reltablespace
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND NOT (k.contype = 'f' AND k.conparentid <> 0)
  AND {in_scope}
)";

constexpr std::string_view indexes_sql = R"(
SELECT {index} AS "#identity",
       {table} AS "#parent",
       pg_catalog.pg_get_indexdef(x.oid) AS definition,
       CASE WHEN NOT i.indisvalid THEN 'no' END AS valid,
       (SELECT {parent} FROM pg_catalog.pg_inherits AS h
        JOIN pg_catalog.pg_class AS pc ON pc.oid = h.inhparent
        JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
        WHERE h.inhrelid = x.oid) AS "partition of",
       {clustered},
       (SELECT pg_catalog.string_agg('column ' || a.attnum || ': ' || a.attstattarget, ', '
                                     ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = x.oid AND a.attstattarget >= 0) AS statistics,
       pg_catalog.quote_ident(ts.spcname) AS tablespace,
       {comment}
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ts.oid = x.reltablespace
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                  WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x'))
  AND {in_scope}
)";

constexpr std::string_view statistics_sql = R"(
SELECT {statistics} AS "#identity",
       {table} AS "#parent",
       pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition,
       {target} AS target,
       {owner}, {comment}
FROM pg_catalog.pg_statistic_ext AS s
JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.stxnamespace
JOIN pg_catalog.pg_class AS c ON c.oid = s.stxrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE {in_scope}
)";

constexpr std::string_view rules_sql = R"(
SELECT pg_catalog.quote_ident(r.rulename) || ' on ' || {table} AS "#identity",
       {table} AS "#parent",
       pg_catalog.pg_get_ruledef(r.oid) AS definition,
       {enabled}, {comment}
FROM pg_catalog.pg_rewrite AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND {in_scope}
)";

// A trigger of a partition that follows from its parent's is told where it is in another state.
constexpr std::string_view triggers_sql = R"(
SELECT pg_catalog.quote_ident(t.tgname) || ' on ' || {table} AS "#identity",
       {table} AS "#parent",
       pg_catalog.pg_get_triggerdef(t.oid) AS definition,
       {enabled}, {comment}
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE {own} AND {in_scope}
)";

constexpr std::string_view own_triggers_sql = R"((
    (NOT t.tgisinternal AND t.tgparentid = 0)
    OR (t.tgparentid <> 0 AND EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS p
        WHERE p.oid = t.tgparentid AND NOT p.tgisinternal AND p.tgenabled <> t.tgenabled))))";

constexpr std::string_view policies_sql = R"(
SELECT pg_catalog.quote_ident(p.polname) || ' on ' || {table} AS "#identity",
       {table} AS "#parent",
       CASE WHEN NOT p.polpermissive THEN 'yes' END AS restrictive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
            WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
       (SELECT pg_catalog.string_agg(m.name, ', ' ORDER BY m.name COLLATE "C")
        FROM (SELECT CASE o WHEN 0 THEN 'PUBLIC'
                     ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o)) END AS name
              FROM pg_catalog.unnest(p.polroles) AS o) AS m) AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "with check",
       {comment}
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE {in_scope}
)";

std::string table_name() {
    return qualified_name("n.nspname", "c.relname");
}

std::string constraints(const CatalogScope& scope) {
    return fill(
        constraints_sql,
        {{"table", table_name()},
         {"options", options_line("x.reloptions")},
         {"clustered", yes_if("i.indisclustered", "clustered")},
         {"comment", comment("pg_constraint", "k.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string indexes(const CatalogScope& scope) {
    return fill(
        indexes_sql,
        {{"index", qualified_name("n.nspname", "x.relname")},
         {"table", table_name()},
         {"parent", qualified_name("pn.nspname", "pc.relname")},
         {"clustered", yes_if("i.indisclustered", "clustered")},
         {"comment", comment("pg_class", "x.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string statistics(const CatalogScope& scope) {
    return fill(
        statistics_sql,
        {{"statistics", qualified_name("sn.nspname", "s.stxname")},
         {"table", table_name()},
         {"target", since(scope, 13, "NULLIF(s.stxstattarget, -1)::pg_catalog.text")},
         {"owner", owner("s.stxowner")},
         {"comment", comment("pg_statistic_ext", "s.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string rules(const CatalogScope& scope) {
    return fill(
        rules_sql,
        {{"table", table_name()},
         {"enabled", enabled_state("r.ev_enabled")},
         {"comment", comment("pg_rewrite", "r.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string triggers(const CatalogScope& scope) {
    return fill(
        triggers_sql,
        {{"table", table_name()},
         {"enabled", enabled_state("t.tgenabled")},
         {"comment", comment("pg_trigger", "t.oid")},
         {"own", since(scope, 13, own_triggers_sql, "NOT t.tgisinternal")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

std::string policies(const CatalogScope& scope) {
    return fill(
        policies_sql,
        {{"table", table_name()},
         {"comment", comment("pg_policy", "p.oid")},
         {"in_scope", relation_in_scope(scope)}}
    );
}

}  // namespace

CatalogQueries table_part_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::constraint, constraints(scope)},
        {SchemaKind::index, indexes(scope)},
        {SchemaKind::statistics, statistics(scope)},
        {SchemaKind::rule, rules(scope)},
        {SchemaKind::trigger, triggers(scope)},
        {SchemaKind::policy, policies(scope)},
    };
}

}  // namespace rollpack::executor::detail
