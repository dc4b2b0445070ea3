#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

/// Objects with a lower id came with the server.
constexpr std::string_view first_user_id = "16384";

constexpr std::string_view operators_sql = R"(
SELECT o.oid::pg_catalog.regoperator::pg_catalog.text AS "#identity",
       {function} AS function,
       pg_catalog.format_type(o.oprresult, NULL) AS result,
       CASE WHEN o.oprcom <> 0 THEN o.oprcom::pg_catalog.regoperator::pg_catalog.text END
           AS commutator,
       CASE WHEN o.oprnegate <> 0 THEN o.oprnegate::pg_catalog.regoperator::pg_catalog.text END
           AS negator,
       {restrict} AS restrict, {join} AS "join", {hashes}, {merges},
       {owner}, {comment}
FROM pg_catalog.pg_operator AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
WHERE o.oprcode <> 0 AND {in_scope} AND {own}
)";

constexpr std::string_view families_sql = R"(
SELECT {name} || ' using ' || pg_catalog.quote_ident(m.amname) AS "#identity",
       (SELECT pg_catalog.string_agg(line, E'\n' ORDER BY number, line COLLATE "C")
        FROM (SELECT a.amopstrategy AS number,
                     a.amopstrategy || ' ' || a.amopopr::pg_catalog.regoperator::pg_catalog.text
                     || COALESCE(' for order by ' || {sort_family}, '') AS line
              FROM pg_catalog.pg_amop AS a
              LEFT JOIN pg_catalog.pg_opfamily AS sf ON sf.oid = a.amopsortfamily
              LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = sf.opfnamespace
              WHERE a.amopfamily = f.oid) AS members) AS operators,
       (SELECT pg_catalog.string_agg(line, E'\n' ORDER BY number, line COLLATE "C")
        FROM (SELECT a.amprocnum AS number,
                     a.amprocnum || ' (' || pg_catalog.format_type(a.amproclefttype, NULL) || ', '
                     || pg_catalog.format_type(a.amprocrighttype, NULL) || ') '
                     || a.amproc::pg_catalog.oid::pg_catalog.regprocedure::pg_catalog.text AS line
              FROM pg_catalog.pg_amproc AS a
              WHERE a.amprocfamily = f.oid) AS members) AS functions,
       {owner}, {comment}
FROM pg_catalog.pg_opfamily AS f
JOIN pg_catalog.pg_am AS m ON m.oid = f.opfmethod
JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
WHERE {in_scope} AND {own}
)";

constexpr std::string_view classes_sql = R"(
SELECT {name} || ' using ' || pg_catalog.quote_ident(m.amname) AS "#identity",
       pg_catalog.format_type(o.opcintype, NULL) AS type,
       {is_default},
       {family} AS family,
       CASE WHEN o.opckeytype <> 0 THEN pg_catalog.format_type(o.opckeytype, NULL) END AS storage,
       {owner}, {comment}
FROM pg_catalog.pg_opclass AS o
JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
JOIN pg_catalog.pg_opfamily AS f ON f.oid = o.opcfamily
JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
WHERE {in_scope} AND {own}
)";

// What depends internally on a range type the server made with it.
constexpr std::string_view casts_sql = R"(
SELECT pg_catalog.format_type(k.castsource, NULL) || ' as '
       || pg_catalog.format_type(k.casttarget, NULL) AS "#identity",
       CASE k.castmethod WHEN 'i' THEN 'in and out' WHEN 'b' THEN 'without a function'
            ELSE k.castfunc::pg_catalog.regprocedure::pg_catalog.text END AS method,
       CASE k.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'in assignments'
            ELSE 'explicit' END AS context,
       {comment}
FROM pg_catalog.pg_cast AS k
WHERE k.oid >= {first} AND {own}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                    AND d.objid = k.oid AND d.deptype = 'i')
)";

constexpr std::string_view transforms_sql = R"(
SELECT 'for ' || pg_catalog.format_type(t.trftype, NULL) || ' language '
       || pg_catalog.quote_ident(l.lanname) AS "#identity",
       {from_sql} AS "from sql", {to_sql} AS "to sql", {comment}
FROM pg_catalog.pg_transform AS t
JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
WHERE {own}
)";

constexpr std::string_view access_methods_sql = R"(
SELECT pg_catalog.quote_ident(m.amname) AS "#identity",
       CASE m.amtype WHEN 'i' THEN 'index' ELSE 'table' END AS type,
       {handler} AS handler, {comment}
FROM pg_catalog.pg_am AS m
WHERE m.oid >= {first} AND {own}
)";

std::string operators(const CatalogScope& scope) {
    return fill(
        operators_sql,
        {{"function", function_name("o.oprcode")},
         {"restrict", function_name("o.oprrest")},
         {"join", function_name("o.oprjoin")},
         {"hashes", yes_if("o.oprcanhash", "hashes")},
         {"merges", yes_if("o.oprcanmerge", "merges")},
         {"owner", owner("o.oprowner")},
         {"comment", comment("pg_operator", "o.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_operator", "o.oid")}}
    );
}

std::string families(const CatalogScope& scope) {
    return fill(
        families_sql,
        {{"name", qualified_name("n.nspname", "f.opfname")},
         {"sort_family", qualified_name("sn.nspname", "sf.opfname")},
         {"owner", owner("f.opfowner")},
         {"comment", comment("pg_opfamily", "f.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_opfamily", "f.oid")}}
    );
}

std::string classes(const CatalogScope& scope) {
    return fill(
        classes_sql,
        {{"name", qualified_name("n.nspname", "o.opcname")},
         {"is_default", yes_if("o.opcdefault", "default")},
         {"family", qualified_name("fn.nspname", "f.opfname")},
         {"owner", owner("o.opcowner")},
         {"comment", comment("pg_opclass", "o.oid")},
         {"in_scope", in_scope(scope)},
         {"own", of_no_extension("pg_opclass", "o.oid")}}
    );
}

std::string casts() {
    return fill(
        casts_sql,
        {{"comment", comment("pg_cast", "k.oid")},
         {"first", std::string{first_user_id}},
         {"own", of_no_extension("pg_cast", "k.oid")}}
    );
}

std::string transforms() {
    return fill(
        transforms_sql,
        {{"from_sql", function_name("t.trffromsql")},
         {"to_sql", function_name("t.trftosql")},
         {"comment", comment("pg_transform", "t.oid")},
         {"own", of_no_extension("pg_transform", "t.oid")}}
    );
}

std::string access_methods() {
    return fill(
        access_methods_sql,
        {{"handler", function_name("m.amhandler")},
         {"comment", comment("pg_am", "m.oid")},
         {"first", std::string{first_user_id}},
         {"own", of_no_extension("pg_am", "m.oid")}}
    );
}

}  // namespace

CatalogQueries operator_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::sql_operator, operators(scope)},
        {SchemaKind::operator_family, families(scope)},
        {SchemaKind::operator_class, classes(scope)},
        {SchemaKind::cast, casts()},
        {SchemaKind::transform, transforms()},
        {SchemaKind::access_method, access_methods()},
    };
}

}  // namespace rollpack::executor::detail
