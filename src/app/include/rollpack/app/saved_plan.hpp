#pragma once

#include "rollpack/app/plan_document.hpp"
#include "rollpack/core/digest.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::app {

/// A plan that was written to a file, to be run later or by somebody else.
struct SavedPlan {
    std::filesystem::path path;
    std::string bytes;  ///< what approvals are made over
    core::Sha256 sha256;  ///< of the bytes
    PlanDocument document;
};

/// Reads the file once. @throws Error plan_invalid for what is no plan (it says why, or which format
/// it is), file_unreadable.
SavedPlan read_saved_plan(const std::filesystem::path& path);

/// What a plan is made from, so that the same plan can be made again: everything but the values of
/// placeholders, the connection and the package's file. The place of the history is
/// SavedPlan::document.history_table.
PlanInputs saved_inputs(const SavedPlan& saved);

/// Every difference but those that may be (see PlanObservations), each as one sentence without its full
/// stop: "step U124__x.sql: the text that runs has the SHA-256 1234..., it was abcd...". Empty: the
/// plans are the same. Where order means nothing it is not compared.
std::vector<std::string> plan_changes(const PlanDocument& saved, const PlanDocument& now);

/// @throws Error plan_changed with the first 20 differences, if there are any; plan_invalid if the
/// saved plan was refused when it was made.
void require_unchanged(const SavedPlan& saved, const PlanDocument& now);

}  // namespace rollpack::app
