#include "detail/keep_stream.hpp"

#include "detail/identifier.hpp"
#include "detail/kept_comment.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Ending;
using core::Error;
using core::ErrorCode;
using core::KeptTable;
using core::LiveColumn;

constexpr const char* state_query = R"(
SELECT pg_catalog.has_database_privilege(current_user, pg_catalog.current_database(), 'CREATE'),
       pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()),
                          'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       session_user
)";

// A copy that row security filters would be silent about what it left out.
constexpr const char* see_every_row =
    "SELECT pg_catalog.set_config('rollpack.row_security', "
    "pg_catalog.current_setting('row_security'), true), "
    "pg_catalog.set_config('row_security', 'off', true)";

constexpr const char* see_as_before =
    "SELECT pg_catalog.set_config('row_security', "
    "pg_catalog.current_setting('rollpack.row_security'), true)";

std::string source(const KeptTable& table) {
    return quote_qualified(table.schema, table.name);
}

std::string names(const std::vector<LiveColumn>& columns) {
    std::string list;
    for (const LiveColumn& column : columns) {
        list += (list.empty() ? "" : ", ") + quote_identifier(column.name);
    }
    return list;
}

std::string values(const std::vector<LiveColumn>& columns) {
    std::string list;
    for (const LiveColumn& column : columns) {
        list += (list.empty() ? "" : ", ") + quote_identifier(column.name)
            + (column.is_builtin ? "" : "::pg_catalog.text");
    }
    return list;
}

// Types and collations of the project may be dropped by the run, so nothing may depend on them.
std::string definitions(const std::vector<LiveColumn>& columns) {
    std::string list;
    for (const LiveColumn& column : columns) {
        list += (list.empty() ? "" : ", ") + quote_identifier(column.name) + " "
            + kept_type(column);
    }
    return list;
}

std::string key(const KeptTable& table) {
    std::string list;
    for (const std::string& column : table.key) {
        list += (list.empty() ? "" : ", ") + quote_identifier(column);
    }
    return list;
}

std::string lock_statement(const std::vector<KeptTable>& tables) {
    std::string list;
    for (const KeptTable& table : tables) {
        list += (list.empty() ? "" : ", ") + source(table);
    }
    return "LOCK TABLE " + list + " IN ACCESS EXCLUSIVE MODE";
}

void check_privilege(const Session& session) {
    throw Error{
        ErrorCode::checks_failed,
        fmt::format(
            "the role {} may not create a schema in the database {} to keep data in",
            session.facts.user,
            session.facts.database
        ),
        fmt::format(
            "Let its owner GRANT CREATE ON DATABASE {} TO {}, or keep the data in files with "
            "--keep-data=FOLDER.",
            session.connection.identifier(session.facts.database),
            session.connection.identifier(session.facts.user)
        )};
}

}  // namespace

KeepStream::KeepStream(
    Session& session,
    const core::Plan& plan,
    const RunOptions& options,
    std::string run_id
)
    : options_(options)
    , run_{
          std::move(run_id),
          plan.package_name,
          session.facts.database,
          plan.from_version,
          plan.target_version,
          {},
          {}} {
    if (options_.kept.empty()) {
        return;
    }
    if (plan.transaction != core::TransactionMode::package) {
        throw Error{
            ErrorCode::checks_failed,
            "data can be kept only when the whole package is one transaction",
            "Leave --transaction script out, or save the data by other means first."};
    }
    const Result row = session.connection.query(state_query);
    if (options_.keep_sink == nullptr && !row.truth(0, 0)) {
        check_privilege(session);
    }
    run_.kept_at = row.text(0, 1);
    run_.kept_by = row.text(0, 2);
}

void KeepStream::send(Pipeline& pipeline) const {
    if (options_.kept.empty() || options_.keep_sink == nullptr) {
        send_commands(pipeline.sink());
        return;
    }
    const Tag tag{Purpose::keep};
    pipeline.send(lock_statement(options_.kept), {}, tag);
    pipeline.send(see_every_row, {}, tag);
    copy_to_sink(pipeline);
    pipeline.send(see_as_before, {}, tag);
}

void KeepStream::send_commands(const CommandSink& sink) const {
    if (options_.kept.empty()) {
        return;
    }
    const Tag tag{Purpose::keep};
    sink({lock_statement(options_.kept), {}, tag});
    sink({see_every_row, {}, tag});
    const std::string schema = quote_identifier(kept_schema_name(run_.run_id));
    sink({"CREATE SCHEMA " + schema, {}, tag});
    sink(
        {fmt::format("COMMENT ON SCHEMA {} IS {}", schema, quote_literal(schema_comment(run_))),
         {},
         tag}
    );
    const std::vector<std::string> names = kept_table_names(options_.kept);
    for (std::size_t i = 0; i < names.size(); ++i) {
        send_table(sink, options_.kept[i], schema + "." + quote_identifier(names[i]));
    }
    sink({see_as_before, {}, tag});
}

void KeepStream::send_table(
    const CommandSink& sink,
    const KeptTable& table,
    const std::string& name
) const {
    const Tag tag{Purpose::keep};
    sink({fmt::format("CREATE TABLE {} ({})", name, definitions(table.columns)), {}, tag});
    sink(
        {fmt::format("COMMENT ON TABLE {} IS {}", name, quote_literal(table_comment(table))),
         {},
         tag}
    );
    for (const LiveColumn& column : table.columns) {
        if (!column.is_builtin) {
            sink(
                {fmt::format(
                     "COMMENT ON COLUMN {}.{} IS {}",
                     name,
                     quote_identifier(column.name),
                     quote_literal(column_comment(column))
                 ),
                 {},
                 tag}
            );
        }
    }
    sink(
        {fmt::format(
             "INSERT INTO {} ({}) SELECT {} FROM {}",
             name,
             names(table.columns),
             values(table.columns),
             source(table)
         ),
         {},
         tag}
    );
    if (!table.key.empty()) {
        sink({fmt::format("ALTER TABLE {} ADD PRIMARY KEY ({})", name, key(table)), {}, tag});
    }
}

void KeepStream::copy_to_sink(Pipeline& pipeline) const {
    KeepSink& sink = *options_.keep_sink;
    // What waits for a lock must not be open when the sink fails.
    pipeline.await();
    for (const KeptTable& table : options_.kept) {
        sink.begin(table);
        const std::int64_t rows = pipeline.copy_out(
            fmt::format("COPY (SELECT {} FROM {}) TO STDOUT", values(table.columns), source(table)),
            [&sink](std::string_view bytes) { sink.write(bytes); },
            Tag{Purpose::keep}
        );
        sink.end(rows);
    }
}

void KeepStream::make_durable() const {
    if (options_.keep_sink != nullptr && !options_.kept.empty()) {
        options_.keep_sink->commit(run_);
    }
}

void KeepStream::conclude(core::Report& report) const {
    if (options_.kept.empty()) {
        return;
    }
    if (report.ending != Ending::done && report.ending != Ending::unknown) {
        discard();
        return;
    }
    if (options_.keep_sink == nullptr) {
        report.kept_schema = kept_schema_name(run_.run_id);
    }
    if (report.ending == Ending::unknown) {
        report.remarks.emplace_back(
            "What was kept was left where it is: whether the database still has it is not known either."
        );
    }
}

void KeepStream::discard() const noexcept {
    if (options_.keep_sink != nullptr) {
        options_.keep_sink->discard();
    }
}

}  // namespace rollpack::executor::detail
