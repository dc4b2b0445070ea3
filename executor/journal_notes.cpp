#include "detail/journal.hpp"

#include <fmt/format.h>

namespace rollpack::executor::detail {

// The row of the run that is resumed gives its place in the plan to this one's.
void Journal::send_resumption(const CommandSink& sink) const {
    if (!usable() || !plan_.resumes) {
        return;
    }
    sink(
        {fmt::format(
             "UPDATE {0} AS j SET resumes = o.run_id, callbacks_done = o.callbacks_done, "
             "script = o.script, script_sha256 = o.script_sha256, "
             "statements_done = o.statements_done, in_doubt = o.in_doubt, "
             "state_before = o.state_before, put_back = o.put_back "
             "FROM {0} AS o WHERE j.run_id OPERATOR(pg_catalog.=) $1 "
             "AND o.run_id OPERATOR(pg_catalog.=) $2",
             table_
         ),
         {run_id_, plan_.resumes->run_id},
         {}}
    );
    sink(
        {fmt::format(
             "SELECT pg_catalog.length(pg_catalog.set_config('rollpack.put_back', o.put_back, false)) "
             "FROM {} AS o WHERE o.run_id OPERATOR(pg_catalog.=) $1",
             table_
         ),
         {plan_.resumes->run_id},
         {}}
    );
    sink(
        {fmt::format(
             "UPDATE {} SET ending = 'resumed', finished_at = COALESCE(finished_at, "
             "pg_catalog.clock_timestamp()) WHERE run_id OPERATOR(pg_catalog.=) $1",
             table_
         ),
         {plan_.resumes->run_id},
         {}}
    );
}

void Journal::send_intent(
    const CommandSink& sink,
    std::size_t step,
    std::size_t statement,
    const std::string& state_before
) const {
    const core::StepScript& script = *core::step_script(plan_.steps.at(step));
    const core::SqlStatement& begun = script.analysis.statements.at(statement);
    sink(
        {fmt::format(
             "UPDATE {} SET script = $2, script_sha256 = $3, statements_done = $4, in_doubt = $5, "
             "state_before = $6 WHERE run_id OPERATOR(pg_catalog.=) $1",
             table_
         ),
         {run_id_,
          script.path,
          core::digest_of(script.text).hex(),
          std::to_string(statement),
          script.text.substr(begun.offset, begun.length),
          state_before},
         {Purpose::own, step}}
    );
}

void Journal::send_result(const CommandSink& sink, std::size_t step, std::size_t statements_done)
    const {
    const core::StepScript& script = *core::step_script(plan_.steps.at(step));
    sink(
        {fmt::format(
             "UPDATE {} SET script = $2, script_sha256 = $3, statements_done = $4, in_doubt = NULL, "
             "state_before = '' WHERE run_id OPERATOR(pg_catalog.=) $1",
             table_
         ),
         {run_id_,
          script.path,
          core::digest_of(script.text).hex(),
          std::to_string(statements_done)},
         {Purpose::own, step}}
    );
}

JournalPosition Journal::position(Connection& connection) const {
    if (!usable() || !is_there(connection)) {
        return {};
    }
    const Result rows = connection.query(
        fmt::format(
            "SELECT steps_done, statements_done, in_doubt IS NOT NULL FROM {} "
            "WHERE run_id OPERATOR(pg_catalog.=) $1",
            table_
        ),
        {run_id_}
    );
    if (rows.rows() == 0) {
        return {};
    }
    return {
        static_cast<std::size_t>(rows.number(0, 0)),
        static_cast<std::size_t>(rows.number(0, 1)),
        rows.truth(0, 2)};
}

}  // namespace rollpack::executor::detail
