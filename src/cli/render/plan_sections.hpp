#pragma once

#include "rollpack/app/plan_document.hpp"

#include <set>
#include <string>
#include <vector>

namespace rollpack::cli {

/// A table of a plan, for whatever form it is shown in. Cells are as they came: they may hold anything.
struct PlanSection {
    std::string title;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> notes;  ///< sentences below the table
    std::set<std::size_t> code_columns;  ///< whose cells are names
};

/// A plan in one sentence of two halves.
struct PlanSummary {
    std::string headline;  ///< what, from where to where
    std::string
        details;  ///< how many scripts, what is lost, what is locked, how sure; empty without
    ///< steps
};

PlanSummary plan_summary(const app::PlanDocument& document);

/// How it runs, each step, what is lost, what is locked, what the rehearsal saw, who is in the way,
/// callbacks around scripts, what is kept, what is left out. Sections without content are left out.
std::vector<PlanSection> plan_sections(const app::PlanDocument& document);

}  // namespace rollpack::cli
