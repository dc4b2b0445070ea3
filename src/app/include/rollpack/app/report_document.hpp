#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/app/plan_document.hpp"
#include "rollpack/app/signature.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::app {

/// What a report tells besides the plan and its run.
struct ReportInputs {
    PlanInputs plan = {};
    std::string reason = {};  ///< why the operator rolls back; may be empty
    std::vector<SignedBy> approvals = {};
    std::optional<core::Sha256> plan_sha256 = {};  ///< of the saved plan's bytes, if one was given
    std::vector<std::string> kept_files =
        {};  ///< that --keep-data wrote, the restore script among them
};

/// How a run ended, as JSON of schemas/report-v1.schema.json. A run that findings refused has a report
/// too, with the ending "refused".
std::string report_document(const ApplyResult& result, const ReportInputs& inputs);

/// The report of a run that an error ended before it changed anything: "refused" for what a check
/// refused, else "not_started".
std::string report_document(const core::Error& error, const ReportInputs& inputs);

}  // namespace rollpack::app
