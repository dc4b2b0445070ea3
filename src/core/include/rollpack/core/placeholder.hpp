#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/script.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rollpack::core {

/// Placeholder settings of a project, and what it says of values.
struct PlaceholderSettings {
    bool replacement = true;
    std::string prefix = "${";
    std::string suffix = "}";
    std::string separator = ":";
    /// By lower-case name. None: the project's configuration takes the value from its surroundings
    /// (an environment variable, a secret manager), so it has to be given when the package is applied.
    std::map<std::string, std::optional<std::string>> values;

    bool operator==(const PlaceholderSettings&) const = default;
};

/// Names in the text, lower case, without prefix and suffix ("flyway:user" included), in
/// alphabetical order. Unterminated placeholders are passed over.
std::set<std::string> placeholder_names(
    const ScriptText& text,
    const PlaceholderSettings& settings
);

/// Replaces as Flyway does: pure text, before parsing, also inside comments and literals; names
/// without regard to case; values are not scanned again. Adds a placeholder_unknown finding (with the
/// line) for each name without a value. `values` has every value by lower-case name, "flyway:..."
/// included but for "flyway:filename", which is the script's own file name. A script whose settings
/// or project switch replacement off is returned as it is.
/// Source: CORE/internal/parser/PlaceholderReplacingReader.java of Flyway 13.0.0.
ScriptText replace_placeholders(
    const Script& script,
    const PlaceholderSettings& settings,
    const std::map<std::string, std::string>& values,
    Findings& findings
);

}  // namespace rollpack::core
