#include "detail/first_error.hpp"

#include "rollpack/core/error.hpp"

#include <algorithm>

namespace rollpack::app::detail {

const core::Finding* first_error(const std::vector<core::Finding>& findings) {
    const auto found = std::ranges::find(findings, core::Severity::error, &core::Finding::severity);
    return found == findings.end() ? nullptr : &*found;
}

void require_no_errors(const core::Findings& findings) {
    const std::vector<core::Finding> sorted = findings.sorted();
    if (const core::Finding* const error = first_error(sorted)) {
        throw core::Error(
            core::ErrorCode::checks_failed,
            error->subject + ": " + error->message,
            error->hint
        );
    }
}

}  // namespace rollpack::app::detail
