#pragma once

#include "rollpack/core/assessment.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace rollpack::cli {

/// Options that say what becomes of data that a rollback destroys; shared by plan and apply.
struct DataOptions {
    std::optional<std::string> accept;  ///< "true" for all, else versions
    std::optional<std::string> keep;  ///< "true" for a schema, else a folder
};

/// --accept-data-loss, --keep-data
void add_data_options(CLI::App& command, DataOptions& options);

/// --include-failed
void add_failed_option(CLI::App& command, std::optional<std::string>& included);

/// @throws core::Error usage for what is no list of versions.
core::IncludeFailed failed_versions(const std::optional<std::string>& included);

/// @throws core::Error usage for what is no list of versions.
core::DataPolicy data_policy(const DataOptions& options);

/// The folder to keep data in; none: a schema of the database, or nothing is kept.
std::optional<std::filesystem::path> kept_folder(const DataOptions& options);

}  // namespace rollpack::cli
