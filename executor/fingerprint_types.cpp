#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

constexpr std::string_view types_sql = R"(
SELECT {name} AS "#identity",
       CASE t.typtype WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' ELSE 'base' END AS form,
       (SELECT pg_catalog.string_agg(
            pg_catalog.quote_ident(a.attname) || ' '
            || pg_catalog.format_type(a.atttypid, a.atttypmod)
            || COALESCE(' COLLATE ' || {attribute_collation}, ''), E'\n' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        JOIN pg_catalog.pg_type AS at ON at.oid = a.atttypid
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
       AS attributes,
       pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
       (SELECT {class_name} FROM pg_catalog.pg_opclass AS o
        JOIN pg_catalog.pg_namespace AS s ON s.oid = o.opcnamespace WHERE o.oid = r.rngsubopc)
       AS "operator class",
       {range_collation} AS collation,
       {canonical} AS canonical, {difference} AS "subtype difference",
       {multirange} AS multirange,
       CASE WHEN t.typtype = 'b' THEN {input} END AS input,
       CASE WHEN t.typtype = 'b' THEN {output} END AS output,
       CASE WHEN t.typtype = 'b' THEN {receive} END AS receive,
       CASE WHEN t.typtype = 'b' THEN {send} END AS send,
       {modifier_in} AS "modifier input", {modifier_out} AS "modifier output",
       CASE WHEN t.typtype = 'b' THEN {analyze} END AS analyze,
       {subscript} AS subscript,
       CASE WHEN t.typtype = 'b' THEN t.typlen::pg_catalog.text
            || CASE WHEN t.typbyval THEN ' by value' ELSE '' END
            || ' alignment ' || t.typalign::pg_catalog.text
            || ' storage ' || t.typstorage::pg_catalog.text END AS length,
       CASE WHEN t.typtype = 'b' THEN t.typcategory::pg_catalog.text
            || CASE WHEN t.typispreferred THEN ' preferred' ELSE '' END END AS category,
       CASE WHEN t.typtype = 'b' THEN NULLIF(t.typdelim, ',')::pg_catalog.text END AS delimiter,
       CASE WHEN t.typtype = 'b' AND t.typelem <> 0
            THEN pg_catalog.format_type(t.typelem, NULL) END AS element,
       CASE WHEN t.typtype = 'b' AND t.typcollation <> 0 THEN 'yes' END AS collatable,
       t.typdefault AS "default",
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid
WHERE {in_scope} AND {own} AND t.typisdefined
  AND (t.typtype IN ('b', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
)";

constexpr std::string_view domains_sql = R"(
SELECT {name} AS "#identity",
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
       {collation} AS collation,
       {not_null},
       COALESCE(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "default",
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND {in_scope} AND {own}
)";

constexpr std::string_view domain_constraints_sql = R"(
SELECT pg_catalog.quote_ident(k.conname) || ' on ' || {name} AS "#identity",
       {name} AS "#parent",
       pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       {comment}
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_type AS t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND {in_scope} AND {own}
)";

constexpr std::string_view enums_sql = R"(
SELECT {name} AS "#identity",
       (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', '
                                     ORDER BY e.enumsortorder)
        FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid) AS labels,
       {owner}, {grants}, {comment}
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {in_scope} AND {own}
)";

// The version of a collation tells of the operating system and not of the schema.
constexpr std::string_view collations_sql = R"(
SELECT {name} AS "#identity",
       CASE o.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin'
            WHEN 'd' THEN 'default' END AS provider,
       CASE WHEN o.collprovider = 'c' THEN o.collcollate ELSE {locale} END AS locale,
       CASE WHEN o.collprovider = 'c' THEN NULLIF(o.collctype, o.collcollate) END AS ctype,
       {rules} AS rules,
       CASE WHEN NOT o.collisdeterministic THEN 'no' END AS deterministic,
       CASE WHEN o.collencoding <> -1 AND o.collprovider <> 'c'
            THEN pg_catalog.pg_encoding_to_char(o.collencoding) END AS encoding,
       {owner}, {comment}
FROM pg_catalog.pg_collation AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.collnamespace
WHERE {in_scope} AND {own}
)";

constexpr std::string_view conversions_sql = R"(
SELECT {name} AS "#identity",
       pg_catalog.pg_encoding_to_char(o.conforencoding) AS "from",
       pg_catalog.pg_encoding_to_char(o.contoencoding) AS "to",
       {function} AS function, {is_default}, {owner}, {comment}
FROM pg_catalog.pg_conversion AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.connamespace
WHERE {in_scope} AND {own}
)";

// The server makes up the name of a multirange type that nobody named.
constexpr std::string_view multirange_sql = R"((
    SELECT NULLIF(m.typname::pg_catalog.text,
        CASE WHEN pg_catalog.strpos(t.typname, 'range') > 0
             THEN pg_catalog.regexp_replace(t.typname, 'range', 'multirange')
             ELSE t.typname || '_multirange' END)
    FROM pg_catalog.pg_type AS m WHERE m.oid = r.rngmultitypid))";

std::string types(const CatalogScope& scope) {
    return fill(
        types_sql,
        {{"name", qualified_name("n.nspname", "t.typname")},
         {"attribute_collation", collation_name("a.attcollation", "at.typcollation")},
         {"class_name", qualified_name("s.nspname", "o.opcname")},
         {"range_collation", collation_name("r.rngcollation", "0")},
         {"canonical", function_name("r.rngcanonical")},
         {"difference", function_name("r.rngsubdiff")},
         {"multirange", since(scope, 14, multirange_sql)},
         {"input", function_name("t.typinput")},
         {"output", function_name("t.typoutput")},
         {"receive", function_name("t.typreceive")},
         {"send", function_name("t.typsend")},
         {"modifier_in", function_name("t.typmodin")},
         {"modifier_out", function_name("t.typmodout")},
         {"analyze", function_name("t.typanalyze")},
         {"subscript", since(scope, 14, function_name("t.typsubscript"))},
         {"owner", owner("t.typowner")},
         {"grants", grants("T", "t.typacl", "t.typowner")},
         {"comment", comment("pg_type", "t.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_type", "t.oid")}}
    );
}

std::string of_type(std::string_view sql, const CatalogScope& scope) {
    return fill(
        sql,
        {{"name", qualified_name("n.nspname", "t.typname")},
         {"collation", collation_name("t.typcollation", "b.typcollation")},
         {"not_null", yes_if("t.typnotnull", "not null")},
         {"owner", owner("t.typowner")},
         {"grants", grants("T", "t.typacl", "t.typowner")},
         {"comment", comment("pg_type", "t.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_type", "t.oid")}}
    );
}

std::string domain_constraints(const CatalogScope& scope) {
    return fill(
        domain_constraints_sql,
        {{"name", qualified_name("n.nspname", "t.typname")},
         {"comment", comment("pg_constraint", "k.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_type", "t.oid")}}
    );
}

std::string collations(const CatalogScope& scope) {
    return fill(
        collations_sql,
        {{"name", qualified_name("n.nspname", "o.collname")},
         {"locale",
          since(scope, 17, "o.colllocale", since(scope, 15, "o.colliculocale", "o.collcollate"))},
         {"rules", since(scope, 16, "o.collicurules")},
         {"owner", owner("o.collowner")},
         {"comment", comment("pg_collation", "o.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_collation", "o.oid")}}
    );
}

std::string conversions(const CatalogScope& scope) {
    return fill(
        conversions_sql,
        {{"name", qualified_name("n.nspname", "o.conname")},
         {"function", function_name("o.conproc")},
         {"is_default", yes_if("o.condefault", "default")},
         {"owner", owner("o.conowner")},
         {"comment", comment("pg_conversion", "o.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_conversion", "o.oid")}}
    );
}

}  // namespace

CatalogQueries type_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::type, types(scope)},
        {SchemaKind::domain, of_type(domains_sql, scope)},
        {SchemaKind::constraint, domain_constraints(scope)},
        {SchemaKind::enumeration, of_type(enums_sql, scope)},
        {SchemaKind::collation, collations(scope)},
        {SchemaKind::conversion, conversions(scope)},
    };
}

}  // namespace rollpack::executor::detail
