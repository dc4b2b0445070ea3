#pragma once

#include "rollpack/core/finding.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// What is demanded of a package's signature. Demands of several places add up: each has to be met.
struct SignaturePolicy {
    bool require = false;  ///< false takes back no other place's demand
    /// File with the keys that are trusted, as written; relative to the file that says so.
    std::optional<std::string> allowed_signers;
    std::vector<std::string> signers;  ///< whose signature counts; empty: anybody's in the file

    bool operator==(const SignaturePolicy&) const = default;
};

/// How many people have to approve a saved plan before it is applied. Demands of several places add up.
struct ApprovalPolicy {
    std::int64_t require = 0;  ///< 0 takes back no other place's demand
    /// File with the keys of those who may approve, as written; relative to the file that says so.
    std::optional<std::string> allowed_signers;
    std::vector<std::string> signers;  ///< whose approval counts; empty: anybody's in the file

    bool operator==(const ApprovalPolicy&) const = default;
};

/// The levels of the rules of `rollpack lint` that are not the usual ones; none: the rule is off.
using LintLevels = std::map<FindingCode, std::optional<Severity>>;

/// A named database of rollpack.toml.
struct OperatorEnvironment {
    std::optional<std::string> url;  ///< as `--url` takes it
    SignaturePolicy signatures;
    ApprovalPolicy approvals = {};

    bool operator==(const OperatorEnvironment&) const = default;
};

/// rollpack.toml: what the people who run databases demand, so that nobody has to remember an option.
///
///     [signatures]                         # for every database
///     require = true
///     allowed_signers = "allowed_signers"  # beside this file
///     signers = ["release@shop.example"]
///
///     [environments.production]
///     url = "postgresql://rollback@db.shop.example/shop"
///     signatures.require = true
///     approvals = { require = 2, allowed_signers = "approvers" }
///
///     [lint]                               # "off", "note", "warning" or "error"
///     unguarded-drop = "error"
struct OperatorSettings {
    SignaturePolicy signatures;
    ApprovalPolicy approvals = {};
    std::map<std::string, OperatorEnvironment> environments;
    LintLevels lint = {};

    bool operator==(const OperatorSettings&) const = default;
};

/// Strict: a key that is not known is refused, because a misspelled demand would not be one. `file`
/// names the text in messages. @throws Error configuration_invalid with file, line and key.
OperatorSettings parse_operator_settings(std::string_view text, const std::string& file);

}  // namespace rollpack::core
