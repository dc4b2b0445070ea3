#include "data_options.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace rollpack::cli {

namespace {

/// What CLI11 gives for a flag without a value.
constexpr std::string_view no_value = "true";

/// "V125" as people call it, or "125".
core::Version parse_named_version(std::string_view text) {
    const std::string_view number = text.starts_with('V') || text.starts_with('v') ? text.substr(1)
                                                                                   : text;
    const auto version = core::parse_version(std::string{number});
    if (!version) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("--accept-data-loss: '{}' is not a version", text),
            "Write --accept-data-loss for all that the plan names, or --accept-data-loss=V125,V127."
        );
    }
    return *version;
}

std::set<core::Version> parse_versions(std::string_view list) {
    std::set<core::Version> versions;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        versions.insert(parse_named_version(list.substr(0, comma)));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return versions;
}

}  // namespace

void add_data_options(CLI::App& command, DataOptions& options) {
    command.add_flag(
        "--accept-data-loss",
        options.accept,
        "Go on although live data would be lost: all that the plan names, or with "
        "--accept-data-loss=V125,V127 that of these versions"
    );
    command.add_flag(
        "--keep-data",
        options.keep,
        "Save what would be lost first, in the same transaction: in a schema of the database that "
        "`rollpack kept` lists, or with --keep-data=DIR in compressed files of this new folder"
    );
}

core::DataPolicy data_policy(const DataOptions& options) {
    core::DataPolicy policy;
    if (options.accept) {
        policy.accept_all = *options.accept == no_value;
        policy.accepted = policy.accept_all ? std::set<core::Version>{}
                                            : parse_versions(*options.accept);
    }
    if (options.keep) {
        policy.keep = *options.keep == no_value ? core::DataPolicy::Keep::in_schema
                                                : core::DataPolicy::Keep::in_files;
    }
    return policy;
}

std::optional<std::filesystem::path> kept_folder(const DataOptions& options) {
    return options.keep && *options.keep != no_value
        ? std::optional{std::filesystem::path{*options.keep}}
        : std::nullopt;
}

}  // namespace rollpack::cli
