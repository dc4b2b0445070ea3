#pragma once

#include "rollpack/core/digest.hpp"
#include "rollpack/core/release.hpp"
#include "rollpack/core/script_name.hpp"

#include <optional>
#include <string>

namespace rollpack::core {

/// Where a script's bytes come from.
struct Origin {
    CommitId commit;
    BlobId blob;
    std::string path;  ///< in the repository, "/" between folders

    bool operator==(const Origin&) const = default;
};

/// The settings in a script's ".conf" file; absent members are not set there.
struct ScriptSettings {
    std::optional<bool> execute_in_transaction;
    std::optional<bool> placeholder_replacement;
    std::optional<std::string> encoding;
    std::optional<std::string> should_execute;

    bool operator==(const ScriptSettings&) const = default;
};

/// A script as it was stored in git. The text is valid UTF-8 and has not been changed in any way.
struct Script {
    ScriptName name;
    std::string path;  ///< relative to the project's location, e.g. "undo/U124__x.sql"
    ScriptText text;
    Sha256 sha256;
    FlywayChecksum checksum;  ///< of the raw text
    ScriptSettings settings;
    Origin origin;

    bool operator==(const Script&) const = default;
};

/// A packed file that is not run itself: a script's ".conf".
struct ConfigFile {
    std::string path;  ///< relative to the project's location
    std::string text;
    Sha256 sha256;
    Origin origin;

    bool operator==(const ConfigFile&) const = default;
};

}  // namespace rollpack::core
