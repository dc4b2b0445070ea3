#pragma once

#include "rollpack/core/naming.hpp"
#include "rollpack/core/version.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace rollpack::core {

enum class ScriptKind {
    versioned,
    undo,
    repeatable,
    baseline,
    callback
};

std::string_view to_string(ScriptKind kind) noexcept;

/// A file name that Flyway understands.
struct ScriptName {
    ScriptKind kind;
    std::optional<Version> version;  ///< versioned, undo, baseline
    std::string description;  ///< every "_" turned into a space, as Flyway stores it
    std::string event;  ///< callback: its event, e.g. "beforeEachUndo"
    std::string file_name;  ///< as written, without folders
    bool is_sql = true;  ///< false: a script in another language (.sh, .py, no suffix, ...)

    bool operator==(const ScriptName&) const = default;
};

/// A file with a script suffix that Flyway passes over, or would refuse with validateMigrationNaming.
struct RejectedName {
    std::string file_name;
    std::string reason;  ///< lower case, no full stop
    bool near_match;  ///< probably meant to be a script: "v1__x.sql", "R_x.sql", "U5_x.sql", ...
};

/// A script's settings: "U1__x.sql.conf".
struct ScriptConfigName {
    std::string script_file_name;  ///< the name without ".conf"
};

/// A file that Flyway never looks at.
struct IgnoredName {};

using NameReading = std::variant<ScriptName, RejectedName, ScriptConfigName, IgnoredName>;

/// Reads one file name (no folders) as Flyway 13 with undo scripts does.
NameReading parse_script_name(std::string_view file_name, const Naming& naming);

/// Flyway's callback events, longest names not first; "beforeUndo" and so on.
std::span<const std::string_view> callback_events() noexcept;

}  // namespace rollpack::core
