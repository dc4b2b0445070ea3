#include "detail/fingerprint.hpp"

#include "detail/catalog_snapshot.hpp"
#include "detail/fingerprint_queries.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::SchemaObject;

constexpr std::size_t rows_at_once = 4000;

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
    const CatalogSnapshot snapshot{session.connection};
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
