#include "detail/kept_queries.hpp"

#include "detail/identifier.hpp"
#include "detail/kept_comment.hpp"
#include "detail/live_relations.hpp"
#include "detail/pipeline.hpp"
#include "detail/row_counts.hpp"
#include "detail/side_session.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using core::KeptData;

constexpr std::chrono::milliseconds count_budget{3000};

constexpr const char* tables_query = R"(
SELECT n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace'),
       c.relname, pg_catalog.obj_description(c.oid, 'pg_class')
FROM pg_catalog.pg_namespace AS n
LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind = 'r'
WHERE pg_catalog.starts_with(n.nspname::pg_catalog.text, $1)
ORDER BY n.nspname, c.relname
)";

constexpr std::string_view dependent_objects_still_exist = "2BP01";

/// What tables_query found, by schema, with the tables that are rollpack's; without counts.
std::map<std::string, KeptData> read_kept(const Result& rows) {
    std::map<std::string, KeptData> all;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::string schema = rows.text(i, 0);
        if (!all.contains(schema)) {
            std::optional<KeptData> data = parse_schema_comment(rows.text(i, 1));
            if (!data) {
                continue;
            }
            data->schema = schema;
            all.emplace(schema, *std::move(data));
        }
        std::optional<core::KeptDataTable> table = parse_table_comment(rows.text(i, 3));
        if (table) {
            table->kept_as = rows.text(i, 2);
            all.at(schema).tables.push_back(*std::move(table));
        }
    }
    return all;
}

void count(SideSession& side, std::map<std::string, KeptData>& all) {
    std::map<core::RelationName, core::LiveQuestions::Columns> questions;
    for (const auto& [schema, data] : all) {
        for (const core::KeptDataTable& table : data.tables) {
            questions[{schema, table.kept_as}].rows = true;
        }
    }
    std::vector<FoundRelation> found = find_relations(side, questions);
    count_rows(side, found, questions, count_budget);
    for (const FoundRelation& relation : found) {
        KeptData& data = all.at(relation.live.schema);
        auto& table =
            *std::ranges::find(data.tables, relation.live.name, &core::KeptDataTable::kept_as);
        table.rows = relation.live.rows.value_or(core::Count{});
        table.bytes = relation.live.bytes;
        data.bytes += table.bytes;
    }
}

/// "view public.report depends on table ...; ...": each line of the server's DETAIL.
std::string one_line(std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
        text.replace(at, 1, "; ");
    }
    return text;
}

[[noreturn]] void refuse_drop(const std::string& schema, const core::SqlFailure& failure) {
    throw Error{
        ErrorCode::checks_failed,
        fmt::format(
            "{} is in use: {}",
            schema,
            one_line(failure.detail.empty() ? failure.message : failure.detail)
        ),
        "Nothing was dropped. Drop what depends on the kept data, or is in its schema, first."};
}

void end_failed(Connection& connection, Pipeline& pipeline, Pipeline::Cancel cancel) {
    static_cast<void>(pipeline.abandon(cancel));
    if (connection.in_transaction()) {
        static_cast<void>(connection.query("ROLLBACK"));
    }
}

void drop(Connection& connection, const KeptData& data) {
    Pipeline pipeline{connection, [](const Tag&, const Result&) {}};
    try {
        pipeline.send(begin_transaction, {}, {});
        for (const core::KeptDataTable& table : data.tables) {
            pipeline.send("DROP TABLE " + quote_qualified(data.schema, table.kept_as), {}, {});
        }
        pipeline.send("DROP SCHEMA " + quote_identifier(data.schema), {}, {});
        pipeline.send("COMMIT", {}, {});
        pipeline.finish();
    } catch (const SqlError&) {
        end_failed(connection, pipeline, Pipeline::Cancel::no);
        throw;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::interrupted) {
            connection.set_interruptible(Interruptible::no);
            end_failed(connection, pipeline, Pipeline::Cancel::yes);
        }
        throw;
    }
}

}  // namespace

std::vector<KeptData> list_kept(Session& session) {
    SideSession side{session, session.facts.current_schema};
    std::map<std::string, KeptData> all = read_kept(
        side.query(tables_query, {std::string{kept_schema_prefix}})
    );
    count(side, all);
    std::vector<KeptData> list;
    for (auto& [schema, data] : all) {
        list.push_back(std::move(data));
    }
    std::ranges::stable_sort(list, std::ranges::greater{}, &KeptData::kept_at);
    return list;
}

void drop_kept(Session& session, const std::string& schema) {
    const std::map<std::string, KeptData> all = read_kept(
        session.connection.query(tables_query, {std::string{kept_schema_prefix}})
    );
    const auto data = all.find(schema);
    if (data == all.end()) {
        throw Error{
            ErrorCode::checks_failed,
            fmt::format("{} is no schema in which rollpack kept data", schema),
            "List what was kept with rollpack kept."};
    }
    try {
        drop(session.connection, data->second);
    } catch (const SqlError& error) {
        if (error.server().failure.sqlstate == dependent_objects_still_exist) {
            refuse_drop(schema, error.server().failure);
        }
        throw;
    }
}

}  // namespace rollpack::executor::detail
