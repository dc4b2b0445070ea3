#pragma once

#include "rollpack/core/live_facts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// A table in the side schema of a run.
struct KeptDataTable {
    std::string schema;  ///< of the table that it was copied from
    std::string name;  ///< of the table that it was copied from
    std::string kept_as;  ///< its name in the side schema
    std::vector<std::string> key;  ///< the primary key; empty: whole rows without one
    std::vector<std::string> lost_columns;  ///< empty: the whole table was destroyed
    Count rows;
    std::int64_t bytes = 0;  ///< with indexes and TOAST

    bool operator==(const KeptDataTable&) const = default;
};

/// What a run with --keep-data put into a side schema of the database.
struct KeptData {
    std::string schema;  ///< "rollpack_kept_1f2e3d4c"
    std::string run_id;
    std::string package;
    std::optional<std::string> from_version;
    std::string target_version;
    std::string kept_at;  ///< by the server's clock, "2026-11-22T02:15:00Z"
    std::string kept_by;
    std::vector<KeptDataTable> tables;  ///< by kept_as
    std::int64_t bytes = 0;  ///< of all tables

    bool operator==(const KeptData&) const = default;
};

}  // namespace rollpack::core
