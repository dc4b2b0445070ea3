#include "support/pg_cluster.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace rollpack::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

void load_text(const TestDatabase& database, const std::string& sql) {
    const TempDir folder;
    write_file(folder / "dump.sql", sql);
    load_dump(database, folder / "dump.sql");
}

TEST(TestDatabase, IsGoneAtItsEnd) {
    std::string name;
    {
        const TestDatabase database;
        name = database.name();
    }
    const TestDatabase other;

    EXPECT_EQ(
        query_value(other, "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"),
        "0"
    );
}

TEST(TestDatabase, CopiesATemplate) {
    const TestDatabase original;
    query(original, "CREATE TABLE t AS SELECT 7 AS a");
    const TestDatabase copy{original.name()};

    EXPECT_EQ(query_value(copy, "SELECT a FROM t"), "7");
}

TEST(Query, GivesRowsWithNulls) {
    const TestDatabase database;

    EXPECT_THAT(
        query(database, "SELECT 1, NULL UNION ALL SELECT 2, 'x' ORDER BY 1"),
        ElementsAre(TextRow{"1", std::nullopt}, TextRow{"2", "x"})
    );
}

TEST(Query, ThrowsWhatTheServerSays) {
    const TestDatabase database;

    try {
        query(database, "SELECT 1/0");
        FAIL() << "no error";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("division by zero"));
    }
}

TEST(LoadDump, StopsAtTheFirstError) {
    const TestDatabase database;

    EXPECT_THROW(load_text(database, "SELECT 1/0;\nCREATE TABLE t (a int);\n"), std::runtime_error);
    EXPECT_EQ(query_value(database, "SELECT to_regclass('t') IS NULL"), "t");
}

TEST(Dump, ShowsSchemaAndDataWithoutTheHistory) {
    const TestDatabase database;
    load_text(
        database,
        "CREATE TABLE t (a int);\nINSERT INTO t VALUES (7);\n"
        "CREATE TABLE flyway_schema_history (b int);\n"
    );

    EXPECT_THAT(
        dump(database),
        AllOf(
            HasSubstr("CREATE TABLE public.t"),
            HasSubstr("INSERT INTO public.t (a) VALUES (7)"),
            Not(HasSubstr("flyway_schema_history"))
        )
    );
}

TEST(Dump, IsEqualForEqualContentOnly) {
    const TestDatabase one;
    const TestDatabase other;
    load_text(one, "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1), (2);\n");
    load_text(other, "CREATE TABLE t (a int);\nINSERT INTO t VALUES (2), (1);\n");
    EXPECT_EQ(dump(one), dump(other));

    query(other, "UPDATE t SET a = 3 WHERE a = 2");
    EXPECT_NE(dump(one), dump(other));
    EXPECT_EQ(
        dump(one, {.data = false, .history_table = "h", .without = {}}),
        dump(other, {.data = false, .history_table = "h", .without = {}})
    );
}

}  // namespace
}  // namespace rollpack::test
