#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

constexpr std::string_view wrappers_sql = R"(
SELECT pg_catalog.quote_ident(w.fdwname) AS "#identity",
       {handler} AS handler, {validator} AS validator, {options} AS options,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_foreign_data_wrapper AS w
WHERE {own}
)";

constexpr std::string_view servers_sql = R"(
SELECT pg_catalog.quote_ident(s.srvname) AS "#identity",
       pg_catalog.quote_ident(w.fdwname) AS "foreign data wrapper",
       s.srvtype AS type, s.srvversion AS version, {options} AS options,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_foreign_server AS s
JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
WHERE {own}
)";

// The view shows the options only to those who may see them.
constexpr std::string_view user_mappings_sql = R"(
SELECT CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(m.usename) END
       || ' on ' || pg_catalog.quote_ident(m.srvname) AS "#identity",
       pg_catalog.quote_ident(m.srvname) AS "#parent",
       {options} AS options
FROM pg_catalog.pg_user_mappings AS m
)";

std::string wrappers() {
    return fill(
        wrappers_sql,
        {{"handler", function_name("w.fdwhandler")},
         {"validator", function_name("w.fdwvalidator")},
         {"options", options_line("w.fdwoptions")},
         {"owner", owner("w.fdwowner")},
         {"grants", grants("F", "w.fdwacl", "w.fdwowner")},
         {"comment", comment("pg_foreign_data_wrapper", "w.oid")},
         {"own", of_no_extension("pg_foreign_data_wrapper", "w.oid")}}
    );
}

std::string servers() {
    return fill(
        servers_sql,
        {{"options", options_line("s.srvoptions")},
         {"owner", owner("s.srvowner")},
         {"grants", grants("S", "s.srvacl", "s.srvowner")},
         {"comment", comment("pg_foreign_server", "s.oid")},
         {"own", of_no_extension("pg_foreign_server", "s.oid")}}
    );
}

}  // namespace

CatalogQueries foreign_queries(const CatalogScope&) {
    return {
        {SchemaKind::foreign_data_wrapper, wrappers()},
        {SchemaKind::foreign_server, servers()},
        {SchemaKind::user_mapping,
         fill(user_mappings_sql, {{"options", options_line("m.umoptions")}})},
    };
}

}  // namespace rollpack::executor::detail
