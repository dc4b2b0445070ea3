#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/naming.hpp"
#include "rollpack/core/script_name.hpp"
#include "rollpack/core/script_source.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core::detail {

/// A script's name and place; its text is not read yet.
struct ListedScript {
    ScriptName name;
    SourceEntry entry;
};

/// A file whose name Flyway does not take.
struct ListedReject {
    RejectedName name;
    SourceEntry entry;
};

/// What a release has below its locations, sorted by kind.
struct Listing {
    std::vector<ListedScript> versioned;  ///< by version, then path
    std::vector<ListedScript> undo;  ///< by version, then path
    std::vector<ListedScript> repeatables;  ///< by description in Flyway's order, then path
    std::vector<ListedScript> callbacks;  ///< by path
    std::vector<ListedReject> rejected;
    std::map<std::string, SourceEntry> configs;  ///< by their script's path in the repository
    std::set<std::string> script_paths;  ///< in the repository; of every script and reject
    std::vector<SourceEntry> not_files;  ///< links and submodules where scripts may be
};

/// Sorts the entries of a release. Callbacks are looked for in `callback_entries` if there are such.
Listing classify(
    std::vector<SourceEntry> entries,
    std::optional<std::vector<SourceEntry>> callback_entries,
    const Naming& naming
);

/// The first script of the version in a list sorted by version, or nullptr.
const ListedScript* find_version(const std::vector<ListedScript>& scripts, const Version& version);

/// The first script of the description in a list sorted by description, or nullptr.
const ListedScript* find_description(
    const std::vector<ListedScript>& scripts,
    const std::string& description
);

}  // namespace rollpack::core::detail
