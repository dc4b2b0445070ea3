#pragma once

#include "rollpack/app/apply.hpp"
#include "rollpack/app/build.hpp"
#include "rollpack/packager/package_writer.hpp"
#include "support/pg_cluster.hpp"
#include "support/temp_dir.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::test {

/// The shop project of samples/shop as a git repository, tagged v123 and v129, and its package.
class Shop {
public:
    Shop();

    const std::filesystem::path& repository() const noexcept { return repository_; }

    const std::filesystem::path& package() const noexcept { return package_; }

    /// Builds from the repository as it is now; the artifact lies in a fresh folder.
    app::BuildResult build(app::BuildRequest request = {}) const;

private:
    TempDir folder_;
    std::filesystem::path repository_;
    std::filesystem::path package_;
};

/// One for the whole program.
const Shop& shop();

/// Where a history is: the names that Flyway was given.
struct HistoryNames {
    std::string schema = "public";
    std::string table = "flyway_schema_history";
};

/// Flyway's database at `version` (123 to 129), to copy and not to change. From 124 to 128 it is that of
/// V123 with the later versioned scripts applied.
const std::string& database_at(int version);

/// Applies a versioned script of the current release as Flyway does: its text and its row.
void migrate_one(const TestDatabase& database, int version, const HistoryNames& names = {});

app::ApplyRequest apply_request(const TestDatabase& database, const std::filesystem::path& package);

/// Applies without a question.
app::ApplyResult apply(const app::ApplyRequest& request);

/// Schema and data without the history and rollpack's journal.
std::string content(const TestDatabase& database, const HistoryNames& names = {});

/// The versions in force, read back from the history as Flyway reads it, in the order applied.
std::vector<std::string> versions_in_force(
    const TestDatabase& database,
    const HistoryNames& names = {}
);

}  // namespace rollpack::test
