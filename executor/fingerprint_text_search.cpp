#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

constexpr std::string_view parsers_sql = R"(
SELECT {name} AS "#identity",
       {start} AS start, {token} AS "next token", {end} AS "end",
       {types} AS "token types", {headline} AS headline, {comment}
FROM pg_catalog.pg_ts_parser AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
WHERE {in_scope} AND {own}
)";

constexpr std::string_view templates_sql = R"(
SELECT {name} AS "#identity", {init} AS init, {lexize} AS lexize, {comment}
FROM pg_catalog.pg_ts_template AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
WHERE {in_scope} AND {own}
)";

constexpr std::string_view dictionaries_sql = R"(
SELECT {name} AS "#identity",
       {template} AS template, d.dictinitoption AS options, {owner}, {comment}
FROM pg_catalog.pg_ts_dict AS d
JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
WHERE {in_scope} AND {own}
)";

constexpr std::string_view configurations_sql = R"(
SELECT {name} AS "#identity",
       {parser} AS parser,
       (SELECT pg_catalog.string_agg(k.alias || ': ' || k.dictionaries, E'\n'
                                     ORDER BY k.alias COLLATE "C")
        FROM (SELECT tt.alias,
                     pg_catalog.string_agg(
                         m.mapdict::pg_catalog.regdictionary::pg_catalog.text, ', '
                         ORDER BY m.mapseqno) AS dictionaries
              FROM pg_catalog.pg_ts_config_map AS m
              JOIN pg_catalog.ts_token_type(c.cfgparser) AS tt ON tt.tokid = m.maptokentype
              WHERE m.mapcfg = c.oid GROUP BY tt.alias) AS k) AS mappings,
       {owner}, {comment}
FROM pg_catalog.pg_ts_config AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
WHERE {in_scope} AND {own}
)";

std::string parsers(const CatalogScope& scope) {
    return fill(
        parsers_sql,
        {{"name", qualified_name("n.nspname", "p.prsname")},
         {"start", function_name("p.prsstart")},
         {"token", function_name("p.prstoken")},
         {"end", function_name("p.prsend")},
         {"types", function_name("p.prslextype")},
         {"headline", function_name("p.prsheadline")},
         {"comment", comment("pg_ts_parser", "p.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_ts_parser", "p.oid")}}
    );
}

std::string templates(const CatalogScope& scope) {
    return fill(
        templates_sql,
        {{"name", qualified_name("n.nspname", "t.tmplname")},
         {"init", function_name("t.tmplinit")},
         {"lexize", function_name("t.tmpllexize")},
         {"comment", comment("pg_ts_template", "t.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_ts_template", "t.oid")}}
    );
}

std::string dictionaries(const CatalogScope& scope) {
    return fill(
        dictionaries_sql,
        {{"name", qualified_name("n.nspname", "d.dictname")},
         {"template", qualified_name("tn.nspname", "t.tmplname")},
         {"owner", owner("d.dictowner")},
         {"comment", comment("pg_ts_dict", "d.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_ts_dict", "d.oid")}}
    );
}

std::string configurations(const CatalogScope& scope) {
    return fill(
        configurations_sql,
        {{"name", qualified_name("n.nspname", "c.cfgname")},
         {"parser", qualified_name("pn.nspname", "p.prsname")},
         {"owner", owner("c.cfgowner")},
         {"comment", comment("pg_ts_config", "c.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_ts_config", "c.oid")}}
    );
}

}  // namespace

CatalogQueries text_search_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::text_search_parser, parsers(scope)},
        {SchemaKind::text_search_template, templates(scope)},
        {SchemaKind::text_search_dictionary, dictionaries(scope)},
        {SchemaKind::text_search_configuration, configurations(scope)},
    };
}

}  // namespace rollpack::executor::detail
