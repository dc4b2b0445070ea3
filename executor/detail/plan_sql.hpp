#pragma once

#include "detail/session.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/executor/plan_sql.hpp"

#include <string>

namespace rollpack::executor::detail {

/// See Database.
std::string plan_sql(Session& session, const core::Plan& plan, const PlanSqlOptions& options);

/// What a file is bound to.
struct PlanSqlBinding {
    std::string database;
    std::string role;  ///< the scripts run as it, and own what they make
    core::Sha256 history_digest;
    std::size_t history_rows = 0;
};

/// A block that takes Flyway's lock and refuses another database, role, server or history.
std::string plan_sql_checks(const core::Plan& plan, const PlanSqlBinding& binding);

/// A block that fails unless the step before `index` is done (TransactionMode::script), and tells that
/// the step begins.
std::string plan_sql_step_begins(const core::Plan& plan, std::size_t index);

/// A block that fails unless the row of step `index` is there, and for TransactionMode::script notes
/// that the step is done.
std::string plan_sql_step_ends(const core::Plan& plan, std::size_t index);

/// The comments at the top.
std::string plan_sql_header(
    const core::Plan& plan,
    const PlanSqlBinding& binding,
    const PlanSqlOptions& options
);

}  // namespace rollpack::executor::detail
