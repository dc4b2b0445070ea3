#pragma once

#include "rollpack/core/planning.hpp"
#include "rollpack/executor/database.hpp"

namespace rollpack::executor {

/// What a plan is made of besides the live database. Refers to what its maker has.
struct PlanRequest {
    const core::Selection& selection;
    const core::Sha256& content_sha256;
    const core::History& history;
    const core::PlanOptions& options;
};

/// core::make_plan(), with the live catalog asked about what the plan's scripts drop and change: the
/// answers are added to `facts`. Each text is analysed once. @throws as Database::dependencies().
core::Plan make_ordered_plan(
    const PlanRequest& request,
    core::ServerFacts& facts,
    Database& database,
    core::Findings& findings
);

}  // namespace rollpack::executor
