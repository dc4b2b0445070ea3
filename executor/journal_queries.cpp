#include "detail/journal_queries.hpp"

#include "detail/identifier.hpp"
#include "detail/journal_table.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace rollpack::executor::detail {

namespace {

constexpr const char* table_query = R"(
SELECT pg_catalog.has_table_privilege(current_user, c.oid, 'SELECT')
FROM pg_catalog.pg_class AS c
WHERE c.oid = pg_catalog.to_regclass($1)::pg_catalog.oid AND c.relkind = 'r'
  AND EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid = c.oid AND a.attname = 'run_id' AND NOT a.attisdropped)
)";

constexpr char between_approvals = '\x1f';

// A row as JSON has the columns that there are: an earlier rollpack's table can be read too. The times
// of such a row depend on a setting, so they are taken from the columns that every form has. OFFSET 0
// keeps the server from making the JSON anew for each member that is asked for.
constexpr std::string_view rows_query = R"(
SELECT j.run_id, r.row ->> 'package', r.row ->> 'content_sha256', r.row ->> 'plan_sha256',
       pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.jsonb_array_elements_text(
           COALESCE(r.row -> 'approvals', '[]'))), pg_catalog.chr(31)),
       r.row ->> 'environment', r.row ->> 'from_version', r.row ->> 'target_version',
       r.row ->> 'end_version', r.row ->> 'transaction_mode', r.row ->> 'history_dialect',
       pg_catalog.to_char(pg_catalog.timezone('UTC', j.started_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       pg_catalog.to_char(pg_catalog.timezone('UTC', j.finished_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       r.row ->> 'ending', r.row ->> 'steps_total', r.row ->> 'steps_done', r.row ->> 'run_by',
       r.row ->> 'client', r.row ->> 'client_address', r.row ->> 'reason',
       r.row ->> 'tool_version', r.row ->> 'kept_schema', r.row ->> 'message', r.row ->> 'resumes',
       r.row ->> 'script', COALESCE(r.row ->> 'statements_done', '0'), r.row ->> 'in_doubt'
FROM {} AS j, LATERAL (SELECT pg_catalog.to_jsonb(j) OFFSET 0) AS r (row)
WHERE j.history_table = $1 AND pg_catalog.starts_with(j.run_id::pg_catalog.text, $2)
ORDER BY j.started_at DESC, j.run_id LIMIT $3
)";

// The newest run of which something may have stayed; a later one that ended closes what was before it.
constexpr std::string_view open_run_query = R"(
SELECT j.run_id, r.row ->> 'package', r.row ->> 'content_sha256',
       pg_catalog.to_char(pg_catalog.timezone('UTC', j.started_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       r.row ->> 'run_by', r.row ->> 'client',
       pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.jsonb_array_elements_text(
           COALESCE(r.row -> 'callbacks_done', '[]'))), pg_catalog.chr(31)),
       r.row ->> 'script', r.row ->> 'script_sha256', COALESCE(r.row ->> 'statements_done', '0'),
       r.row ->> 'in_doubt' IS NOT NULL, r.row ->> 'state_before', r.row ->> 'ending',
       COALESCE(r.row ->> 'put_back', '') <> ''
FROM {} AS j, LATERAL (SELECT pg_catalog.to_jsonb(j) OFFSET 0) AS r (row)
WHERE j.history_table = $1 AND (r.row ->> 'ending' IN ('done', 'abandoned')
   OR r.row ->> 'ending' IN ('running', 'stopped') AND (r.row ->> 'steps_done' <> '0'
       OR COALESCE(r.row ->> 'script', '') <> '' OR r.row ->> 'resumes' IS NOT NULL))
ORDER BY j.started_at DESC, (r.row ->> 'ending' IN ('running', 'stopped')) DESC LIMIT 1
)";

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(between_approvals, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

core::JournalEntry read_entry(const Result& rows, std::size_t row) {
    const auto optional = [&](std::size_t column) {
        return rows.is_null(row, column) ? std::nullopt : std::optional{rows.text(row, column)};
    };
    core::JournalEntry entry;
    entry.run_id = rows.text(row, 0);
    entry.package = rows.text(row, 1);
    entry.content_sha256 = rows.text(row, 2);
    entry.plan_sha256 = optional(3);
    entry.approvals = split(rows.text(row, 4));
    entry.environment = rows.text(row, 5);
    entry.from_version = optional(6);
    entry.target_version = rows.text(row, 7);
    entry.end_version = optional(8);
    entry.transaction_mode = rows.text(row, 9);
    entry.history_dialect = rows.text(row, 10);
    entry.started_at = rows.text(row, 11);
    entry.finished_at = optional(12);
    entry.ending = rows.text(row, 13);
    entry.steps_total = rows.number(row, 14);
    entry.steps_done = rows.number(row, 15);
    entry.run_by = rows.text(row, 16);
    entry.client = rows.text(row, 17);
    entry.client_address = rows.text(row, 18);
    entry.reason = rows.text(row, 19);
    entry.tool_version = rows.text(row, 20);
    entry.kept_schema = rows.text(row, 21);
    entry.message = rows.text(row, 22);
    entry.resumes = optional(23);
    entry.script = rows.text(row, 24);
    entry.statements_done = rows.number(row, 25);
    entry.in_doubt = optional(26);
    return entry;
}

}  // namespace

std::optional<std::vector<core::JournalEntry>> read_journal(
    Session& session,
    const core::HistoryTable& table,
    const JournalQuery& wanted
) {
    const std::string name = journal_name(table);
    const Result found = session.connection.query(table_query, {name});
    if (found.rows() == 0) {
        return std::nullopt;
    }
    if (!found.truth(0, 0)) {
        throw core::Error{
            core::ErrorCode::server_unsuitable,
            fmt::format("the role {} may not read {}", session.facts.user, name),
            fmt::format("GRANT SELECT ON {} TO {}.", name, quote_identifier(session.facts.user))};
    }
    const Result rows = session.connection.query(
        fmt::format(rows_query, name),
        {quote_qualified(table.schema, table.table), wanted.run, std::to_string(wanted.limit)}
    );
    std::vector<core::JournalEntry> entries;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        entries.push_back(read_entry(rows, i));
    }
    return entries;
}

std::optional<core::OpenRun> read_open_run(Session& session, const core::HistoryTable& table) {
    const std::string name = journal_name(table);
    const Result found = session.connection.query(table_query, {name});
    if (found.rows() == 0 || !found.truth(0, 0)) {
        return std::nullopt;
    }
    const Result rows = session.connection.query(
        fmt::format(open_run_query, name),
        {quote_qualified(table.schema, table.table)}
    );
    const bool is_open = rows.rows() > 0
        && (rows.text(0, 12) == "running" || rows.text(0, 12) == "stopped");
    const std::optional<core::Sha256> content = is_open ? core::parse_sha256(rows.text(0, 2))
                                                        : std::nullopt;
    if (!content) {
        return std::nullopt;
    }
    core::OpenRun run;
    run.run_id = rows.text(0, 0);
    run.package = rows.text(0, 1);
    run.content_sha256 = *content;
    run.started_at = rows.text(0, 3);
    run.run_by = rows.text(0, 4);
    run.client = rows.text(0, 5);
    const std::vector<std::string> callbacks = split(rows.text(0, 6));
    run.finished_callbacks = {callbacks.begin(), callbacks.end()};
    run.script = rows.text(0, 7);
    run.text_sha256 = core::parse_sha256(rows.text(0, 8));
    run.statements_done = static_cast<std::size_t>(rows.number(0, 9));
    run.in_doubt = rows.truth(0, 10);
    run.state_before = rows.text(0, 11);
    run.has_to_put_back = rows.truth(0, 13);
    return run;
}

void abandon_run(
    Session& session,
    const core::HistoryTable& table,
    const std::string& run_id,
    const std::string& reason
) {
    const Result changed = session.connection.query(
        fmt::format(
            "UPDATE {} SET ending = 'abandoned', finished_at = pg_catalog.clock_timestamp(), "
            "message = $2 WHERE run_id OPERATOR(pg_catalog.=) $1 "
            "AND ending OPERATOR(pg_catalog.=) ANY ('{{running,stopped}}')",
            journal_name(table)
        ),
        {run_id, reason}
    );
    if (changed.command_tag() != "UPDATE 1") {
        throw core::Error{
            core::ErrorCode::checks_failed,
            fmt::format("the run {} is not open any more", run_id),
            "Look with `rollpack log`."};
    }
}

}  // namespace rollpack::executor::detail
