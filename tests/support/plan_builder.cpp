#include "support/plan_builder.hpp"

#include "rollpack/executor/sql_script.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace rollpack::test {

using namespace core;

namespace {

StepScript script(const std::string& path, const std::string& sql) {
    return {path, sha256(sql), sql, executor::analyze_sql(sql)};
}

}  // namespace

PlanBuilder::PlanBuilder(HistoryTable table)
    : plan_{
        .package_name = "Rollback-V1",
        .content_sha256 = sha256("package"),
        .target_version = *parse_version("1"),
        .from_version = parse_version("3"),
        .history_table = std::move(table),
        .history_fingerprint = {},
        .next_rank = 4,
        .steps = {},
        .skipped = {},
        .nothing_to_do = {}} {}

PlanBuilder& PlanBuilder::mode(TransactionMode mode) {
    plan_.transaction = mode;
    return *this;
}

PlanBuilder& PlanBuilder::dialect(HistoryDialect dialect) {
    plan_.dialect = dialect;
    return *this;
}

PlanBuilder& PlanBuilder::next_rank(std::int64_t rank) {
    plan_.next_rank = rank;
    return *this;
}

PlanBuilder& PlanBuilder::undo(const std::string& version, const std::string& sql) {
    const std::string path = "U" + version + "__undo.sql";
    const bool deletes = plan_.dialect == HistoryDialect::delete_rows;
    HistoryRow row{
        .version = version,
        .description = deletes ? "step " + version : "undo",
        .type = deletes ? "DELETE" : "UNDO_SQL",
        .script = deletes ? "V" + version + "__step.sql" : path,
        .checksum = flyway_checksum(sql),
        .success = true,
        .timed = !deletes};
    plan_.steps.emplace_back(
        UndoStep{*parse_version(version), "undo", script(path, sql), std::move(row), "above"}
    );
    return *this;
}

PlanBuilder& PlanBuilder::outside(const std::string& version, const std::string& sql) {
    undo(version, sql);
    std::get<core::UndoStep>(plan_.steps.back()).script.outside_transaction = "a test says so";
    return *this;
}

PlanBuilder& PlanBuilder::resume(core::OpenRun run) {
    plan_.resumes = std::move(run);
    return *this;
}

PlanBuilder& PlanBuilder::failed(
    const std::string& version,
    const std::string& sql,
    std::optional<std::int64_t> rank
) {
    plan_.steps.emplace_back(FailedStep{
        *parse_version(version),
        "undo",
        script("U" + version + "__undo.sql", sql),
        rank,
        "it failed"});
    return *this;
}

PlanBuilder& PlanBuilder::repeatable(const std::string& description, const std::string& sql) {
    const std::string path = "R__" + description + ".sql";
    HistoryRow row{
        .version = std::nullopt,
        .description = description,
        .type = "SQL",
        .script = path,
        .checksum = flyway_checksum(sql)};
    plan_.steps.emplace_back(RepeatableStep{
        description,
        RepeatableAction::restore,
        script(path, sql),
        std::move(row),
        "differs"});
    return *this;
}

PlanBuilder& PlanBuilder::retire(
    const std::string& description,
    std::vector<DatabaseObject> objects
) {
    HistoryRow row{
        .version = std::nullopt,
        .description = description,
        .type = "DELETE",
        .script = "R__" + description + ".sql",
        .checksum = std::nullopt,
        .success = true,
        .timed = false};
    plan_.steps.emplace_back(
        RetireStep{description, std::move(objects), std::move(row), "not in the target"}
    );
    return *this;
}

PlanBuilder& PlanBuilder::callback(const std::string& event, const std::string& sql) {
    plan_.steps.emplace_back(CallbackStep{event, script(event + ".sql", sql), "Flyway runs it"});
    return *this;
}

PlanBuilder& PlanBuilder::around(const std::string& event, const std::string& sql) {
    PlanCallbacks& callbacks = plan_.callbacks;
    const std::map<std::string, std::vector<StepScript>*> lists{
        {"beforeEachUndo", &callbacks.undo.before},
        {"beforeEachUndoStatement", &callbacks.undo.before_statement},
        {"afterEachUndoStatement", &callbacks.undo.after_statement},
        {"afterEachUndo", &callbacks.undo.after},
        {"beforeEachMigrate", &callbacks.migrate.before},
        {"beforeEachMigrateStatement", &callbacks.migrate.before_statement},
        {"afterEachMigrateStatement", &callbacks.migrate.after_statement},
        {"afterEachMigrate", &callbacks.migrate.after},
        {"afterUndoError", &callbacks.undo_error},
        {"afterMigrateError", &callbacks.migrate_error},
    };
    lists.at(event)->push_back(script(event + ".sql", sql));
    return *this;
}

std::string sql_name(std::string_view name) {
    std::string result = "\"";
    for (const char c : name) {
        result.append(c == '"' ? 2 : 1, c);
    }
    return result + "\"";
}

std::string sql_name(const HistoryTable& table) {
    return sql_name(table.schema) + "." + sql_name(table.table);
}

// PostgreSQL cuts longer ones, to that of the table for instance.
constexpr std::size_t longest_name = 63;

std::string history_sql(const HistoryTable& table, int versions) {
    const std::string name = sql_name(table);
    std::string sql = fmt::format(
        "CREATE TABLE {0} (installed_rank integer NOT NULL, version varchar(50), "
        "description varchar(200) NOT NULL, type varchar(20) NOT NULL, "
        "script varchar(1000) NOT NULL, checksum integer, installed_by varchar(100) NOT NULL, "
        "installed_on timestamp NOT NULL DEFAULT now(), execution_time integer NOT NULL, "
        "success boolean NOT NULL, CONSTRAINT {1} PRIMARY KEY (installed_rank));",
        name,
        sql_name(table.table.substr(0, longest_name - 3) + "_pk")
    );
    for (int i = 1; i <= versions; ++i) {
        sql += fmt::format(
            "INSERT INTO {0} VALUES ({1}, '{1}', 'step {1}', 'SQL', 'V{1}__step.sql', {1}, "
            "current_user, now(), 5, true);",
            name,
            i
        );
    }
    return sql;
}

}  // namespace rollpack::test
