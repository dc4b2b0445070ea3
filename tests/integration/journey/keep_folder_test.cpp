#include "rollpack/app/keep_folder.hpp"

#include "rollpack/core/error.hpp"
#include "support/command.hpp"
#include "support/error_of.hpp"
#include "support/pg_cluster.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using core::KeptTable;
using test::error_of;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const executor::KeptRun kept_run{
    "1f2e3d4c-0000-4000-8000-000000000000",
    "Rollback-V123",
    "shop",
    core::parse_version("129"),
    *core::parse_version("123"),
    "2026-11-22T02:15:00Z",
    "deploy"};

KeptTable table(const std::string& name) {
    return {
        "public",
        name,
        {{"id", "integer", true, false, {}}, {"m", "public.mood", false, false, {}}},
        {"id"},
        {},
        {},
        0};
}

void keep(KeepFolder& folder, const KeptTable& table, const std::string& rows) {
    folder.begin(table);
    folder.write(rows);
    folder.end(1);
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

TEST(KeepFolder, RefusesAFolderThatIsNotEmpty) {
    const TempDir place;
    test::write_file(place / "mine", "text");
    const core::Error error = error_of([&] { return KeepFolder{place.path()}.path(); });
    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_THAT(error.message(), HasSubstr("is not empty"));
    EXPECT_THAT(names_in(place.path()), ElementsAre("mine"));
}

TEST(KeepFolder, RefusesAPlaceThatIsNoFolder) {
    const TempDir place;
    test::write_file(place / "mine", "text");
    EXPECT_EQ(
        error_of([&] { return KeepFolder{place / "mine"}.path(); }).code(),
        ErrorCode::file_unwritable
    );
}

TEST(KeepFolder, HoldsAFileForEachTableAndWhatTheyMean) {
    const TempDir place;
    KeepFolder folder{place / "new" / "kept"};
    keep(folder, table("orders"), "1\tbad\n");
    keep(folder, table("lines"), "");
    folder.commit(kept_run);
    EXPECT_THAT(
        names_in(folder.path()),
        UnorderedElementsAre(
            "public.orders.copy.gz",
            "public.lines.copy.gz",
            "kept.json",
            "restore.sql"
        )
    );
    EXPECT_EQ(
        test::must_run({"gzip", "-dc", (folder.path() / "public.orders.copy.gz").string()}),
        "1\tbad\n"
    );
    const auto manifest = nlohmann::json::parse(test::read_file(folder.path() / "kept.json"));
    EXPECT_EQ(manifest.at("run_id"), kept_run.run_id);
    EXPECT_EQ(manifest.at("tables").at(0).at("file"), "public.orders.copy.gz");
    EXPECT_EQ(manifest.at("tables").at(0).at("columns").at(1).at("type"), "public.mood");
}

TEST(KeepFolder, NamesFilesThatTheShellAndFileSystemTake) {
    const TempDir place;
    KeepFolder folder{place / "kept"};
    keep(folder, table("a/b; rm 'x'"), "");
    keep(folder, table("a_b; rm 'x'"), "");
    keep(folder, table(std::string(250, 'x')), "");
    for (const std::string& name : names_in(folder.path())) {
        EXPECT_THAT(name, ::testing::MatchesRegex("table_public[.][a-z_]+_[0-9a-f]+[.]copy[.]gz"));
    }
    EXPECT_EQ(names_in(folder.path()).size(), 3U);
}

TEST(KeepFolder, IsGoneWhenTheRunWasRolledBack) {
    const TempDir place;
    KeepFolder folder{place / "kept"};
    keep(folder, table("orders"), "1\tbad\n");
    folder.begin(table("lines"));
    folder.discard();
    EXPECT_FALSE(std::filesystem::exists(place / "kept"));
}

TEST(KeepFolder, LeavesAFolderThatWasThereEmpty) {
    const TempDir place;
    {
        KeepFolder folder{place.path()};
        keep(folder, table("orders"), "1\tbad\n");
    }
    EXPECT_THAT(names_in(place.path()), IsEmpty());
}

TEST(KeepFolder, StaysAfterItsCommit) {
    const TempDir place;
    {
        KeepFolder folder{place / "kept"};
        keep(folder, table("orders"), "1\tbad\n");
        folder.commit(kept_run);
    }
    EXPECT_EQ(names_in(place / "kept").size(), 3U);
}

TEST(KeepFolder, IsBroughtBackByPsql) {
    const test::TestDatabase database;
    static_cast<void>(test::query(
        database,
        "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE orders (id int PRIMARY KEY, m mood)"
    ));
    const TempDir place;
    KeepFolder folder{place / "kept"};
    keep(folder, table("orders"), "1\tbad\n2\t\\N\n");
    folder.commit(kept_run);
    static_cast<void>(test::must_run(
        {(test::pg_cluster().bin_dir() / "psql").string(),
         "-X",
         "-v",
         "ON_ERROR_STOP=1",
         "-f",
         "restore.sql",
         database.conninfo()},
        {.directory = folder.path(), .environment = {}, .input = {}}
    ));
    EXPECT_EQ(
        test::query_value(
            database,
            "SELECT string_agg(id || coalesce(m::text, '-'), ' ' ORDER BY id) FROM orders"
        ),
        "1bad 2-"
    );
}

}  // namespace
}  // namespace rollpack::app
