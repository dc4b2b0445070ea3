#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

// The schema "public" as initdb made it counts as having no owner, grants and comment of its own:
// releases of PostgreSQL differ in them.
constexpr std::string_view schemas_sql = R"(
SELECT pg_catalog.quote_ident(n.nspname) AS "#identity",
       CASE WHEN NOT (n.nspname = 'public' AND n.nspowner = {first_owner})
            THEN pg_catalog.pg_get_userbyid(n.nspowner) END AS owner,
       CASE WHEN n.nspname <> 'public' THEN {grants}
            WHEN n.nspowner <> {first_owner}
              OR n.nspacl::pg_catalog.text IS DISTINCT FROM {first_grants}
            THEN COALESCE({public_grants}, 'none') END AS grants,
       NULLIF({comment}, 'standard public schema') AS comment
FROM pg_catalog.pg_namespace AS n
WHERE {in_scope} AND {own}
)";

constexpr std::string_view extensions_sql = R"(
SELECT pg_catalog.quote_ident(x.extname) AS "#identity",
       pg_catalog.quote_ident(n.nspname) AS schema,
       x.extversion AS version,
       {comment}
FROM pg_catalog.pg_extension AS x
JOIN pg_catalog.pg_namespace AS n ON n.oid = x.extnamespace
)";

constexpr std::string_view languages_sql = R"(
SELECT pg_catalog.quote_ident(l.lanname) AS "#identity",
       {trusted},
       {handler} AS handler, {inline} AS inline, {validator} AS validator,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_language AS l
WHERE l.lanispl AND {own}
)";

constexpr std::string_view default_privileges_sql = R"(
SELECT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.defaclrole))
       || COALESCE(' in schema ' || pg_catalog.quote_ident(n.nspname), '')
       || CASE a.defaclobjtype WHEN 'r' THEN ' on tables' WHEN 'S' THEN ' on sequences'
          WHEN 'f' THEN ' on functions' WHEN 'T' THEN ' on types' WHEN 'n' THEN ' on schemas'
          WHEN 'L' THEN ' on large objects' ELSE ' on ' || a.defaclobjtype::pg_catalog.text END
       AS "#identity",
       COALESCE(CASE a.defaclobjtype WHEN 'r' THEN {tables} WHEN 'S' THEN {sequences}
                WHEN 'f' THEN {functions} WHEN 'T' THEN {types} ELSE {schemas} END, 'none') AS grants
FROM pg_catalog.pg_default_acl AS a
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = a.defaclnamespace
WHERE n.oid IS NULL OR {in_scope}
)";

constexpr std::string_view security_labels_sql = R"(
SELECT l.provider || ' on ' || l.objtype || ' ' || l.objname AS "#identity", l.label AS label
FROM pg_catalog.pg_seclabels AS l
WHERE l.objtype NOT IN ('database', 'role', 'tablespace', 'large object')
)";

constexpr std::string_view all_of_public =
    "COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner))";

std::string schemas(const CatalogScope& scope) {
    std::string text = comment("pg_namespace", "n.oid");
    text.erase(text.rfind(" AS comment"));
    std::string privileges = grants("n", "n.nspacl", "n.nspowner");
    privileges.erase(privileges.rfind(" AS grants"));
    return fill(
        schemas_sql,
        {{"first_owner", since(scope, 15, "6171", "10")},
         {"first_grants",
          since(
              scope,
              15,
              "'{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}'",
              "pg_catalog.format('{%1$I=UC/%1$I,=UC/%1$I}', pg_catalog.pg_get_userbyid(10))"
          )},
         {"grants", privileges},
         {"public_grants", grant_lines("n", all_of_public, "n.nspowner")},
         {"comment", text},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_namespace", "n.oid")}}
    );
}

std::string languages() {
    return fill(
        languages_sql,
        {{"trusted", yes_if("l.lanpltrusted", "trusted")},
         {"handler", function_name("l.lanplcallfoid")},
         {"inline", function_name("l.laninline")},
         {"validator", function_name("l.lanvalidator")},
         {"owner", owner("l.lanowner")},
         {"grants", grants("l", "l.lanacl", "l.lanowner")},
         {"comment", comment("pg_language", "l.oid")},
         {"own", of_no_extension("pg_language", "l.oid")}}
    );
}

std::string default_privileges(const CatalogScope& scope) {
    const auto lines = [](std::string_view letter) {
        return grant_lines(letter, "a.defaclacl", "a.defaclrole");
    };
    return fill(
        default_privileges_sql,
        {{"tables", lines("r")},
         {"sequences", lines("s")},
         {"functions", lines("f")},
         {"types", lines("T")},
         {"schemas", lines("n")},
         {"in_scope", in_scope(scope)}}
    );
}

}  // namespace

CatalogQueries schema_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::schema, schemas(scope)},
        {SchemaKind::extension,
         fill(extensions_sql, {{"comment", comment("pg_extension", "x.oid")}})},
        {SchemaKind::language, languages()},
        {SchemaKind::default_privileges, default_privileges(scope)},
        {SchemaKind::security_label, std::string{security_labels_sql}},
    };
}

}  // namespace rollpack::executor::detail
