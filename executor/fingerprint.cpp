#include "detail/fingerprint.hpp"

#include "detail/array_literal.hpp"
#include "detail/fingerprint_queries.hpp"
#include "detail/journal_table.hpp"
#include "detail/kept_comment.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <exception>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::SchemaObject;

constexpr std::size_t rows_at_once = 4000;

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

/// One snapshot for all queries, and the session as it was afterwards. Where a transaction is open, a
/// part of it, which sees what the transaction did.
class Snapshot {
public:
    explicit Snapshot(Connection& connection)
        : connection_(connection)
        , nested_(connection.in_transaction()) {
        static_cast<void>(connection_.query(
            nested_ ? "SAVEPOINT rollpack_fingerprint"
                    : "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        ));
    }

    ~Snapshot() {
        try {
            if (!connection_.is_gone()) {
                end();
            }
        } catch (const std::exception&) {
            // The connection is lost, or stays in a failed transaction that its owner rolls back.
            return;
        }
    }

    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    Snapshot(Snapshot&&) = delete;
    Snapshot& operator=(Snapshot&&) = delete;

private:
    void end() {
        if (!nested_) {
            static_cast<void>(connection_.query("ROLLBACK"));
            return;
        }
        static_cast<void>(connection_.query("ROLLBACK TO SAVEPOINT rollpack_fingerprint"));
        static_cast<void>(connection_.query("RELEASE SAVEPOINT rollpack_fingerprint"));
    }

    Connection& connection_;
    bool nested_;
};

struct LeftOut {
    CatalogScope scope;
    std::vector<std::string> names;
};

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

void take_value(SchemaObject& object, const std::string& name, std::string value) {
    if (!name.starts_with('#')) {
        object.definition.push_back({name, std::move(value)});
    } else if (name == "#identity") {
        object.identity = std::move(value);
    } else if (name == "#parent") {
        object.parent = std::move(value);
    } else if (name == "#position") {
        object.position = std::stoll(value);
    } else {
        object.kind = core::parse_schema_kind(value).value_or(object.kind);
    }
}

SchemaObject read_object(
    const Result& rows,
    std::size_t row,
    core::SchemaKind kind,
    const std::vector<std::string>& names
) {
    SchemaObject object;
    object.kind = kind;
    for (std::size_t column = 0; column < names.size(); ++column) {
        if (!rows.is_null(row, column)) {
            take_value(object, names[column], rows.text(row, column));
        }
    }
    return object;
}

/// A few thousand rows at a time.
void read_objects(
    Connection& connection,
    const CatalogQuery& query,
    core::FingerprintBuilder& builder
) {
    static_cast<void>(connection.query("DECLARE rollpack_objects NO SCROLL CURSOR FOR" + query.sql)
    );
    const std::string fetch = fmt::format("FETCH FORWARD {} FROM rollpack_objects", rows_at_once);
    std::size_t count = 0;
    do {
        const Result rows = connection.query(fetch);
        count = rows.rows();
        const std::vector<std::string> names = rows.column_names();
        for (std::size_t row = 0; row < count; ++row) {
            builder.add(read_object(rows, row, query.kind, names));
        }
    } while (count == rows_at_once);
    static_cast<void>(connection.query("CLOSE rollpack_objects"));
}

CatalogQueries all_queries(const CatalogScope& scope) {
    CatalogQueries all;
    for (auto* const family :
         {schema_queries,
          type_queries,
          table_queries,
          table_part_queries,
          routine_queries,
          operator_queries,
          text_search_queries,
          foreign_queries,
          replication_queries}) {
        for (CatalogQuery& query : family(scope)) {
            all.push_back(std::move(query));
        }
    }
    return all;
}

}  // namespace

core::Fingerprint read_fingerprint(Session& session, const FingerprintOptions& options) {
    const Snapshot snapshot{session.connection};
    static_cast<void>(session.connection.query(settings_query));
    LeftOut left_out = read_left_out(session, options);
    core::FingerprintBuilder builder{options.ignored};
    for (const CatalogQuery& query : all_queries(left_out.scope)) {
        core::in_context(
            fmt::format("reading the {}", core::schema_kind_info(query.kind).many),
            [&] { read_objects(session.connection, query, builder); }
        );
    }
    return std::move(builder).finish(session.facts.version_number, std::move(left_out.names));
}

}  // namespace rollpack::executor::detail
