#include "detail/journal.hpp"

#include "detail/identifier.hpp"

#include <fmt/format.h>

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <random>

namespace rollpack::executor::detail {

namespace {

constexpr std::string_view state_query = R"(
SELECT pg_catalog.to_regclass($1) IS NOT NULL,
       CASE WHEN pg_catalog.to_regclass($1) IS NULL
            THEN pg_catalog.has_schema_privilege(current_user, $2::pg_catalog.text, 'CREATE')
            ELSE pg_catalog.has_table_privilege(current_user, pg_catalog.to_regclass($1)::pg_catalog.oid, 'SELECT')
             AND pg_catalog.has_table_privilege(current_user, pg_catalog.to_regclass($1)::pg_catalog.oid, 'INSERT')
             AND pg_catalog.has_table_privilege(current_user, pg_catalog.to_regclass($1)::pg_catalog.oid, 'UPDATE')
       END,
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())
)";

constexpr std::string_view create_table = R"(
CREATE TABLE IF NOT EXISTS {} (
    run_id uuid PRIMARY KEY,
    history_table text NOT NULL,
    package text NOT NULL,
    content_sha256 text NOT NULL,
    from_version text,
    target_version text NOT NULL,
    transaction_mode text NOT NULL,
    history_dialect text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    ending text NOT NULL CHECK (ending IN ('running', 'done', 'stopped')),
    steps_total integer NOT NULL,
    steps_done integer NOT NULL,
    run_by text NOT NULL,
    client text NOT NULL,
    reason text NOT NULL,
    tool_version text NOT NULL,
    message text NOT NULL DEFAULT ''
)
)";

struct ColumnComment {
    std::string_view column;
    std::string_view comment;
};

constexpr auto column_comments = std::to_array<ColumnComment>({
    {"run_id", "Made anew for every run."},
    {"history_table", "The Flyway history that was rolled back, quoted."},
    {"package", "Name of the rollback package."},
    {"content_sha256", "Digest over the files of the package."},
    {"from_version", "The version before the run; NULL where none was applied."},
    {"target_version", "The version to go back to; it is kept."},
    {"transaction_mode", "package: one transaction for all steps; script: one for each."},
    {"history_dialect", "How the history was written: delete or undo rows."},
    {"ending", "running, done or stopped."},
    {"steps_total", "Steps of the plan."},
    {"steps_done", "Steps that are committed."},
    {"run_by", "The database role that connected."},
    {"client", "Operating system user and host that rollpack ran on."},
    {"reason", "Why, in the words of the operator."},
    {"tool_version", "Version of rollpack."},
    {"message", "What a stopped run ended with."},
});

std::string new_uuid() {
    std::random_device random;
    std::array<std::uint32_t, 4> words{random(), random(), random(), random()};
    words[1] = (words[1] & 0xFFFF0FFFU) | 0x00004000U;  // RFC 4122: version 4
    words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;  // and its variant
    return fmt::format(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}",
        words[0],
        words[1] >> 16U,
        words[1] & 0xFFFFU,
        words[2] >> 16U,
        words[2] & 0xFFFFU,
        words[3]
    );
}

std::string operating_system_user() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    const int status = getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return status == 0 && found != nullptr ? found->pw_name : std::to_string(geteuid());
}

std::string host_name() {
    std::array<char, 256> buffer{};
    const int status = gethostname(buffer.data(), buffer.size() - 1);
    return status == 0 ? buffer.data() : "unknown host";
}

std::string_view word(core::TransactionMode mode) {
    return mode == core::TransactionMode::package ? "package" : "script";
}

std::string_view word(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? "delete" : "undo";
}

}  // namespace

Journal::Journal(Session& session, const core::Plan& plan, const RunOptions& options)
    : table_(session.connection.identifier(plan.history_table.schema) + ".rollpack_journal")
    , run_id_(new_uuid())
    , plan_(plan)
    , options_(options) {
    const Result row =
        session.connection.query(std::string{state_query}, {table_, plan.history_table.schema});
    if (row.truth(0, 1)) {
        state_ = row.truth(0, 0) ? State::there : State::missing;
    }
    started_at_ = row.text(0, 2);
}

std::string Journal::complaint() const {
    return usable()
        ? std::string{}
        : fmt::format(
            "The run is not in the journal, because the role may not create or write {}.",
            table_
        );
}

void Journal::send_table(Pipeline& pipeline) const {
    if (state_ != State::missing) {
        return;
    }
    pipeline.send(fmt::format(create_table, table_), {}, {});
    pipeline.send(
        fmt::format("COMMENT ON TABLE {} IS 'Rollbacks that rollpack ran, one row each.'", table_),
        {},
        {}
    );
    for (const auto& [column, comment] : column_comments) {
        pipeline
            .send(fmt::format("COMMENT ON COLUMN {}.{} IS '{}'", table_, column, comment), {}, {});
    }
}

void Journal::send_row(Pipeline& pipeline, std::string_view ending, std::size_t steps_done) const {
    if (!usable()) {
        return;
    }
    const std::string_view finished = ending == "running" ? "NULL" : "pg_catalog.clock_timestamp()";
    const auto sql = fmt::format(
        "INSERT INTO {} (run_id, history_table, package, content_sha256, from_version, "
        "target_version, transaction_mode, history_dialect, started_at, finished_at, ending, "
        "steps_total, steps_done, run_by, client, reason, tool_version) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, pg_catalog.to_timestamp($9), {}, $10, $11, $12, session_user, $13, $14, $15)",
        table_,
        finished
    );
    pipeline.send(
        sql,
        {run_id_,
         quote_qualified(plan_.history_table.schema, plan_.history_table.table),
         plan_.package_name,
         plan_.content_sha256.hex(),
         plan_.from_version ? Parameter{plan_.from_version->text()} : std::nullopt,
         plan_.target_version.text(),
         std::string{word(plan_.transaction)},
         std::string{word(plan_.dialect)},
         started_at_,
         std::string{ending},
         std::to_string(plan_.steps.size()),
         std::to_string(steps_done),
         operating_system_user() + "@" + host_name(),
         options_.reason,
         options_.tool_version},
        {}
    );
}

void Journal::send_progress(Pipeline& pipeline, std::size_t steps_done, bool last) const {
    if (!usable()) {
        return;
    }
    const std::string_view finish = last
        ? ", ending = 'done', finished_at = pg_catalog.clock_timestamp()"
        : "";
    pipeline.send(
        fmt::format("UPDATE {} SET steps_done = $2{} WHERE run_id = $1", table_, finish),
        {run_id_, std::to_string(steps_done)},
        {}
    );
}

void Journal::mark_stopped(Connection& connection, std::string_view message) const {
    if (!usable()) {
        return;
    }
    static_cast<void>(connection.query(
        fmt::format(
            "UPDATE {} SET ending = 'stopped', finished_at = pg_catalog.clock_timestamp(), "
            "message = $2 WHERE run_id = $1 AND ending = 'running'",
            table_
        ),
        {run_id_, std::string{message}}
    ));
}

bool Journal::has_row(Connection& connection) const {
    const Result there =
        connection.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL", {table_});
    if (!there.truth(0, 0)) {
        return false;
    }
    const Result rows =
        connection.query(fmt::format("SELECT 1 FROM {} WHERE run_id = $1", table_), {run_id_});
    return rows.rows() > 0;
}

}  // namespace rollpack::executor::detail
