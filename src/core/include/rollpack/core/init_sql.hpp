#pragma once

#include "rollpack/core/flyway_environment.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/server_facts.hpp"

namespace rollpack::core {

/// Flyway's initSql as a script for the beginning of a session; its path is "initSql". Placeholders are
/// replaced, "flyway:defaultSchema" and "flyway:table" excepted: the history is looked for later.
/// @throws Error configuration_invalid with the setting's place: a placeholder without a value, a psql
/// command, a quote that is not closed.
StepScript init_sql_script(
    const Placed<std::string>& sql,
    const PlaceholderSettings& placeholders,
    const ServerFacts& facts,
    const PlanOptions& options,
    const AnalyzeSql& analyze
);

}  // namespace rollpack::core
