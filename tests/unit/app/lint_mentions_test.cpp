#include "unit/app/lint_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::Linted;
using test::LintSample;
using testing::ElementsAre;
using testing::ElementsAreArray;

class Forgotten : public testing::TestWithParam<LintSample> {};

TEST_P(Forgotten, IsWhatNoStatementNames) {
    Linted linted;
    linted.makes(GetParam().makes).undoes(GetParam().undoes);

    EXPECT_THAT(
        linted.messages_of(FindingCode::undo_forgets),
        ElementsAreArray(GetParam().expected)
    );
}

const std::string made = ", which sql/V7__x.sql:1 makes";

INSTANTIATE_TEST_SUITE_P(
    Lint,
    Forgotten,
    testing::Values(
        LintSample{
            "Table",
            "CREATE TABLE a (b int)",
            "SELECT 1",
            {"does not mention the table a" + made}},
        LintSample{
            "Column",
            "ALTER TABLE a ADD COLUMN b int",
            "ALTER TABLE a ALTER c SET NOT NULL",
            {"does not mention the column b of a" + made}},
        LintSample{
            "Index",
            "CREATE INDEX i ON a (b)",
            "SELECT 1",
            {"does not mention the index i of a" + made}},
        LintSample{
            "View",
            "CREATE VIEW v AS SELECT 1",
            "SELECT 1",
            {"does not mention the view v" + made}},
        LintSample{
            "Function",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SELECT 1",
            {"does not mention the function f" + made}},
        LintSample{
            "Type",
            "CREATE TYPE app.e AS ENUM ('a')",
            "SELECT 1",
            {"does not mention the type app.e" + made}},
        LintSample{
            "Sequence",
            "CREATE SEQUENCE s",
            "SELECT 1",
            {"does not mention the sequence s" + made}},
        LintSample{
            "Schema",
            "CREATE SCHEMA s",
            "SELECT 1",
            {"does not mention the schema s" + made}},
        LintSample{
            "Trigger",
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "SELECT 1",
            {"does not mention the trigger g of t" + made}},
        LintSample{
            "Policy",
            "CREATE POLICY p ON t USING (true)",
            "SELECT 1",
            {"does not mention the policy p of t" + made}},
        LintSample{
            "Constraint",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (true)",
            "SELECT 1",
            {"does not mention the constraint c of t" + made}},
        LintSample{
            "EachByItsName",
            "CREATE TABLE a (); CREATE TABLE b ();",
            "SELECT 1",
            {"does not mention the table a" + made, "does not mention the table b" + made}},
        LintSample{
            "NewName",
            "ALTER TABLE t RENAME COLUMN a TO b",
            "SELECT 1",
            {"does not mention b, as sql/V7__x.sql:1 calls the column a of t"}},
        LintSample{
            "DroppedColumn",
            "ALTER TABLE t DROP COLUMN a",
            "SELECT 1",
            {"does not bring back the column a of t, which sql/V7__x.sql:1 drops"}},
        LintSample{
            "Rows",
            "INSERT INTO t VALUES (1)",
            "SELECT 1",
            {"does not mention the table t, into which sql/V7__x.sql:1 puts rows"}},
        LintSample{
            "PartOfALongerName",
            "CREATE TABLE tag ()",
            "DROP TABLE IF EXISTS product_tag",
            {"does not mention the table tag" + made}},
        LintSample{
            "NamedInACommentBetweenStatements",
            "CREATE TABLE a ()",
            "-- a\nSELECT 1;\n-- a",
            {"does not mention the table a" + made}}
    ),
    [](const testing::TestParamInfo<LintSample>& sample) { return sample.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    LintPassesOver,
    Forgotten,
    testing::Values(
        LintSample{"WhatIsNamed", "CREATE TABLE a ()", "DROP TABLE IF EXISTS a", {}},
        LintSample{"OtherCase", "CREATE TABLE a ()", "DROP TABLE A", {}},
        LintSample{
            "NamedInADoBlock",
            "CREATE TABLE a ()",
            "DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$",
            {}},
        LintSample{
            "WhatIsOnADroppedTable",
            "CREATE TABLE a (b int); CREATE INDEX i ON a (b);"
            "CREATE POLICY p ON a USING (true)",
            "DROP TABLE IF EXISTS a",
            {}},
        LintSample{
            "WhatIsOnATableOfTheVersion",
            "CREATE TABLE a (b int); CREATE INDEX i ON a (b)",
            "ALTER TABLE a RENAME TO kept",
            {}},
        LintSample{
            "IndexOfADroppedColumn",
            "ALTER TABLE a ADD COLUMN b int; CREATE INDEX i ON a (b)",
            "ALTER TABLE a DROP COLUMN IF EXISTS b",
            {}},
        LintSample{
            "WhatIsInADroppedSchema",
            "CREATE SCHEMA s; CREATE TABLE s.a (); CREATE VIEW s.v AS SELECT 1",
            "DROP SCHEMA IF EXISTS s CASCADE",
            {}},
        LintSample{
            "WhatCascadeMayTake",
            "CREATE TABLE a (b int); CREATE VIEW v AS SELECT b FROM a",
            "DROP TABLE IF EXISTS a CASCADE",
            {}},
        LintSample{"TemporaryTables", "CREATE TEMP TABLE a (b int)", "SELECT 1", {}},
        LintSample{
            "WhatTheVersionItselfDropped",
            "CREATE TABLE a (b int); DROP TABLE a",
            "SELECT 1",
            {}},
        LintSample{
            "WhatTheVersionMadeAnew",
            "ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (true)",
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS c",
            {}},
        LintSample{"ViewsThatRepeatablesBringBack", "DROP VIEW v", "SELECT 1", {}},
        LintSample{"WhatHasNoName", "CREATE INDEX ON a (b)", "SELECT 1", {}},
        LintSample{
            "RowsOfATableOfTheVersion",
            "CREATE TABLE a (b int); INSERT INTO a VALUES (1)",
            "DROP TABLE IF EXISTS a",
            {}}
    ),
    [](const testing::TestParamInfo<LintSample>& sample) { return sample.param.name; }
);

TEST(LintMentions, AreOfNoVScriptThatIsNotThere) {
    Linted linted;
    linted.undoes("SELECT 1");

    EXPECT_THAT(linted.found(), ElementsAre("undo-orphan"));
}

}  // namespace
}  // namespace rollpack::core
