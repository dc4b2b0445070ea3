#pragma once

#include "detail/listing.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/script.hpp"
#include "rollpack/core/script_source.hpp"

#include <optional>
#include <vector>

namespace rollpack::core::detail {

/// Reads scripts with their settings and keeps the settings' files, which are packed too.
class ScriptReader {
public:
    ScriptReader(ScriptSource& source, Findings& findings)
        : source_(source)
        , findings_(findings) {}

    /// None, with a finding, for what is not the text of a script (a Git LFS pointer, not UTF-8).
    /// `listing` is that of the script's release.
    std::optional<Script> read(const ListedScript& script, const Listing& listing);

    /// As read() for scripts that are compared but not packed: its settings are not looked at.
    std::optional<Script> read_alone(const ListedScript& script);

    /// The settings' files of the scripts that were read, by path. The reader is used up.
    std::vector<ConfigFile> take_configs();

private:
    ScriptSettings read_settings(const SourceEntry& entry);
    std::optional<ScriptText> read_text(const SourceEntry& entry);

    ScriptSource& source_;
    Findings& findings_;
    std::vector<ConfigFile> configs_;
};

}  // namespace rollpack::core::detail
