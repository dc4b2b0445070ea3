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

/// An option that names versions, and what it means without any.
struct VersionsOption {
    std::string_view name;
    std::string_view all;
};

constexpr VersionsOption accept_data_loss{"--accept-data-loss", "all that the plan names"};
constexpr VersionsOption include_failed{"--include-failed", "all failed rows"};

/// "V125" as people call it, or "125".
core::Version parse_named_version(std::string_view text, const VersionsOption& option) {
    const std::string_view number = text.starts_with('V') || text.starts_with('v') ? text.substr(1)
                                                                                   : text;
    const auto version = core::parse_version(std::string{number});
    if (!version) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("{}: '{}' is not a version", option.name, text),
            fmt::format("Write {0} for {1}, or {0}=V125,V127.", option.name, option.all)
        );
    }
    return *version;
}

std::set<core::Version> parse_versions(std::string_view list, const VersionsOption& option) {
    std::set<core::Version> versions;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        versions.insert(parse_named_version(list.substr(0, comma), option));
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

void add_failed_option(CLI::App& command, std::optional<std::string>& included) {
    command.add_flag(
        "--include-failed",
        included,
        "Take back versions that stopped half-way too, passing over what they did not do: those with a "
        "failed row in the history, or with --include-failed=V127 this one, which may have left no row"
    );
}

core::IncludeFailed failed_versions(const std::optional<std::string>& included) {
    if (!included) {
        return {};
    }
    return *included == no_value
        ? core::IncludeFailed{true, {}}
        : core::IncludeFailed{false, parse_versions(*included, include_failed)};
}

core::DataPolicy data_policy(const DataOptions& options) {
    core::DataPolicy policy;
    if (options.accept) {
        policy.accept_all = *options.accept == no_value;
        policy.accepted = policy.accept_all ? std::set<core::Version>{}
                                            : parse_versions(*options.accept, accept_data_loss);
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
