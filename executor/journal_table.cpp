#include "detail/journal_table.hpp"

#include "detail/identifier.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace rollpack::executor::detail {

namespace {

struct Column {
    std::string_view name;
    std::string_view type;
    std::string_view comment;
};

constexpr auto columns = std::to_array<Column>({
    {"run_id", "uuid PRIMARY KEY", "Made anew for every run."},
    {"history_table", "text NOT NULL", "The Flyway history that was rolled back, quoted."},
    {"package", "text NOT NULL", "Name of the rollback package."},
    {"content_sha256", "text NOT NULL", "Digest over the files of the package."},
    {"plan_sha256", "text", "Digest of the saved plan that was run; NULL: none was given."},
    {"approvals", "text[] NOT NULL DEFAULT '{}'", "Who approved the saved plan: identity and key."},
    {"environment",
     "text NOT NULL DEFAULT ''",
     "Name of the environment; empty: the database was named by a URL."},
    {"from_version", "text", "The version before the run; NULL where none was applied."},
    {"target_version", "text NOT NULL", "The version to go back to; it is kept."},
    {"end_version", "text", "The version after the run; NULL while it runs, or for no version."},
    {"transaction_mode",
     "text NOT NULL",
     "package: one transaction for all steps; script: one for each; journalled: several."},
    {"history_dialect", "text NOT NULL", "How the history was written: delete or undo rows."},
    {"started_at", "timestamp with time zone NOT NULL", "By the clock of the server."},
    {"finished_at", "timestamp with time zone", "By the clock of the server."},
    {"ending",
     "text NOT NULL",
     "running, done, stopped, failed, interrupted, tried (and rolled back as asked), refused (after "
     "the last step), resumed (by a later run) or abandoned."},
    {"steps_total", "integer NOT NULL", "Steps of the plan."},
    {"steps_done", "integer NOT NULL", "Steps that are committed."},
    {"run_by", "text NOT NULL", "The database role that connected."},
    {"client", "text NOT NULL", "Operating system user and host that rollpack ran on."},
    {"client_address",
     "text NOT NULL DEFAULT ''",
     "Where the connection came from, as the server saw it."},
    {"reason", "text NOT NULL", "Why, in the words of the operator."},
    {"tool_version", "text NOT NULL", "Version of rollpack."},
    {"kept_schema",
     "text NOT NULL DEFAULT ''",
     "Schema in which the run kept what it dropped; empty: none."},
    {"message", "text NOT NULL DEFAULT ''", "What a run that is not done ended with."},
    {"resumes", "uuid", "The run that this one went on with; NULL: none."},
    {"callbacks_done",
     "text[] NOT NULL DEFAULT '{}'",
     "Callbacks that ran and have no row in the history: event and path."},
    {"script",
     "text NOT NULL DEFAULT ''",
     "Script that is being run outside of a transaction; empty: none."},
    {"script_sha256", "text", "Digest of the text of that script, placeholders replaced."},
    {"statements_done", "integer NOT NULL DEFAULT 0", "Statements of that script that are done."},
    {"in_doubt",
     "text",
     "The statement behind them, from when it was begun until its end was written down."},
    {"state_before", "text NOT NULL DEFAULT ''", "What that statement found when it was begun."},
    {"put_back",
     "text NOT NULL DEFAULT ''",
     "Owners, privileges, comments and options of what was dropped out of the way and is not there again."},
});

constexpr std::string_view endings_check =
    "CONSTRAINT rollpack_journal_ending_check CHECK "
    "(ending IN ('running', 'done', 'stopped', 'failed', 'interrupted', 'tried', 'refused', "
    "'resumed', 'abandoned'))";

void send(const CommandSink& sink, std::string sql) {
    sink({std::move(sql), {}, {}});
}

void send_comments(const CommandSink& sink, const std::string& name) {
    send(
        sink,
        fmt::format("COMMENT ON TABLE {} IS 'Rollbacks that rollpack ran, one row each.'", name)
    );
    for (const Column& column : columns) {
        send(
            sink,
            fmt::format(
                "COMMENT ON COLUMN {}.{} IS {}",
                name,
                column.name,
                quote_literal(column.comment)
            )
        );
    }
}

}  // namespace

std::string journal_name(const core::HistoryTable& history) {
    return fmt::format("{}.{}", quote_identifier(history.schema), journal_table_name);
}

std::vector<std::string_view> journal_columns() {
    std::vector<std::string_view> names;
    for (const Column& column : columns) {
        names.push_back(column.name);
    }
    return names;
}

void send_journal_table(const CommandSink& sink, const std::string& name) {
    std::string sql = fmt::format("CREATE TABLE IF NOT EXISTS {} (\n", name);
    for (const Column& column : columns) {
        sql += fmt::format("    {} {},\n", column.name, column.type);
    }
    send(sink, fmt::format("{}    {}\n)", sql, endings_check));
    send_comments(sink, name);
}

void send_journal_extension(const CommandSink& sink, const std::string& name) {
    for (const Column& column : columns) {
        if (column.name != "run_id") {
            send(
                sink,
                fmt::format(
                    "ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}",
                    name,
                    column.name,
                    column.type
                )
            );
        }
    }
    send(
        sink,
        fmt::format(
            "ALTER TABLE {} DROP CONSTRAINT IF EXISTS rollpack_journal_ending_check, ADD {}",
            name,
            endings_check
        )
    );
    send_comments(sink, name);
}

}  // namespace rollpack::executor::detail
