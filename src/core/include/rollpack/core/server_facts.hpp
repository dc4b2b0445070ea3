#pragma once

#include "rollpack/core/dependency_facts.hpp"
#include "rollpack/core/open_run.hpp"
#include "rollpack/core/relation_name.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::core {

/// What the server said that matters for a plan.
struct ServerFacts {
    int version_number = 0;  ///< as server_version_num: 150018
    std::string database;
    std::string user;  ///< current_user
    std::string current_schema;  ///< may be empty
    std::int64_t max_locks_per_transaction = 64;
    std::int64_t max_connections = 100;
    std::int64_t max_prepared_transactions = 0;
    bool standby = false;  ///< in recovery
    bool read_only = false;  ///< default_transaction_read_only
    /// A pooler stands between that may give every transaction another server connection.
    bool pooled = false;
    /// Procedures whose text has COMMIT or ROLLBACK: no transaction can be around their CALL.
    std::vector<RelationName> committing_procedures = {};
    /// The run of this history that is not finished; none also when the journal is not read.
    std::optional<OpenRun> open_run = {};
    /// The answers to dependency_questions(); none: not asked for, and nothing is dropped out of the way.
    std::optional<DependencyFacts> dependencies = {};

    bool operator==(const ServerFacts&) const = default;
};

/// Entries that the server's lock table holds for sure; one transaction may use them all.
/// PostgreSQL manual, "Lock Management": max_locks_per_transaction * (max_connections +
/// max_prepared_transactions).
std::int64_t lock_table_size(const ServerFacts& facts) noexcept;

}  // namespace rollpack::core
