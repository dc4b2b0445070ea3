#include "detail/plan_sql.hpp"

#include "detail/check_runnable.hpp"
#include "detail/history_queries.hpp"
#include "detail/identifier.hpp"
#include "detail/journal.hpp"
#include "detail/keep_stream.hpp"
#include "detail/plan_run.hpp"
#include "detail/psql_text.hpp"
#include "detail/step_stream.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/history_digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using core::TransactionMode;

// psql reads the first two lines; a client that does not know them fails there, before the lone
// semicolon, and has done nothing. Without the first psql would go on after an error, and take the
// inline data of a COPY that failed for statements. With ON_ERROR_ROLLBACK it would commit what
// succeeded beside what failed.
constexpr std::string_view settings =
    "\\set ON_ERROR_STOP on\n"
    "\\set ON_ERROR_ROLLBACK off\n"
    ";\n"
    "SET client_encoding = 'UTF8';\n"
    "SET standard_conforming_strings = on;\n"
    "SET idle_in_transaction_session_timeout = 0;\n"
    "SET client_min_messages = notice;\n";

/// Writes a run as PlanRun would send it.
class PlanSqlWriter {
public:
    PlanSqlWriter(
        Session& session,
        const core::Plan& plan,
        const PlanSqlOptions& options,
        PlanSqlBinding binding
    )
        : session_(session)
        , plan_(plan)
        , options_(options)
        , binding_(std::move(binding))
        , journal_(session, plan, options.run)
        , keep_(session, plan, options.run, journal_.run_id())
        , stream_(script_session(session, plan.history_table), plan)
        , sink_([this](const Command& command) { text_ += psql_text(command); }) {
        journal_.set_writer(JournalWriter::sql_file);
        if (!options.run.kept.empty()) {
            journal_.set_kept_schema(kept_schema_name(journal_.run_id()));
        }
    }

    std::string write();

private:
    bool is_one() const noexcept { return plan_.transaction == TransactionMode::package; }

    void begin() { sink_({begin_transaction, {}, {}}); }

    void commit() { sink_({"COMMIT", {}, {}}); }

    void write_begin_scripts();
    void write_step(std::size_t index, bool begins);
    void write_stretch(const core::Stretch& stretch);
    void write_end();

    Session& session_;
    const core::Plan& plan_;
    const PlanSqlOptions& options_;
    PlanSqlBinding binding_;
    Journal journal_;
    KeepStream keep_;
    StepStream stream_;
    CommandSink sink_;
    std::string text_;
};

std::string PlanSqlWriter::write() {
    text_ = plan_sql_header(plan_, binding_, options_) + "\n";
    text_ += settings;
    const Result timeout = session_.connection.query(
        "SELECT pg_catalog.current_setting('lock_timeout')"
    );
    if (timeout.text(0, 0) != "0") {
        text_ += fmt::format("SET lock_timeout = {};\n", sql_literal(timeout.text(0, 0)));
    }
    text_ += "\n-- the checks, and Flyway's lock\n";
    begin();
    text_ += plan_sql_checks(plan_, binding_);
    write_begin_scripts();
    sink_(take_role(binding_.role));
    journal_.send_table(sink_);
    keep_.send_commands(sink_);
    if (!is_one()) {
        journal_.send_row(sink_, "running", 0);
    }
    stream_.send_start(sink_);
    if (!is_one()) {
        commit();
    }
    for (const core::Stretch& stretch : core::stretches(plan_)) {
        write_stretch(stretch);
    }
    write_end();
    return std::move(text_);
}

void PlanSqlWriter::write_begin_scripts() {
    for (const core::StepScript& script : session_.begin_scripts) {
        text_ += fmt::format("\n-- {}, which begins each session\n", comment_text(script.path));
        send_script(sink_, script);
    }
    if (!session_.begin_scripts.empty()) {
        text_ += "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n";
    }
}

/// `begins`: a transaction, too.
void PlanSqlWriter::write_step(std::size_t index, bool begins) {
    text_ += fmt::format(
        "\n-- step {} of {}: {}\n",
        index + 1,
        plan_.steps.size(),
        comment_text(core::step_name(plan_.steps[index]))
    );
    if (begins) {
        begin();
    }
    text_ += plan_sql_step_begins(plan_, index);
    stream_.send_step(sink_, index);
    text_ += plan_sql_step_ends(plan_, index);
}

void PlanSqlWriter::write_stretch(const core::Stretch& stretch) {
    const std::size_t end = stretch.first + stretch.count;
    for (std::size_t i = stretch.first; i < end; ++i) {
        write_step(i, !is_one() && i == stretch.first);
    }
    if (!is_one()) {
        journal_.send_progress(sink_, end);
        commit();
    }
}

void PlanSqlWriter::write_end() {
    text_ += "\n-- the end\n";
    if (is_one()) {
        sink_({"SET CONSTRAINTS ALL IMMEDIATE", {}, {}});
        journal_.send_row(sink_, "done", plan_.steps.size());
        commit();
    } else {
        sink_(
            {"SELECT pg_catalog.pg_advisory_unlock($1)",
             {std::to_string(core::flyway_lock_key(plan_.history_table))},
             {}}
        );
    }
    text_ += fmt::format(
        "SELECT installed_rank, version, description, type, script, success FROM {}\n"
        "    WHERE installed_rank >= {} ORDER BY installed_rank;\n"
        "RESET ROLE;\n"
        "RESET search_path;\n",
        quote_qualified(plan_.history_table.schema, plan_.history_table.table),
        plan_.next_rank
    );
}

}  // namespace

std::string plan_sql(Session& session, const core::Plan& plan, const PlanSqlOptions& options) {
    if (plan.steps.empty()) {
        throw Error{
            ErrorCode::usage,
            "there is nothing to do, so there is nothing to write as SQL",
            plan.nothing_to_do};
    }
    if (const auto failed = std::ranges::find_if(
            plan.steps,
            [](const core::Step& step) { return std::holds_alternative<core::FailedStep>(step); }
        );
        failed != plan.steps.end()) {
        throw Error{
            ErrorCode::usage,
            fmt::format(
                "an SQL file cannot pass over what a version that stopped half-way did not do: {}",
                core::step_name(*failed)
            ),
            "Use `rollpack apply --include-failed`, or take the version back by hand first and run "
            "`flyway repair`."};
    }
    if (options.run.keep_sink != nullptr) {
        throw Error{
            ErrorCode::usage,
            "an SQL file cannot keep data in files",
            "Give --keep-data without a folder: the data is then kept in a schema of the database."};
    }
    for (const core::Stretch& stretch : core::stretches(plan)) {
        if (!stretch.outside_transaction.empty()) {
            throw Error{
                ErrorCode::usage,
                fmt::format(
                    "{} runs outside of a transaction ({}), which an SQL file cannot resume",
                    core::step_name(plan.steps[stretch.first]),
                    stretch.outside_transaction
                ),
                "Use rollpack apply, which keeps a journal of how far it got."};
        }
    }
    check_runnable(plan);
    const std::vector<core::HistoryEntry> rows = require_history(session, plan);
    PlanSqlBinding binding{
        session.facts.database,
        session.facts.user,
        core::history_digest(rows),
        rows.size()};
    return PlanSqlWriter{session, plan, options, std::move(binding)}.write();
}

}  // namespace rollpack::executor::detail
