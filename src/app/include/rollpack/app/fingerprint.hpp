#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/fingerprint.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollpack::app {

/// Where a schema is read from: a database, a file that write_fingerprint_document() made, or a rehearsed
/// package, whose target's schema it is.
using SchemaSource = std::variant<DatabaseTarget, std::filesystem::path>;

/// The address of a database, without secrets, or the path of a file.
std::string describe(const SchemaSource& source);

/// What is there, without the history that the target names, or that of Flyway's default name in any
/// schema, and without what the patterns fit; changes nothing.
/// @throws core::Error file_unreadable for a file that is none; checks_failed for a package that was not
/// rehearsed; as executor::open_database and Database::fingerprint.
core::Fingerprint read_fingerprint(
    const SchemaSource& source,
    const std::vector<std::string>& ignored,
    core::Observer& observer
);

/// One side of a comparison, without its objects.
struct ComparedSchema {
    std::string source;  ///< see describe(SchemaSource)
    int server_version = 0;
    core::Sha256 digest;  ///< over what was compared
    std::size_t objects = 0;

    bool operator==(const ComparedSchema&) const = default;
};

struct ComparedSchemas {
    ComparedSchema expected;
    ComparedSchema found;
    core::SchemaComparison comparison;
};

ComparedSchemas compare_schemas(
    const SchemaSource& expected,
    const SchemaSource& found,
    const std::vector<std::string>& ignored,
    core::Observer& observer
);

/// The comparison as JSON of schemas/comparison-v1.schema.json.
std::string comparison_document(const ComparedSchemas& compared);

/// In what two definitions differ, line by line: each line begins with "-" (expected), "+" (found) or a
/// space (both, close by).
std::vector<std::string> definition_difference(const core::ChangedObject& changed);

}  // namespace rollpack::app
