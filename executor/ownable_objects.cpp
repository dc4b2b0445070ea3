#include "detail/ownable_objects.hpp"

#include "detail/side_session.hpp"
#include "rollpack/core/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace rollpack::executor::detail {

namespace {

// What is internal to another object (an array's type, a range's constructor, a partition's copy of a
// trigger) or an extension's has such a row in pg_depend.
constexpr const char* ownable_query = R"(
SELECT o.kind, n.nspname, o.name, o.arguments, o.of_table
FROM (
    SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind,
           'pg_catalog.pg_class'::pg_catalog.regclass AS classid, c.oid AS objid,
           c.relnamespace AS namespace, c.relname AS name,
           NULL::pg_catalog.text AS arguments, NULL::pg_catalog.name AS of_table
    FROM pg_catalog.pg_class AS c WHERE c.relkind IN ('v', 'm')
    UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
           'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.pronamespace, p.proname,
           (SELECT pg_catalog.json_agg(pg_catalog.format_type(t.oid, NULL) ORDER BY t.number)::pg_catalog.text
            FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS t(oid, number)),
           NULL
    FROM pg_catalog.pg_proc AS p
    UNION ALL
    SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END,
           'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typnamespace, t.typname, NULL, NULL
    FROM pg_catalog.pg_type AS t
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
    WHERE t.typtype IN ('d', 'e', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')
    UNION ALL
    SELECT 'trigger', 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, c.relnamespace, t.tgname, NULL,
           c.relname
    FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, c.relnamespace, r.rulename, NULL,
           c.relname
    FROM pg_catalog.pg_rewrite AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
    WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy', 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, c.relnamespace, p.polname, NULL,
           c.relname
    FROM pg_catalog.pg_policy AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
) AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace
WHERE o.objid >= 16384 AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = o.classid AND d.objid = o.objid AND d.objsubid = 0
                    AND d.deptype IN ('e', 'i', 'P', 'S'))
)";

std::optional<std::string> not_null(const Result& rows, std::size_t row, std::size_t column) {
    return rows.is_null(row, column) ? std::nullopt : std::optional{rows.text(row, column)};
}

}  // namespace

std::vector<core::DatabaseObject> read_ownable_objects(
    Session& session,
    const std::string& schema
) {
    SideSession side{session, schema};
    const Result rows = side.query(ownable_query);
    std::vector<core::DatabaseObject> objects;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto kind = core::object_kind_of_words(rows.text(i, 0));
        ROLLPACK_ASSERT(kind);
        core::DatabaseObject object{
            *kind,
            rows.text(i, 1),
            rows.text(i, 2),
            {},
            not_null(rows, i, 4)};
        if (const auto arguments = not_null(rows, i, 3)) {
            nlohmann::json::parse(*arguments).get_to(object.argument_types);
        }
        objects.push_back(std::move(object));
    }
    std::ranges::sort(objects);
    return objects;
}

}  // namespace rollpack::executor::detail
