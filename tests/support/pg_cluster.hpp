#pragma once

#include "rollpack/executor/scratch_cluster.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::test {

/// The server of this test program: started at the first call, gone with the program.
executor::ScratchCluster& pg_cluster();

/// Its major version, 12 or later.
int server_version();

/// Whether the pg_dump that is there is of an earlier major version than the server, which it refuses.
bool is_pg_dump_older();

/// Skips the test, by name and with the reason, on a server older than `major`.
#define ROLLPACK_NEEDS_SERVER(major, feature)                     \
  if (rollpack::test::server_version() < (major)) {               \
    GTEST_SKIP() << (feature) << " needs PostgreSQL " << (major); \
  }

/// A fresh database on pg_cluster(), dropped at the end of its life, whoever is connected.
class TestDatabase {
public:
    /// Empty, or a copy of `database_template` (to which nobody may be connected).
    explicit TestDatabase(std::string_view database_template = "template0");
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;
    TestDatabase(TestDatabase&&) = delete;
    TestDatabase& operator=(TestDatabase&&) = delete;

    const std::string& name() const noexcept { return name_; }

    /// A libpq connection string, as superuser.
    std::string conninfo() const;

private:
    std::string name_;
};

/// A row's values; none for NULL.
using TextRow = std::vector<std::optional<std::string>>;

/// Runs SQL over a connection of its own (several statements: one transaction, as libpq's simple
/// protocol does) and gives the rows of the last one. Throws with the server's message.
std::vector<TextRow> query(const TestDatabase& database, std::string_view sql);

/// The only value of the only row, as text ("" for NULL). Throws when there is not exactly one.
std::string query_value(const TestDatabase& database, std::string_view sql);

/// Runs a file with psql and stops at the first error, which is thrown.
void load_dump(const TestDatabase& database, const std::filesystem::path& file);

struct DumpOptions {
    bool data = true;
    /// Left out, in any schema: its rows differ between journeys that end in the same place.
    std::string history_table = "flyway_schema_history";
    /// Further tables to leave out, as pg_dump patterns ("public.rollpack_*").
    std::vector<std::string> without;
};

/// What pg_dump writes of the database (data as INSERTs), without comments, empty lines and settings,
/// its lines sorted: two databases of one content give equal texts. Where the server is newer than
/// pg_dump, catalog_dump() in its place.
std::string dump(const TestDatabase& database, const DumpOptions& options = {});

}  // namespace rollpack::test
