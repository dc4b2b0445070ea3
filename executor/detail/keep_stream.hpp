#pragma once

#include "detail/pipeline.hpp"
#include "detail/session.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/report.hpp"
#include "rollpack/executor/database.hpp"
#include "rollpack/executor/keeping.hpp"

#include <string>

namespace rollpack::executor::detail {

/// Saves what a run is going to destroy, inside the run's own transaction and before its first step.
/// Without tables to keep, every member does nothing.
class KeepStream {
public:
    /// One round trip. @throws Error checks_failed where the role may not make a schema, or the plan
    /// is not run in one transaction.
    KeepStream(
        Session& session,
        const core::Plan& plan,
        const RunOptions& options,
        std::string run_id
    );

    /// Locks the tables against everybody and copies them. Into the database: no round trip; to
    /// files: one or two each.
    void send(Pipeline& pipeline) const;

    /// The commands of send() where the data is kept in the database; keep_sink is not looked at.
    void send_commands(const CommandSink& sink) const;

    /// To be called when everything was answered, before COMMIT is sent.
    void make_durable() const;

    /// What the ending means for the kept data: says in the report where it is, or throws it away.
    void conclude(core::Report& report) const;

    /// Throws away what was kept, after an end without a report.
    void discard() const noexcept;

private:
    void send_table(const CommandSink& sink, const core::KeptTable& table, const std::string& name)
        const;
    void copy_to_sink(Pipeline& pipeline) const;

    const RunOptions& options_;
    KeptRun run_;
};

}  // namespace rollpack::executor::detail
