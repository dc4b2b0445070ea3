#include "detail/step_stream.hpp"

#include "detail/identifier.hpp"
#include "detail/script_position.hpp"
#include "rollpack/executor/drop_statement.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>

namespace rollpack::executor::detail {

namespace {

// The start is kept on the server, so that execution_time is free of the network and needs no round
// trip. In seconds since 1970: no setting of a script changes how that is read back.
constexpr const char* before_step =
    "SELECT pg_catalog.set_config('role', $1, false), "
    "pg_catalog.set_config('search_path', $2, false), "
    "pg_catalog.set_config('rollpack.step_started', "
    "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::pg_catalog.text, false)";

constexpr const char* restore_role = "SELECT pg_catalog.set_config('role', $1, false)";

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

void place(core::SqlFailure& failure, const ScriptPosition& position) {
    failure.line = position.line;
    failure.column = position.column;
    failure.source_line = position.source_line;
}

std::size_t start_of_line(std::string_view text, std::size_t offset, std::size_t lines) {
    for (std::size_t line = 0; line < lines; ++line) {
        const std::size_t end = text.find('\n', offset);
        if (end == std::string_view::npos) {
            break;
        }
        offset = end + 1;
    }
    return offset;
}

void send_script(const CommandSink& sink, std::size_t index, const core::StepScript& script) {
    for (std::size_t i = 0; i < script.analysis.statements.size(); ++i) {
        const core::SqlStatement& statement = script.analysis.statements[i];
        Command command{
            slice(script, statement.offset, statement.length),
            {},
            {Purpose::statement, index, i}};
        if (const auto& data = statement.copy_data) {
            command.copy_data = std::string_view{script.text}.substr(data->offset, data->length);
        }
        sink(command);
    }
}

}  // namespace

ScriptSession script_session(const Session& session, const core::HistoryTable& table) {
    return {
        session.facts.user,
        script_search_path(quote_identifier(table.schema), table.schema, session.search_path)};
}

StepStream::StepStream(ScriptSession session, const core::Plan& plan)
    : plan_(plan)
    , session_(std::move(session)) {
    const auto& [schema, table] = plan.history_table;
    insert_timed_ = insert_row(quote_qualified(schema, table), measured_time);
    insert_untimed_ = insert_row(quote_qualified(schema, table), "0");
}

void StepStream::send_step(const CommandSink& sink, std::size_t index) const {
    send_before(sink, index);
    send_work(sink, index);
    sink({restore_role, {session_.role}, {Purpose::own, index}});
    send_row(sink, index);
}

void StepStream::send_before(const CommandSink& sink, std::size_t index) const {
    sink({before_step, {session_.role, session_.search_path}, {Purpose::own, index}});
}

void StepStream::send_work(const CommandSink& sink, std::size_t index) const {
    const core::Step& step = plan_.steps[index];
    if (const core::StepScript* const script = core::step_script(step)) {
        send_script(sink, index, *script);
    }
    if (const auto* const retire = std::get_if<core::RetireStep>(&step)) {
        for (std::size_t i = 0; i < retire->objects.size(); ++i) {
            const Tag tag{Purpose::statement, index, i};
            sink({drop_statement(retire->objects[i]), {}, tag});
        }
    }
}

void StepStream::send_row(const CommandSink& sink, std::size_t index) const {
    const core::HistoryRow* const row = core::step_row(plan_.steps[index]);
    if (row == nullptr) {
        return;
    }
    const std::int64_t rank = core::rank_of(plan_, index);
    sink(
        {row->timed ? insert_timed_ : insert_untimed_,
         {std::to_string(rank),
          row->version,
          row->description,
          row->type,
          row->script,
          row->checksum ? Parameter{std::to_string(row->checksum->value)} : std::nullopt,
          plan_.installed_by.value_or(session_.role),
          row->success ? "t" : "f"},
         {Purpose::row, index}}
    );
}

core::SqlFailure locate_failure(const core::Plan& plan, const Tag& tag, const ServerError& error) {
    core::SqlFailure failure = error.failure;
    const core::StepScript* const script = tag.step ? core::step_script(plan.steps.at(*tag.step))
                                                    : nullptr;
    if (script == nullptr || tag.purpose != Purpose::statement) {
        return failure;
    }
    const core::SqlStatement& statement = script->analysis.statements.at(tag.statement);
    failure.script = script->path;
    const std::size_t data_line = copy_data_line(failure.where);
    if (statement.copy_data && data_line > 0) {
        const std::size_t first = statement.copy_data->offset;
        place(failure, locate(script->text, start_of_line(script->text, first, data_line - 1)));
        return failure;
    }
    // Without a position the statement's first character stands for it.
    const std::size_t position = error.position == 0 ? 1 : error.position;
    const auto offset = byte_of_character(script->text, statement.offset, position);
    place(failure, locate(script->text, offset));
    return failure;
}

}  // namespace rollpack::executor::detail
