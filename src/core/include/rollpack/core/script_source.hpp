#pragma once

#include "rollpack/core/release.hpp"
#include "rollpack/core/script.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

enum class EntryKind {
    file,
    symlink,
    submodule
};

/// One entry of a release's tree, not read yet.
struct SourceEntry {
    EntryKind kind = EntryKind::file;
    std::string path;  ///< relative to the location, "/" between folders
    Origin origin;

    bool operator==(const SourceEntry&) const = default;
};

/// Where scripts come from: git, or memory in a test.
class ScriptSource {
public:
    virtual ~ScriptSource() = default;

    /// Every entry below `location` (a folder in the repository, "/" between folders, "" for the
    /// root) at `release`, sorted by path; none if there is no such folder. Hidden folders (".x") are
    /// left out, as Flyway leaves them out. Reads trees only, never a blob.
    virtual std::optional<std::vector<SourceEntry>> list(
        const Release& release,
        const std::string& location
    ) = 0;

    /// One file's bytes as stored. @throws Error object_missing when a partial clone lacks it.
    virtual std::string read(const Origin& origin) = 0;

    /// A file of the release by its path in the repository; none if it is not there.
    virtual std::optional<std::string> read_file(
        const Release& release,
        const std::string& path
    ) = 0;
};

}  // namespace rollpack::core
