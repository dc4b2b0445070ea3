#pragma once

#include "rollpack/core/finding_code.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// One thing that a user should know or mend.
struct Finding {
    FindingCode code;
    Severity severity;
    std::string subject;  ///< path of a script, name of a table, ...; may be empty
    std::optional<std::size_t> line;  ///< 1-based line in the subject
    std::string message;  ///< lower case, no full stop
    std::string hint;  ///< what to do, a full sentence

    bool operator==(const Finding&) const = default;
};

/// Findings by subject, line and code, each once: the order in which people and manifests see them.
std::vector<Finding> sorted(std::vector<Finding> findings);

/// Collects findings, so that a user sees every fault of a run at once.
class Findings {
public:
    Findings() = default;

    /// Errors with these codes are recorded as warnings.
    explicit Findings(std::set<FindingCode> allowed);

    /// Adds a finding of the severity in finding_table(), or a warning if its code is allowed.
    void add(
        FindingCode code,
        std::string subject,
        std::string message,
        std::string hint,
        std::optional<std::size_t> line = std::nullopt
    );

    /// Adds a finding as a warning, whatever the table says: the user decided about what it tells.
    void add_warning(
        FindingCode code,
        std::string subject,
        std::string message,
        std::string hint,
        std::optional<std::size_t> line = std::nullopt
    );

    /// In the order of discovery.
    const std::vector<Finding>& all() const noexcept { return findings_; }

    bool has_errors() const noexcept;
    std::size_t count(Severity severity) const noexcept;

    std::vector<Finding> sorted() const { return core::sorted(findings_); }

private:
    std::set<FindingCode> allowed_;
    std::vector<Finding> findings_;
};

}  // namespace rollpack::core
