#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {
namespace {

using core::SqlAnalysis;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> describe_all(const std::vector<core::DatabaseObject>& objects) {
    std::vector<std::string> texts;
    texts.reserve(objects.size());
    for (const core::DatabaseObject& object : objects) {
        texts.push_back(describe(object));
    }
    return texts;
}

struct Sample {
    std::string name;
    std::string sql;
    std::string object;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class Creates : public ::testing::TestWithParam<Sample> {};

TEST_P(Creates, OneObject) {
    const SqlAnalysis analysis = analyze_sql(GetParam().sql);

    EXPECT_THAT(describe_all(analysis.creates), ElementsAre(GetParam().object));
    EXPECT_THAT(analysis.drops, IsEmpty());
    EXPECT_TRUE(analysis.creates_known);
    EXPECT_THAT(analysis.faults, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    Creates,
    ::testing::Values(
        Sample{"View", "CREATE OR REPLACE VIEW App.Totals AS SELECT 1", "view app.totals"},
        Sample{"QuotedName", R"(CREATE VIEW "A b"."C""d" AS SELECT 1)", "view A b.C\"d"},
        Sample{"RecursiveView", "CREATE RECURSIVE VIEW v (a) AS SELECT 1", "view v"},
        Sample{
            "MaterializedView",
            "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1",
            "materialized view m"},
        Sample{"Table", "CREATE TABLE IF NOT EXISTS app.t (a int)", "table app.t"},
        Sample{"TableAs", "CREATE TABLE t AS SELECT 1", "table t"},
        Sample{"SelectInto", "SELECT 1 INTO app.t", "table app.t"},
        Sample{"ForeignTable", "CREATE FOREIGN TABLE t (a int) SERVER s", "table t"},
        Sample{
            "Trigger",
            "CREATE TRIGGER touch BEFORE UPDATE ON app.t FOR EACH ROW EXECUTE FUNCTION f()",
            "trigger touch on app.t"},
        Sample{
            "Procedure",
            "CREATE PROCEDURE p(a int, INOUT b text) LANGUAGE sql AS ''",
            "procedure p(integer, text)"},
        Sample{
            "Function",
            "CREATE FUNCTION app.net(gross numeric(10, 2), at date DEFAULT now()) RETURNS numeric "
            "LANGUAGE sql AS ''",
            "function app.net(numeric, date)"},
        Sample{
            "FunctionWithAllModes",
            "CREATE FUNCTION f(IN a bigint, OUT b text, INOUT c int[], VARIADIC d text[]) "
            "LANGUAGE sql AS ''",
            "function f(bigint, integer[], text[])"},
        Sample{
            "FunctionThatReturnsATable",
            "CREATE FUNCTION f(a app.money_t) RETURNS TABLE (b int) LANGUAGE sql AS ''",
            "function f(app.money_t)"},
        Sample{
            "FunctionWithoutArguments",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END",
            "function f()"},
        Sample{
            "TypesUnderOtherNames",
            "CREATE FUNCTION f(int8, float, double precision, varchar(3), timestamptz, bool, char, "
            "decimal, bit varying(3), time) RETURNS int LANGUAGE sql AS ''",
            "function f(bigint, double precision, double precision, character varying, "
            "timestamp with time zone, boolean, character, numeric, bit varying, "
            "time without time zone)"},
        Sample{
            "TypesThatNeedQuotes",
            R"(CREATE FUNCTION f("char", "Mixed"."Case"[], "order", "xy z") RETURNS int LANGUAGE sql AS '')",
            R"(function f("char", "Mixed"."Case"[], "order", "xy z"))"},
        Sample{
            "TypeOfAColumn",
            "CREATE FUNCTION f(a t.b%TYPE) RETURNS int LANGUAGE sql AS ''",
            "function f(t.b%TYPE)"},
        Sample{
            "ArrayOfAnyForm",
            "CREATE FUNCTION f(int[3][4], text ARRAY) RETURNS int LANGUAGE sql AS ''",
            "function f(integer[], text[])"},
        Sample{
            "Aggregate",
            "CREATE OR REPLACE AGGREGATE app.total(int8, text) (SFUNC = f, STYPE = int)",
            "aggregate app.total(bigint, text)"},
        Sample{
            "AggregateOfRows",
            "CREATE AGGREGATE total(*) (SFUNC = f, STYPE = int)",
            "aggregate total()"},
        Sample{
            "OrderedSetAggregate",
            "CREATE AGGREGATE middle(float8 ORDER BY anyelement) (SFUNC = f, STYPE = internal)",
            "aggregate middle(double precision, anyelement)"},
        Sample{"RowType", "CREATE TYPE app.pair AS (a int, b int)", "type app.pair"},
        Sample{"Enum", "CREATE TYPE app.state AS ENUM ('new')", "type app.state"},
        Sample{"Range", "CREATE TYPE span AS RANGE (SUBTYPE = int)", "type span"},
        Sample{"Domain", "CREATE DOMAIN app.cents AS bigint", "domain app.cents"},
        Sample{
            "Rule",
            "CREATE OR REPLACE RULE r AS ON UPDATE TO app.t DO INSTEAD NOTHING",
            "rule r on app.t"},
        Sample{"Policy", "CREATE POLICY p ON app.t USING (true)", "policy p on app.t"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(AnalyzeSql, GivesAViewItsPartsApart) {
    const SqlAnalysis analysis = analyze_sql(R"(CREATE VIEW app."Total.s" AS SELECT 1)");

    ASSERT_EQ(analysis.creates.size(), 1U);
    EXPECT_EQ(analysis.creates.front().schema, "app");
    EXPECT_EQ(analysis.creates.front().name, "Total.s");
    EXPECT_EQ(analysis.creates.front().table, std::nullopt);
}

TEST(AnalyzeSql, FindsWhatCreateSchemaCreatesInIt) {
    const SqlAnalysis analysis = analyze_sql(
        "CREATE VIEW a AS SELECT 1; CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1"
    );

    EXPECT_THAT(describe_all(analysis.creates), ElementsAre("view a", "table s.t", "view s.v"));
}

TEST(AnalyzeSql, LeavesOutWhatOnlyTheSessionSees) {
    const SqlAnalysis analysis = analyze_sql(
        "CREATE TEMP TABLE t (a int); CREATE TEMP VIEW v AS SELECT 1"
    );

    EXPECT_THAT(analysis.creates, IsEmpty());
    EXPECT_TRUE(analysis.creates_known);
}

class Hides : public ::testing::TestWithParam<Sample> {};

TEST_P(Hides, WhatTheScriptCreates) {
    EXPECT_FALSE(analyze_sql(GetParam().sql).creates_known);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    Hides,
    ::testing::Values(
        Sample{"Do", "DO $$ BEGIN END $$", {}},
        Sample{"Call", "CALL p()", {}},
        Sample{"Execute", "EXECUTE p", {}},
        Sample{"Extension", "CREATE EXTENSION hstore", {}},
        Sample{"Operator", "CREATE OPERATOR === (FUNCTION = f, LEFTARG = int)", {}},
        Sample{"ShellType", "CREATE TYPE t", {}},
        Sample{"OldAggregate", "CREATE AGGREGATE a (BASETYPE = int, SFUNC = f, STYPE = int)", {}},
        Sample{"Sequence", "CREATE SEQUENCE s", {}},
        Sample{"RenamedView", "ALTER VIEW v RENAME TO w", {}},
        Sample{"MovedFunction", "ALTER FUNCTION f() SET SCHEMA s", {}},
        Sample{"RenamedSchema", "ALTER SCHEMA a RENAME TO b", {}},
        Sample{"Unparsable", "CREATE WONDER w", {}}
    ),
    [](const auto& sample) { return sample.param.name; }
);

class HidesNothing : public ::testing::TestWithParam<Sample> {};

TEST_P(HidesNothing, OfWhatTheScriptCreates) {
    const SqlAnalysis analysis = analyze_sql(GetParam().sql);

    EXPECT_TRUE(analysis.creates_known);
    EXPECT_THAT(analysis.creates, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    HidesNothing,
    ::testing::Values(
        Sample{"Select", "SELECT f()", {}},
        Sample{"Insert", "INSERT INTO t VALUES (1)", {}},
        Sample{"Index", "CREATE INDEX i ON t (a)", {}},
        Sample{"RenamedColumn", "ALTER TABLE t RENAME COLUMN a TO b", {}},
        Sample{"Grant", "GRANT SELECT ON v TO r", {}},
        Sample{"Comment", "COMMENT ON VIEW v IS 'x'", {}}
    ),
    [](const auto& sample) { return sample.param.name; }
);

class Drops : public ::testing::TestWithParam<Sample> {};

TEST_P(Drops, OneObject) {
    const SqlAnalysis analysis = analyze_sql(GetParam().sql);

    EXPECT_THAT(describe_all(analysis.drops), ElementsAre(GetParam().object));
    EXPECT_THAT(analysis.creates, IsEmpty());
    EXPECT_FALSE(analysis.drops_cascade);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    Drops,
    ::testing::Values(
        Sample{"Table", "DROP TABLE IF EXISTS app.t", "table app.t"},
        Sample{"TableOfADatabase", "DROP TABLE d.app.t", "table app.t"},
        Sample{"View", "drop view V", "view v"},
        Sample{"MaterializedView", "DROP MATERIALIZED VIEW m RESTRICT", "materialized view m"},
        Sample{
            "Function",
            "DROP FUNCTION IF EXISTS app.f(a int8, OUT b text, VARIADIC c text[])",
            "function app.f(bigint, text[])"},
        Sample{"FunctionByName", "DROP FUNCTION f", "function f()"},
        Sample{"Procedure", "DROP PROCEDURE p(text)", "procedure p(text)"},
        Sample{"Trigger", "DROP TRIGGER touch ON app.t", "trigger touch on app.t"},
        Sample{"ForeignTable", "DROP FOREIGN TABLE t", "table t"},
        Sample{"Index", "DROP INDEX app.i", "object app.i"},
        Sample{"Type", "DROP TYPE app.money_t", "type app.money_t"},
        Sample{"Schema", "DROP SCHEMA app", "object app"},
        Sample{"Policy", "DROP POLICY p ON app.t", "policy p on app.t"},
        Sample{"Aggregate", "DROP AGGREGATE app.total(int)", "aggregate app.total(integer)"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(AnalyzeSql, FindsEveryObjectOfADrop) {
    EXPECT_THAT(
        describe_all(analyze_sql("DROP VIEW a, b.c; DROP TABLE d").drops),
        ElementsAre("view a", "view b.c", "table d")
    );
}

TEST(AnalyzeSql, TakesADroppedRoutineForEveryKind) {
    EXPECT_THAT(
        describe_all(analyze_sql("DROP ROUTINE f(int)").drops),
        ElementsAre("function f(integer)", "procedure f(integer)", "aggregate f(integer)")
    );
}

TEST(AnalyzeSql, NamesDroppedAndCreatedFunctionsAlike) {
    const SqlAnalysis analysis = analyze_sql(
        "CREATE FUNCTION f(a int8, b varchar(20)) RETURNS int LANGUAGE sql AS '';\n"
        "DROP FUNCTION f(bigint, character varying);"
    );

    EXPECT_EQ(analysis.creates, analysis.drops);
}

class Cascades : public ::testing::TestWithParam<Sample> {};

TEST_P(Cascades, ToOtherObjects) {
    EXPECT_TRUE(analyze_sql(GetParam().sql).drops_cascade);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    Cascades,
    ::testing::Values(
        Sample{"Table", "DROP TABLE t CASCADE", {}},
        Sample{"Schema", "DROP SCHEMA s CASCADE", {}},
        Sample{"Column", "ALTER TABLE t DROP COLUMN a CASCADE", {}},
        Sample{"OneOfSeveralCommands", "ALTER TABLE t ADD b int, DROP COLUMN a CASCADE", {}},
        Sample{"Owned", "DROP OWNED BY r", {}}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(AnalyzeSql, TakesTruncateCascadeForNoDrop) {
    EXPECT_FALSE(analyze_sql("TRUNCATE t CASCADE").drops_cascade);
}

}  // namespace
}  // namespace rollpack::executor
