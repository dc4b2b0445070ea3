#include "support/pg_cluster.hpp"

#include "support/catalog_dump.hpp"
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

    const std::string text = dump(database);
    if (text == catalog_dump(database, {})) {
        GTEST_SKIP() << "pg_dump is older than the server";
    }
    EXPECT_THAT(
        text,
        AllOf(
            HasSubstr("CREATE TABLE public.t"),
            HasSubstr("INSERT INTO public.t (a) VALUES (7)"),
            Not(HasSubstr("flyway_schema_history"))
        )
    );
}

using Dumper = std::string (*)(const TestDatabase&, const DumpOptions&);

class EachDump : public testing::TestWithParam<std::pair<std::string, Dumper>> {};

TEST_P(EachDump, IsEqualForEqualContentOnly) {
    const Dumper take = GetParam().second;
    const TestDatabase one;
    const TestDatabase other;
    load_text(one, "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1), (2);\n");
    load_text(other, "CREATE TABLE t (a int);\nINSERT INTO t VALUES (2), (1);\n");
    EXPECT_EQ(take(one, {}), take(other, {}));

    query(other, "UPDATE t SET a = 3 WHERE a = 2");
    EXPECT_NE(take(one, {}), take(other, {}));
    EXPECT_EQ(
        take(one, {.data = false, .history_table = "h", .without = {}}),
        take(other, {.data = false, .history_table = "h", .without = {}})
    );
}

const DumpOptions schema_only{.data = false, .history_table = "h", .without = {}};

TEST_P(EachDump, SeesEachKindOfObject) {
    const TestDatabase database;
    const Dumper take = GetParam().second;
    std::string before = take(database, schema_only);
    for (const char* const change :
         {"CREATE TABLE t (a int)",
          "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
          "ALTER TABLE t ALTER a SET DEFAULT 5",
          "CREATE INDEX ON t (a)",
          "CREATE VIEW v AS SELECT a FROM t",
          "COMMENT ON COLUMN t.a IS 'number'",
          "GRANT SELECT ON t TO PUBLIC",
          "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
          "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
          "CREATE TYPE e AS ENUM ('x')",
          "CREATE SEQUENCE s",
          "CREATE POLICY p ON t USING (a = 1)",
          "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION "
          "suppress_redundant_updates_trigger()",
          "CREATE SCHEMA n"}) {
        query(database, change);
        const std::string after = take(database, schema_only);
        EXPECT_NE(after, before) << change;
        before = after;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Both,
    EachDump,
    testing::Values(
        std::pair<std::string, Dumper>{"PgDump", &dump},
        std::pair<std::string, Dumper>{"Catalogs", &catalog_dump}
    ),
    [](const auto& each) { return each.param.first; }
);

}  // namespace
}  // namespace rollpack::test
