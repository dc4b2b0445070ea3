#pragma once

#include "support/pg_cluster.hpp"

#include <string>

namespace rollpack::test {

/// As dump() for a server that is newer than the pg_dump that is there, asked of the catalogs
/// (catalog.sql). It knows what the samples and tests make: relations with their columns, constraints,
/// indexes, triggers, policies, comments and rows, functions, types and privileges.
std::string catalog_dump(const TestDatabase& database, const DumpOptions& options);

}  // namespace rollpack::test
