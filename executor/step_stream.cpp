#include "detail/step_stream.hpp"

#include "detail/identifier.hpp"
#include "detail/put_back.hpp"
#include "rollpack/executor/drop_statement.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rollpack::executor::detail {

namespace {

// The start is kept on the server, so that execution_time is free of the network and needs no round
// trip. In seconds since 1970: no setting of a script changes how that is read back.
constexpr const char* before_step =
    "SELECT pg_catalog.set_config('role', $1, false), "
    "pg_catalog.set_config('search_path', $2, false), "
    "pg_catalog.set_config('rollpack.step_started', "
    "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::pg_catalog.text, false)";

// What comes behind a script is rollpack's own: nothing that others made may get in between.
constexpr const char* behind_step =
    "SELECT pg_catalog.set_config('role', $1, false), "
    "pg_catalog.set_config('search_path', 'pg_catalog', false)";

constexpr const char* search_pg_catalog =
    "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)";

// A script may have thrown the start away (RESET ALL, DISCARD): then the time is 0.
constexpr std::string_view measured_time =
    "COALESCE(GREATEST(pg_catalog.round((pg_catalog.date_part('epoch', "
    "pg_catalog.clock_timestamp()) - NULLIF(pg_catalog.current_setting('rollpack.step_started', "
    "true), '')::pg_catalog.float8) * 1000), 0)::pg_catalog.int4, 0)";

std::string insert_row(const std::string& table, std::string_view execution_time) {
    return fmt::format(
        "INSERT INTO {} (installed_rank, version, description, type, script, checksum, "
        "installed_by, execution_time, success) VALUES ($1, $2, $3, $4, $5, $6, $7, {}, $8)",
        table,
        execution_time
    );
}

std::string slice(const core::StepScript& script, std::size_t offset, std::size_t length) {
    return script.text.substr(offset, length);
}

/// Which script a command is of.
struct Place {
    std::optional<std::size_t> step;
    const core::StepScript* callback = nullptr;
    IfDone if_done = IfDone::fail;
};

void send_one(
    const CommandSink& sink,
    const core::StepScript& script,
    std::size_t number,
    const Place& place
) {
    const core::SqlStatement& statement = script.analysis.statements[number];
    Command command{
        slice(script, statement.offset, statement.length),
        {},
        {Purpose::statement, place.step, number, place.callback},
        std::nullopt,
        place.if_done};
    if (const auto& data = statement.copy_data) {
        command.copy_data = script.text.part(data->offset, data->length);
    }
    sink(command);
}

void send_callbacks(
    const CommandSink& sink,
    const std::vector<core::StepScript>& callbacks,
    std::optional<std::size_t> step
) {
    for (const core::StepScript& callback : callbacks) {
        for (std::size_t i = 0; i < callback.analysis.statements.size(); ++i) {
            send_one(sink, callback, i, {step, &callback});
        }
    }
}

void send_with_callbacks(
    const CommandSink& sink,
    const Place& place,
    const core::StepScript& script,
    const core::EachCallbacks& around
) {
    const std::optional<std::size_t> index = place.step;
    send_callbacks(sink, around.before, index);
    for (std::size_t i = 0; i < script.analysis.statements.size(); ++i) {
        send_callbacks(sink, around.before_statement, index);
        send_one(sink, script, i, place);
        send_callbacks(sink, around.after_statement, index);
    }
    send_callbacks(sink, around.after, index);
}

}  // namespace

Command take_role(const std::string& role) {
    return {"SELECT pg_catalog.set_config('role', $1, false)", {role}, {}};
}

void send_script(const CommandSink& sink, const core::StepScript& script) {
    for (std::size_t i = 0; i < script.analysis.statements.size(); ++i) {
        send_one(sink, script, i, {});
    }
}

ScriptSession script_session(const Session& session, const core::HistoryTable& table) {
    return {
        session.facts.user,
        script_search_path(quote_identifier(table.schema), table.schema, session.search_path),
        session.role_setting,
        session.facts.pooled ? session.search_path : "pg_catalog"};
}

StepStream::StepStream(ScriptSession session, const core::Plan& plan)
    : plan_(plan)
    , session_(std::move(session))
    , cleaning_(plan) {
    const auto& [schema, table] = plan.history_table;
    insert_timed_ = insert_row(quote_qualified(schema, table), measured_time);
    insert_untimed_ = insert_row(quote_qualified(schema, table), "0");
    delete_failed_ = fmt::format(
        "DELETE FROM {} WHERE installed_rank = $1 AND NOT success",
        quote_qualified(schema, table)
    );
}

void StepStream::send_start(const CommandSink& sink) const {
    sink({search_pg_catalog, {}, {}});
    cleaning_.send_start(sink);
}

void StepStream::send_finish(const CommandSink& sink) const {
    sink(
        {"SELECT pg_catalog.set_config('role', $1, false), "
         "pg_catalog.set_config('search_path', $2, false), "
         "pg_catalog.set_config('rollpack.step_started', '', false), "
         "pg_catalog.set_config('rollpack.put_back', '', false), "
         "pg_catalog.set_config('rollpack.settings', '', false)",
         {session_.role_before, session_.search_path_before},
         {}}
    );
}

void StepStream::send_step(const CommandSink& sink, std::size_t index) const {
    send_before(sink, index);
    send_work(sink, index);
    send_end(sink, index);
}

void StepStream::send_callback(const CommandSink& sink, const core::StepScript& callback) const {
    send_before(sink, std::nullopt);
    for (std::size_t i = 0; i < callback.analysis.statements.size(); ++i) {
        send_one(sink, callback, i, {std::nullopt, &callback});
    }
}

void StepStream::send_before(const CommandSink& sink, std::optional<std::size_t> index) const {
    sink({before_step, {session_.role, session_.search_path}, {Purpose::own, index}});
}

void StepStream::send_work(const CommandSink& sink, std::size_t index) const {
    const core::Step& step = plan_.steps[index];
    if (const core::StepScript* const script = core::step_script(step)) {
        send_with_callbacks(sink, {index, nullptr, if_done(index)}, *script, around(index));
    }
    const bool is_clearing = std::holds_alternative<core::ClearStep>(step);
    if (is_clearing || std::holds_alternative<core::PutBackStep>(step)) {
        sink({search_pg_catalog, {}, {Purpose::own, index}});
    }
    const std::vector<core::DatabaseObject>& drops = core::step_drops(step);
    for (std::size_t i = 0; i < drops.size(); ++i) {
        if (is_clearing) {
            sink(remember(drops[i], {Purpose::own, index}));
        }
        sink({drop_statement(drops[i]), {}, {Purpose::statement, index, i}});
    }
    if (std::holds_alternative<core::PutBackStep>(step)) {
        sink(put_back(plan_, {Purpose::statement, index}));
    }
}

IfDone StepStream::if_done(std::size_t index) const {
    return std::holds_alternative<core::FailedStep>(plan_.steps[index]) ? IfDone::pass_over
                                                                        : IfDone::fail;
}

const core::EachCallbacks& StepStream::around(std::size_t index) const {
    static const core::EachCallbacks none;
    const core::EachCallbacks* const callbacks = core::each_callbacks(plan_, plan_.steps[index]);
    return callbacks == nullptr ? none : *callbacks;
}

void StepStream::send_beginning(const CommandSink& sink, std::size_t index, Beginning beginning)
    const {
    send_before(sink, index);
    if (beginning == Beginning::anew) {
        send_callbacks(sink, around(index).before, index);
    }
}

void StepStream::send_before_statement(const CommandSink& sink, std::size_t index) const {
    send_callbacks(sink, around(index).before_statement, index);
}

void StepStream::send_statement(const CommandSink& sink, std::size_t index, std::size_t statement)
    const {
    const Place place{index, nullptr, if_done(index)};
    send_one(sink, *core::step_script(plan_.steps[index]), statement, place);
}

void StepStream::send_after_statement(const CommandSink& sink, std::size_t index) const {
    send_callbacks(sink, around(index).after_statement, index);
}

void StepStream::send_ending(const CommandSink& sink, std::size_t index) const {
    send_callbacks(sink, around(index).after, index);
    send_end(sink, index);
}

// What the step left behind ends before its row, so that it fails the step and no other.
void StepStream::send_end(const CommandSink& sink, std::size_t index) const {
    cleaning_.send_identity(sink, index);
    Command restore{behind_step, {session_.role}, {Purpose::own, index}};
    sink(restore);
    cleaning_.send_constraints(sink, index);
    cleaning_.send_rest(sink, index);
    if (const core::HistoryRow* const row = core::step_row(plan_.steps[index])) {
        send_row(sink, index, *row);
    } else {
        send_repair(sink, index);
        restore.tag.purpose = Purpose::step_end;
        sink(restore);
    }
}

// As Flyway's `repair`.
void StepStream::send_repair(const CommandSink& sink, std::size_t index) const {
    const auto* const failed = std::get_if<core::FailedStep>(&plan_.steps[index]);
    if (failed != nullptr && failed->failed_rank) {
        sink({delete_failed_, {std::to_string(*failed->failed_rank)}, {Purpose::failed_row, index}}
        );
    }
}

void StepStream::send_row(const CommandSink& sink, std::size_t index, const core::HistoryRow& row)
    const {
    const std::int64_t rank = core::rank_of(plan_, index);
    sink(
        {row.timed ? insert_timed_ : insert_untimed_,
         {std::to_string(rank),
          row.version,
          row.description,
          row.type,
          row.script,
          row.checksum ? Parameter{std::to_string(row.checksum->value)} : std::nullopt,
          plan_.installed_by.value_or(session_.role),
          row.success ? "t" : "f"},
         {Purpose::row, index}}
    );
}

}  // namespace rollpack::executor::detail
