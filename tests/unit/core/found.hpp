#pragma once

#include "rollpack/core/finding.hpp"

#include <string>
#include <vector>

namespace rollpack::test {

/// The stable names of what was found, in the order of discovery: "undo-mismatch".
inline std::vector<std::string> names_of(const core::Findings& findings) {
    std::vector<std::string> names;
    for (const core::Finding& finding : findings.all()) {
        names.emplace_back(core::finding_info(finding.code).name);
    }
    return names;
}

/// The messages, in the order of discovery.
inline std::vector<std::string> messages_of(const core::Findings& findings) {
    std::vector<std::string> messages;
    for (const core::Finding& finding : findings.all()) {
        messages.push_back(finding.message);
    }
    return messages;
}

}  // namespace rollpack::test
