#include "detail/data_state.hpp"

#include "detail/catalog_snapshot.hpp"
#include "detail/catalog_sql.hpp"
#include "rollpack/core/fingerprint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

namespace {

constexpr std::size_t tables_at_once = 64;

// The hash is the same on every server since PostgreSQL 11; the columns' names bring them into an order
// that does not depend on the table's past.
constexpr std::string_view tables_sql = R"(
SELECT {name}, pg_catalog.pg_relation_size(c.oid) > 0,
       COALESCE((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ','
                                              ORDER BY a.attname COLLATE pg_catalog."C")
                 FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND {not_generated}), '')
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND {in_scope}
ORDER BY 1
)";

// One that counts down, or round and round, gives out smaller values without being reset.
constexpr std::string_view sequences_sql = R"(
SELECT {name}, COALESCE(pg_catalog.pg_sequence_last_value(c.oid), 0)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
WHERE s.seqincrement > 0 AND NOT s.seqcycle AND c.relpersistence <> 't' AND {in_scope}
)";

constexpr const char* key_query = R"(
SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ','
                             ORDER BY a.attname COLLATE pg_catalog."C")
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = $1::pg_catalog.regclass AND i.indisprimary
)";

bool is_ignored(const FingerprintOptions& options, const std::string& name) {
    return std::ranges::any_of(options.ignored, [&](const std::string& pattern) {
        return core::fits_pattern(pattern, name);
    });
}

std::vector<std::string> split(const std::string& columns) {
    std::vector<std::string> names;
    std::size_t begin = 0;
    while (begin < columns.size()) {
        const std::size_t end = std::min(columns.find(',', begin), columns.size());
        names.push_back(columns.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

/// A table with rows, perhaps.
struct FilledTable {
    std::string name;
    std::string columns;  ///< as a list of SQL
};

void read_contents(
    Connection& connection,
    std::span<const FilledTable> tables,
    core::DataState& state
) {
    std::string sql;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        sql += fmt::format(
            "{}SELECT {}, pg_catalog.count(*), COALESCE(pg_catalog.sum(pg_catalog.hashtextextended("
            "ROW({})::pg_catalog.text, 0)::pg_catalog.numeric), 0) FROM ONLY {}",
            i == 0 ? "" : " UNION ALL ",
            i,
            tables[i].columns,
            tables[i].name
        );
    }
    const Result rows = connection.query(sql);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const FilledTable& table = tables[static_cast<std::size_t>(rows.number(row, 0))];
        core::TableContent& content = state.tables[table.name];
        content.rows = rows.number(row, 1);
        content.digest = content.rows == 0 ? "" : rows.text(row, 2);
    }
}

}  // namespace

core::DataState read_data_state(Session& session, const FingerprintOptions& options) {
    const CatalogSnapshot snapshot{session.connection};
    const CatalogScope scope = read_left_out(session, options).scope;
    const auto parts = [&](std::string_view sql) {
        return fill(
            sql,
            {{"name", qualified_name("n.nspname", "c.relname")},
             {"not_generated", since(scope, 12, "a.attgenerated = ''", "true")},
             {"in_scope", relation_in_scope(scope)}}
        );
    };
    core::DataState state;
    std::vector<FilledTable> filled;
    const Result tables = session.connection.query(parts(tables_sql));
    for (std::size_t row = 0; row < tables.rows(); ++row) {
        const std::string name = tables.text(row, 0);
        if (is_ignored(options, name)) {
            continue;
        }
        state.tables[name].columns = split(tables.text(row, 2));
        if (tables.truth(row, 1)) {
            filled.push_back({name, tables.text(row, 2)});
        }
    }
    const std::span<const FilledTable> all{filled};
    for (std::size_t at = 0; at < all.size(); at += tables_at_once) {
        const std::size_t count = std::min(tables_at_once, all.size() - at);
        read_contents(session.connection, all.subspan(at, count), state);
    }
    const Result sequences = session.connection.query(parts(sequences_sql));
    for (std::size_t row = 0; row < sequences.rows(); ++row) {
        if (!is_ignored(options, sequences.text(row, 0))) {
            state.sequences[sequences.text(row, 0)] = sequences.number(row, 1);
        }
    }
    return state;
}

std::optional<std::vector<core::KeyedRow>> read_keyed_rows(
    Session& session,
    const std::string& table,
    const std::vector<std::string>& columns,
    std::size_t most
) {
    const CatalogSnapshot snapshot{session.connection};
    const Result key = session.connection.query(key_query, {table});
    const std::string list = fmt::format("{}", fmt::join(columns, ","));
    const Result rows = session.connection.query(fmt::format(
        "SELECT ROW({})::pg_catalog.text, ROW({})::pg_catalog.text FROM ONLY {} LIMIT {}",
        key.is_null(0, 0) ? list : key.text(0, 0),
        list,
        table,
        most + 1
    ));
    if (rows.rows() > most) {
        return std::nullopt;
    }
    std::vector<core::KeyedRow> keyed;
    keyed.reserve(rows.rows());
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        keyed.push_back({rows.text(row, 0), rows.text(row, 1)});
    }
    return keyed;
}

}  // namespace rollpack::executor::detail
