#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

struct Sample {
    std::string name;
    std::string sql;
    std::vector<std::string> expected;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

std::string name_of(const ::testing::TestParamInfo<Sample>& sample) {
    return sample.param.name;
}

std::vector<std::string> owned(std::string_view sql) {
    std::vector<std::string> names;
    std::ranges::transform(
        analyze_sql(sql).needs_owner,
        std::back_inserter(names),
        core::full_name
    );
    return names;
}

class NeedsOwner : public ::testing::TestWithParam<Sample> {};

TEST_P(NeedsOwner, OfWhatItAltersOrDrops) {
    EXPECT_THAT(owned(GetParam().sql), ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    NeedsOwner,
    ::testing::Values(
        Sample{"Alter", "ALTER TABLE a.t ADD b int, DROP c", {"a.t"}},
        Sample{"Attach", "ALTER TABLE t ATTACH PARTITION u DEFAULT", {"t", "u"}},
        Sample{"Drop", "DROP TABLE t; DROP INDEX a.i; DROP SEQUENCE s", {"t", "a.i", "s"}},
        Sample{"DropView", "DROP VIEW v; DROP MATERIALIZED VIEW m", {"v", "m"}},
        Sample{"DropTrigger", "DROP TRIGGER x ON a.t", {"a.t"}},
        Sample{"DropFunction", "DROP FUNCTION f()", {}},
        Sample{"CreateIndex", "CREATE INDEX ON a.t (b)", {"a.t"}},
        Sample{"CreateTrigger", "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()", {}},
        Sample{"Partition", "CREATE TABLE n PARTITION OF a.t DEFAULT", {"a.t"}},
        Sample{"CreateView", "CREATE VIEW v AS SELECT 1", {}},
        Sample{"ReplaceView", "CREATE OR REPLACE VIEW a.v AS SELECT 1", {"a.v"}},
        Sample{"Rename", "ALTER TABLE a.t RENAME b TO c", {"a.t"}},
        Sample{
            "Comment",
            "COMMENT ON COLUMN a.t.b IS 'x'; COMMENT ON TABLE u IS 'y'",
            {"a.t", "u"}},
        Sample{"Rows", "INSERT INTO t VALUES (1); DELETE FROM t; TRUNCATE t", {}}
    ),
    name_of
);

class CreatesIn : public ::testing::TestWithParam<Sample> {};

TEST_P(CreatesIn, TheSchemasThatItNames) {
    EXPECT_THAT(analyze_sql(GetParam().sql).creates_in, ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    CreatesIn,
    ::testing::Values(
        Sample{"Table", "CREATE TABLE a.t (b int); CREATE TABLE u ()", {"a"}},
        Sample{"TableAs", "CREATE TABLE a.t AS SELECT 1; SELECT 1 INTO b.u", {"a", "b"}},
        Sample{"View", "CREATE VIEW a.v AS SELECT 1", {"a"}},
        Sample{"Function", "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", {"a"}},
        Sample{"Index", "CREATE INDEX i ON a.t (b)", {"a"}},
        Sample{"Types", "CREATE TYPE a.m AS ENUM (); CREATE TYPE b.p AS (x int)", {"a", "b"}},
        Sample{"Domain", "CREATE DOMAIN a.d AS int", {"a"}},
        Sample{"Sequence", "CREATE SEQUENCE a.s", {"a"}},
        Sample{"Move", "ALTER TABLE t SET SCHEMA a", {"a"}},
        Sample{"Temporary", "CREATE TABLE pg_temp.t (); CREATE TEMP TABLE u ()", {}},
        Sample{"Alter", "ALTER TABLE a.t ADD b int", {}}
    ),
    name_of
);

class Roles : public ::testing::TestWithParam<Sample> {};

TEST_P(Roles, ThatItTakesOnOrHandsObjectsTo) {
    EXPECT_THAT(analyze_sql(GetParam().sql).roles, ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    Roles,
    ::testing::Values(
        Sample{"Role", "SET ROLE app_owner; SET LOCAL ROLE other", {"app_owner", "other"}},
        Sample{"NoRole", "SET ROLE NONE; RESET ROLE", {}},
        Sample{"Authorization", "SET SESSION AUTHORIZATION 'a'", {"a"}},
        Sample{"DefaultAuthorization", "SET SESSION AUTHORIZATION DEFAULT", {}},
        Sample{"Owner", "ALTER TABLE t OWNER TO a; ALTER FUNCTION f() OWNER TO b", {"a", "b"}},
        Sample{"OwnerWithoutName", "ALTER TABLE t OWNER TO CURRENT_USER", {}},
        Sample{"Schema", "CREATE SCHEMA AUTHORIZATION a", {"a"}},
        Sample{"Reassign", "REASSIGN OWNED BY a TO b", {"a", "b"}},
        Sample{
            "Defaults",
            "ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO c",
            {"a"}},
        Sample{"Grant", "GRANT SELECT ON t TO a", {}}
    ),
    name_of
);

TEST(TakesRole, OnlyWhatChangesThePrivilegesThatCount) {
    EXPECT_TRUE(analyze_sql("SET ROLE a").takes_role);
    EXPECT_TRUE(analyze_sql("SET SESSION AUTHORIZATION a").takes_role);
    EXPECT_FALSE(analyze_sql("ALTER TABLE t OWNER TO a").takes_role);
    EXPECT_FALSE(analyze_sql("RESET ROLE").takes_role);
}

TEST(AddsColumns, NamesTableAndColumn) {
    EXPECT_THAT(
        analyze_sql("ALTER TABLE a.t ADD b int, ADD COLUMN IF NOT EXISTS c int").adds_columns,
        ElementsAre(core::AddedColumn{{"a", "t"}, "b"}, core::AddedColumn{{"a", "t"}, "c"})
    );
}

TEST(Renames, TellsTheNameOfARelationThen) {
    EXPECT_THAT(
        analyze_sql("ALTER TABLE a.t RENAME TO u;\nALTER TABLE u SET SCHEMA b").renames,
        ElementsAre(
            core::Renaming{{"a", "t"}, {"a", "u"}, "", "", 1},
            core::Renaming{{{}, "u"}, {"b", "u"}, "", "", 2}
        )
    );
}

TEST(Renames, TellsTheNameOfAColumnThen) {
    EXPECT_THAT(
        analyze_sql("ALTER TABLE t RENAME COLUMN a TO b").renames,
        ElementsAre(core::Renaming{{{}, "t"}, {{}, "t"}, "a", "b", 1})
    );
}

TEST(Renames, PassesOverWhatHoldsNoData) {
    EXPECT_THAT(
        analyze_sql("ALTER TABLE t RENAME CONSTRAINT a TO b; ALTER TRIGGER a ON t RENAME TO b")
            .renames,
        IsEmpty()
    );
}

TEST(SearchPaths, AreThoseThatItSets) {
    EXPECT_THAT(
        analyze_sql(
            "SET search_path TO app, public;\nSET LOCAL search_path = 'x';\nRESET search_path"
        )
            .search_paths,
        ElementsAre(
            core::SearchPath{{"app", "public"}, 1},
            core::SearchPath{{"x"}, 2},
            core::SearchPath{{}, 3}
        )
    );
}

}  // namespace
}  // namespace rollpack::executor
