#pragma once

#include <string_view>

/// Where things are in a package's folder.
namespace rollpack::packager::detail {

constexpr std::string_view manifest_path = "manifest.json";
constexpr std::string_view sums_path = "SHA256SUMS";
constexpr std::string_view runbook_path = "RUNBOOK.md";
constexpr std::string_view flyway_toml_path = "flyway.toml";
constexpr std::string_view repeatables_diff_path = "repeatables.diff";
constexpr std::string_view rehearsal_path = "rehearsal.json";
constexpr std::string_view scripts_folder = "sql/";
constexpr std::string_view config_suffix = ".conf";

}  // namespace rollpack::packager::detail
