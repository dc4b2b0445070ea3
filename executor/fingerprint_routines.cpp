#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

// What depends internally on a type makes its values: the server made it with the type.
constexpr std::string_view routines_sql = R"(
SELECT {name} || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS "#identity",
       CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS "#kind",
       pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E'\n') AS definition,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.prokind <> 'a' AND {in_scope} AND {own}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                    AND d.objid = p.oid AND d.deptype = 'i')
)";

constexpr std::string_view aggregates_sql = R"(
SELECT {name} || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS "#identity",
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
       pg_catalog.pg_get_function_result(p.oid) AS result,
       CASE a.aggkind WHEN 'o' THEN 'ordered set' WHEN 'h' THEN 'hypothetical set' END AS form,
       {transition} AS "transition function",
       pg_catalog.format_type(a.aggtranstype, NULL) AS "transition type",
       NULLIF(a.aggtransspace, 0) AS "transition space",
       a.agginitval AS "initial value",
       {final} AS "final function",
       {final_extra},
       CASE WHEN {final} IS NOT NULL THEN NULLIF(a.aggfinalmodify, 'r') END AS "final modifies",
       {combine} AS "combine function",
       {serial} AS "serial function", {deserial} AS "deserial function",
       {moving} AS "moving transition function",
       {moving_inverse} AS "moving inverse function",
       CASE WHEN a.aggmtranstype <> 0
            THEN pg_catalog.format_type(a.aggmtranstype, NULL) END AS "moving transition type",
       NULLIF(a.aggmtransspace, 0) AS "moving transition space",
       a.aggminitval AS "moving initial value",
       {moving_final} AS "moving final function",
       {moving_final_extra},
       CASE WHEN a.aggsortop <> 0
            THEN a.aggsortop::pg_catalog.regoperator::pg_catalog.text END AS "sort operator",
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END AS parallel,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid = p.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE {in_scope} AND {own}
)";

constexpr std::string_view event_triggers_sql = R"(
SELECT pg_catalog.quote_ident(e.evtname) AS "#identity",
       e.evtevent AS event,
       (SELECT pg_catalog.string_agg(tag, ', ' ORDER BY tag COLLATE "C")
        FROM pg_catalog.unnest(e.evttags) AS tag) AS tags,
       {function} AS function,
       {enabled}, {owner}, {comment}
FROM pg_catalog.pg_event_trigger AS e
WHERE {own}
)";

std::string routines(const CatalogScope& scope) {
    return fill(
        routines_sql,
        {{"name", qualified_name("n.nspname", "p.proname")},
         {"owner", owner("p.proowner")},
         {"grants", grants("f", "p.proacl", "p.proowner")},
         {"comment", comment("pg_proc", "p.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_proc", "p.oid")}}
    );
}

std::string aggregates(const CatalogScope& scope) {
    return fill(
        aggregates_sql,
        {{"name", qualified_name("n.nspname", "p.proname")},
         {"transition", function_name("a.aggtransfn")},
         {"final", function_name("a.aggfinalfn")},
         {"final_extra", yes_if("a.aggfinalextra", "final extra")},
         {"combine", function_name("a.aggcombinefn")},
         {"serial", function_name("a.aggserialfn")},
         {"deserial", function_name("a.aggdeserialfn")},
         {"moving", function_name("a.aggmtransfn")},
         {"moving_inverse", function_name("a.aggminvtransfn")},
         {"moving_final", function_name("a.aggmfinalfn")},
         {"moving_final_extra", yes_if("a.aggmfinalextra", "moving final extra")},
         {"owner", owner("p.proowner")},
         {"grants", grants("f", "p.proacl", "p.proowner")},
         {"comment", comment("pg_proc", "p.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_proc", "p.oid")}}
    );
}

std::string event_triggers() {
    return fill(
        event_triggers_sql,
        {{"function", function_name("e.evtfoid")},
         {"enabled", enabled_state("e.evtenabled")},
         {"owner", owner("e.evtowner")},
         {"comment", comment("pg_event_trigger", "e.oid")},
         {"own", of_no_extension("pg_event_trigger", "e.oid")}}
    );
}

}  // namespace

CatalogQueries routine_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::function, routines(scope)},
        {SchemaKind::aggregate, aggregates(scope)},
        {SchemaKind::event_trigger, event_triggers()},
    };
}

}  // namespace rollpack::executor::detail
