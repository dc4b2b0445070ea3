#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor {

/// What a fingerprint leaves out, besides rollpack's own tables and what extensions own.
struct FingerprintOptions {
    std::optional<std::string> history_schema = {};  ///< none: of any schema
    std::string history_table = "flyway_schema_history";
    std::vector<std::string> ignored = {};  ///< patterns, as of core::FingerprintBuilder
};

}  // namespace rollpack::executor
