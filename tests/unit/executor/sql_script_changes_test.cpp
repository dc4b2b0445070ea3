#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace rollpack::executor {
namespace {

using core::SqlChange;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "creates table app.t", "renames column a of t to b, guarded"
std::string text_of(const SqlChange& change) {
    const std::string verb = change.verb == SqlChange::Verb::creates ? "creates "
        : change.verb == SqlChange::Verb::drops                      ? "drops "
                                                                     : "renames ";
    return verb + describe(change) + (change.new_name.empty() ? "" : " to " + change.new_name)
        + (change.is_guarded ? ", guarded" : "");
}

std::vector<std::string> changes_of(std::string_view sql) {
    const core::SqlAnalysis analysis = analyze_sql(sql);
    EXPECT_THAT(analysis.faults, IsEmpty());
    std::vector<std::string> texts;
    for (const SqlChange& change : analysis.changes) {
        texts.push_back(text_of(change));
    }
    return texts;
}

struct Sample {
    std::string name;
    std::string sql;
    std::string change;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class Changes : public ::testing::TestWithParam<Sample> {};

TEST_P(Changes, OneObject) {
    EXPECT_THAT(changes_of(GetParam().sql), ElementsAre(GetParam().change));
}

std::string name_of(const ::testing::TestParamInfo<Sample>& parameter) {
    return parameter.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Creating,
    Changes,
    ::testing::Values(
        Sample{"Table", "CREATE TABLE App.t (a int)", "creates table app.t"},
        Sample{"TableGuarded", "CREATE TABLE IF NOT EXISTS t ()", "creates table t, guarded"},
        Sample{"TemporaryTable", "CREATE TEMP TABLE t ()", "creates table pg_temp.t, guarded"},
        Sample{"TableAs", "CREATE TABLE t AS SELECT 1", "creates table t"},
        Sample{"SelectInto", "SELECT 1 INTO t", "creates table t"},
        Sample{
            "ForeignTable",
            "CREATE FOREIGN TABLE t (a int) SERVER s",
            "creates foreign table t"},
        Sample{"View", "CREATE VIEW v AS SELECT 1", "creates view v"},
        Sample{"ViewReplaced", "CREATE OR REPLACE VIEW v AS SELECT 1", "creates view v, guarded"},
        Sample{
            "MaterializedView",
            "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1",
            "creates materialized view m, guarded"},
        Sample{"Index", "CREATE INDEX i ON app.t (a)", "creates index app.i of app.t"},
        Sample{
            "IndexGuarded",
            "CREATE INDEX IF NOT EXISTS i ON t (a)",
            "creates index i of t, guarded"},
        Sample{"IndexWithoutName", "CREATE INDEX ON t (a)", "creates index without a name of t"},
        Sample{"Sequence", "CREATE SEQUENCE s", "creates sequence s"},
        Sample{"SchemaGuarded", "CREATE SCHEMA IF NOT EXISTS s", "creates schema s, guarded"},
        Sample{
            "Function",
            "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "creates function f, guarded"},
        Sample{"Procedure", "CREATE PROCEDURE p() LANGUAGE sql AS ''", "creates procedure p"},
        Sample{
            "Trigger",
            "CREATE TRIGGER g BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION f()",
            "creates trigger g of app.t"},
        Sample{"Policy", "CREATE POLICY p ON t USING (true)", "creates policy p of t"},
        Sample{"Rule", "CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING", "creates rule r of t"},
        Sample{"Enum", "CREATE TYPE app.e AS ENUM ('a')", "creates type app.e"},
        Sample{"Composite", "CREATE TYPE c AS (a int)", "creates type c"},
        Sample{"Range", "CREATE TYPE r AS RANGE (subtype = int4)", "creates type r"},
        Sample{"Domain", "CREATE DOMAIN d AS int", "creates domain d"},
        Sample{
            "Aggregate",
            "CREATE AGGREGATE a (int) (sfunc = f, stype = int)",
            "creates aggregate a"},
        Sample{"Extension", "CREATE EXTENSION pg_trgm", "creates extension pg_trgm"},
        Sample{"Statistics", "CREATE STATISTICS s ON a, b FROM t", "creates statistics s"},
        Sample{"Publication", "CREATE PUBLICATION p", "creates publication p"},
        Sample{"Role", "CREATE ROLE r", "creates role r"},
        Sample{"Column", "ALTER TABLE t ADD COLUMN a int", "creates column a of t"},
        Sample{
            "ColumnGuarded",
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int",
            "creates column a of t, guarded"},
        Sample{
            "Constraint",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
            "creates constraint c of t"},
        Sample{
            "ConstraintWithoutName",
            "ALTER TABLE t ADD CHECK (a > 0)",
            "creates constraint without a name of t"},
        Sample{"Attribute", "ALTER TYPE c ADD ATTRIBUTE a int", "creates attribute a of c"},
        Sample{"EnumValue", "ALTER TYPE e ADD VALUE 'x'", "creates enum value x of e"},
        Sample{
            "EnumValueGuarded",
            "ALTER TYPE e ADD VALUE IF NOT EXISTS 'x'",
            "creates enum value x of e, guarded"},
        Sample{
            "Partition",
            "ALTER TABLE t ATTACH PARTITION app.p DEFAULT",
            "creates partition p of t"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Dropping,
    Changes,
    ::testing::Values(
        Sample{"Table", "DROP TABLE app.t", "drops table app.t"},
        Sample{"TableGuarded", "DROP TABLE IF EXISTS t", "drops table t, guarded"},
        Sample{"Function", "DROP FUNCTION f(int)", "drops function f"},
        Sample{"Type", "DROP TYPE app.e", "drops type app.e"},
        Sample{"Schema", "DROP SCHEMA s", "drops schema s"},
        Sample{"Trigger", "DROP TRIGGER g ON app.t", "drops trigger g of app.t"},
        Sample{"TriggerGuarded", "DROP TRIGGER IF EXISTS g ON t", "drops trigger g of t, guarded"},
        Sample{"MaterializedView", "DROP MATERIALIZED VIEW m", "drops materialized view m"},
        Sample{"Statistics", "DROP STATISTICS s", "drops statistics s"},
        Sample{"Role", "DROP ROLE r", "drops role r"},
        Sample{"Column", "ALTER TABLE t DROP COLUMN a", "drops column a of t"},
        Sample{
            "ColumnGuarded",
            "ALTER TABLE t DROP COLUMN IF EXISTS a",
            "drops column a of t, guarded"},
        Sample{
            "ConstraintGuarded",
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS c",
            "drops constraint c of t, guarded"},
        Sample{
            "OfATableThatMayBeGone",
            "ALTER TABLE IF EXISTS t DROP COLUMN a",
            "drops column a of t"},
        Sample{"Partition", "ALTER TABLE t DETACH PARTITION p", "drops partition p of t"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Renaming,
    Changes,
    ::testing::Values(
        Sample{"Column", "ALTER TABLE t RENAME COLUMN a TO b", "renames column a of t to b"},
        Sample{
            "ColumnOfATableThatMayBeGone",
            "ALTER TABLE IF EXISTS t RENAME COLUMN a TO b",
            "renames column a of t to b"},
        Sample{"Table", "ALTER TABLE app.t RENAME TO u", "renames table app.t to u"},
        Sample{
            "TableGuarded",
            "ALTER TABLE IF EXISTS t RENAME TO u",
            "renames table t to u, guarded"},
        Sample{"Index", "ALTER INDEX i RENAME TO j", "renames index i to j"},
        Sample{
            "Constraint",
            "ALTER TABLE t RENAME CONSTRAINT c TO d",
            "renames constraint c of t to d"},
        Sample{"Function", "ALTER FUNCTION f() RENAME TO g", "renames function f to g"},
        Sample{"Type", "ALTER TYPE e RENAME TO f", "renames type e to f"},
        Sample{"Schema", "ALTER SCHEMA s RENAME TO r", "renames schema s to r"},
        Sample{
            "EnumValue",
            "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
            "renames enum value x of e to y"},
        Sample{"Move", "ALTER TABLE t SET SCHEMA app", "renames table t to app"}
    ),
    name_of
);

class ChangesNothing : public ::testing::TestWithParam<Sample> {};

TEST_P(ChangesNothing, ThatLasts) {
    EXPECT_THAT(changes_of(GetParam().sql), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    ChangesNothing,
    ::testing::Values(
        Sample{"TemporaryTableByItsSchema", "DROP TABLE pg_temp.t", ""},
        Sample{"IndexOnATemporaryTable", "CREATE INDEX i ON pg_temp.t (a)", ""},
        Sample{"Select", "SELECT 1", ""},
        Sample{"Insert", "INSERT INTO t VALUES (1)", ""},
        Sample{"Comment", "COMMENT ON TABLE t IS 'x'", ""},
        Sample{"NotNull", "ALTER TABLE t ALTER COLUMN a SET NOT NULL", ""}
    ),
    name_of
);

TEST(AnalyzeSqlChanges, HaveTheLinesOfTheirStatements) {
    const core::SqlAnalysis analysis = analyze_sql("DROP TABLE a, b;\n\nDROP VIEW c;\n");

    ASSERT_EQ(analysis.changes.size(), 3U);
    EXPECT_EQ(analysis.changes[1].line, 1U);
    EXPECT_EQ(analysis.changes[2].line, 3U);
}

TEST(AnalyzeSqlChanges, OfASchemasElementsAreInTheSchema) {
    EXPECT_THAT(
        changes_of("CREATE SCHEMA s CREATE TABLE t (a int) CREATE INDEX i ON t (a)"),
        ElementsAre("creates schema s", "creates table s.t", "creates index i of s.t")
    );
}

TEST(AnalyzeSqlChanges, OfOneStatementAreAllTold) {
    EXPECT_THAT(
        changes_of("ALTER TABLE t DROP COLUMN a, ADD COLUMN b int, ALTER b SET NOT NULL"),
        ElementsAre("drops column a of t", "creates column b of t")
    );
}

struct InsertSample {
    std::string name;
    std::string sql;
    bool leaves_out_what_is_there;
};

std::ostream& operator<<(std::ostream& out, const InsertSample& sample) {
    return out << sample.name;
}

class Inserts : public ::testing::TestWithParam<InsertSample> {};

TEST_P(Inserts, TellWhetherRowsThatAreThereAreLeftOut) {
    const core::SqlAnalysis analysis = analyze_sql(GetParam().sql);

    ASSERT_FALSE(analysis.effects.empty());
    EXPECT_EQ(analysis.effects.front().action, core::DataAction::inserts_rows);
    EXPECT_EQ(analysis.effects.front().is_partial, GetParam().leaves_out_what_is_there);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    Inserts,
    ::testing::Values(
        InsertSample{"Values", "INSERT INTO t VALUES (1)", false},
        InsertSample{"Select", "INSERT INTO t SELECT a FROM u WHERE a > 1", false},
        InsertSample{"Exists", "INSERT INTO t SELECT a FROM u WHERE EXISTS (SELECT 1)", true},
        InsertSample{"DoNothing", "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", true},
        InsertSample{
            "DoUpdate",
            "INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2",
            true},
        InsertSample{
            "NotExists",
            "INSERT INTO t SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE a = 1)",
            true},
        InsertSample{"Except", "INSERT INTO t SELECT 1 EXCEPT SELECT a FROM t", true},
        InsertSample{
            "Merge",
            "MERGE INTO t USING u ON t.a = u.a WHEN NOT MATCHED THEN INSERT VALUES (1)",
            true},
        InsertSample{"Copy", "COPY t FROM STDIN;\n1\n\\.\n", false}
    ),
    [](const ::testing::TestParamInfo<InsertSample>& parameter) { return parameter.param.name; }
);

}  // namespace
}  // namespace rollpack::executor
