#include "detail/catalog_snapshot.hpp"

#include "detail/array_literal.hpp"
#include "detail/journal_table.hpp"
#include "detail/kept_comment.hpp"

#include <exception>
#include <utility>

namespace rollpack::executor::detail {

namespace {

// What the server writes of an expression depends on these; and its compiler takes longer than queries
// of the catalogs do.
constexpr const char* settings_query = R"(
SELECT pg_catalog.set_config('search_path', 'pg_catalog', true),
       pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
       pg_catalog.set_config('IntervalStyle', 'postgres', true),
       pg_catalog.set_config('TimeZone', 'UTC', true),
       pg_catalog.set_config('lc_monetary', 'C', true),
       pg_catalog.set_config('extra_float_digits', '1', true),
       pg_catalog.set_config('bytea_output', 'hex', true),
       pg_catalog.set_config('quote_all_identifiers', 'off', true),
       pg_catalog.set_config('jit', 'off', true),
       pg_catalog.set_config('cursor_tuple_fraction', '1', true)
)";

constexpr const char* left_out_query = R"(
SELECT 'relation', c.oid,
       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND ((c.relname = $1 AND n.nspname = COALESCE($2, n.nspname)) OR c.relname = $3)
UNION ALL
SELECT 'schema', n.oid, pg_catalog.quote_ident(n.nspname)
FROM pg_catalog.pg_namespace AS n
WHERE pg_catalog.starts_with(n.nspname::pg_catalog.text, $4)
  AND pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), $5)
ORDER BY 3
)";

}  // namespace

CatalogSnapshot::CatalogSnapshot(Connection& connection)
    : connection_(connection)
    , nested_(connection.in_transaction()) {
    static_cast<void>(connection_.query(
        nested_ ? "SAVEPOINT rollpack_fingerprint"
                : "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    ));
    static_cast<void>(connection_.query(settings_query));
}

CatalogSnapshot::~CatalogSnapshot() {
    try {
        if (!connection_.is_gone()) {
            end();
        }
    } catch (const std::exception&) {
        // The connection is lost, or stays in a failed transaction that its owner rolls back.
        return;
    }
}

void CatalogSnapshot::end() {
    if (!nested_) {
        static_cast<void>(connection_.query("ROLLBACK"));
        return;
    }
    static_cast<void>(connection_.query("ROLLBACK TO SAVEPOINT rollpack_fingerprint"));
    static_cast<void>(connection_.query("RELEASE SAVEPOINT rollpack_fingerprint"));
}

LeftOut read_left_out(Session& session, const FingerprintOptions& options) {
    const Result rows = session.connection.query(
        left_out_query,
        {options.history_table,
         options.history_schema,
         std::string{journal_table_name},
         std::string{kept_schema_prefix},
         std::string{kept_comment_prefix}}
    );
    Parameters schemas;
    Parameters relations;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        (rows.text(i, 0) == "schema" ? schemas : relations).emplace_back(rows.text(i, 1));
        names.push_back(rows.text(i, 2));
    }
    return {
        {session.facts.version_number, array_literal(schemas), array_literal(relations)},
        std::move(names)};
}

}  // namespace rollpack::executor::detail
