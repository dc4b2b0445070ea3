#include "unit/app/lint_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::Linted;
using test::LintSample;
using testing::ElementsAreArray;
using testing::HasSubstr;

/// Levels that leave only the rules about guards.
LintLevels guards_only() {
    LintLevels levels;
    for (const FindingCode rule : lint_rules()) {
        levels[rule] = std::nullopt;
    }
    using enum FindingCode;
    for (const FindingCode rule :
         {unguarded_drop, unguarded_create, unguarded_rename, unguarded_insert}) {
        levels[rule] = Severity::warning;
    }
    return levels;
}

class Guards : public testing::TestWithParam<LintSample> {};

TEST_P(Guards, AreMissedWhereTheyAreNeeded) {
    Linted linted;
    linted.request.levels = guards_only();
    linted.makes("SELECT 1").undoes(GetParam().undoes);

    EXPECT_THAT(linted.found(), ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Lint,
    Guards,
    testing::Values(
        LintSample{
            "Drop",
            "",
            "DROP TABLE a;\nDROP VIEW b;",
            {"unguarded-drop 1", "unguarded-drop 2"}},
        LintSample{"DropGuarded", "", "DROP TABLE IF EXISTS a; DROP VIEW IF EXISTS b", {}},
        LintSample{
            "DropOfSeveral",
            "",
            "DROP TABLE a, b",
            {"unguarded-drop 1", "unguarded-drop 1"}},
        LintSample{"DropColumn", "", "ALTER TABLE a DROP COLUMN b", {"unguarded-drop 1"}},
        LintSample{
            "DropColumnOfAGuardedTable",
            "",
            "ALTER TABLE IF EXISTS a DROP COLUMN b",
            {"unguarded-drop 1"}},
        LintSample{"DropConstraintGuarded", "", "ALTER TABLE a DROP CONSTRAINT IF EXISTS b", {}},
        LintSample{"DropOfWhatItMade", "", "CREATE TABLE IF NOT EXISTS a (); DROP TABLE a", {}},
        LintSample{"DropOfATemporaryTable", "", "CREATE TEMP TABLE a (b int); DROP TABLE a", {}},
        LintSample{"Detach", "", "ALTER TABLE a DETACH PARTITION b", {"unguarded-drop 1"}},
        LintSample{"Create", "", "CREATE TABLE a ()", {"unguarded-create 1"}},
        LintSample{"CreateGuarded", "", "CREATE TABLE IF NOT EXISTS a ()", {}},
        LintSample{"CreateBehindItsDrop", "", "DROP TABLE IF EXISTS a; CREATE TABLE a ()", {}},
        LintSample{
            "CreateBehindTheDropOfAnother",
            "",
            "DROP TABLE IF EXISTS b; CREATE TABLE a ()",
            {"unguarded-create 1"}},
        LintSample{
            "FunctionReplaced",
            "",
            "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            {}},
        LintSample{"AddColumn", "", "ALTER TABLE a ADD COLUMN b int", {"unguarded-create 1"}},
        LintSample{"AddColumnGuarded", "", "ALTER TABLE a ADD COLUMN IF NOT EXISTS b int", {}},
        LintSample{
            "AddConstraint",
            "",
            "ALTER TABLE a ADD CONSTRAINT c CHECK (true)",
            {"unguarded-create 1"}},
        LintSample{
            "AddConstraintBehindItsDrop",
            "",
            "ALTER TABLE a DROP CONSTRAINT IF EXISTS c, ADD CONSTRAINT c CHECK (true)",
            {}},
        LintSample{
            "IndexOfATableThatIsNew",
            "",
            "DROP TABLE IF EXISTS a; CREATE TABLE a (b int); CREATE INDEX i ON a (b)",
            {}},
        LintSample{
            "IndexOfATableThatMayHaveBeenThere",
            "",
            "CREATE TABLE IF NOT EXISTS a (b int); CREATE INDEX i ON a (b)",
            {"unguarded-create 1"}},
        LintSample{"IndexWithoutName", "", "CREATE INDEX ON a (b)", {"unguarded-create 1"}},
        LintSample{"Rename", "", "ALTER TABLE a RENAME COLUMN b TO c", {"unguarded-rename 1"}},
        LintSample{"RenameGuarded", "", "ALTER TABLE IF EXISTS a RENAME TO b", {}},
        LintSample{
            "RenameInTwoSteps",
            "",
            "ALTER TABLE a RENAME b TO c;\nALTER TABLE a RENAME c TO d",
            {"unguarded-rename 1"}},
        LintSample{"Move", "", "ALTER TABLE a SET SCHEMA b", {"unguarded-rename 1"}},
        LintSample{"Insert", "", "INSERT INTO a VALUES (1)", {"unguarded-insert 1"}},
        LintSample{
            "InsertsIntoOneTableAreToldOnce",
            "",
            "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\nINSERT INTO b VALUES (1);",
            {"unguarded-insert 1", "unguarded-insert 3"}},
        LintSample{"InsertGuarded", "", "INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING", {}},
        LintSample{"InsertBehindDelete", "", "DELETE FROM a; INSERT INTO a VALUES (1)", {}},
        LintSample{
            "InsertIntoANewTable",
            "",
            "DROP TABLE IF EXISTS a; CREATE TABLE a (b int); INSERT INTO a VALUES (1)",
            {}},
        LintSample{
            "InsertIntoATemporaryTable",
            "",
            "CREATE TEMP TABLE a (b int); INSERT INTO a VALUES (1)",
            {}},
        LintSample{"Copy", "", "COPY a FROM STDIN;\n1\n\\.\n", {"unguarded-insert 1"}},
        LintSample{"WhatNeedsNone", "", "UPDATE a SET b = 1; DELETE FROM a; SELECT 1", {}}
    ),
    [](const testing::TestParamInfo<LintSample>& sample) { return sample.param.name; }
);

struct HintSample {
    std::string name;
    std::string sql;
    std::string hint;
};

void PrintTo(const HintSample& sample, std::ostream* out) {
    *out << sample.name;
}

class GuardHints : public testing::TestWithParam<HintSample> {};

TEST_P(GuardHints, SayWhatPostgreSqlHas) {
    Linted linted;
    linted.request.levels = guards_only();
    linted.makes("SELECT 1").undoes(GetParam().sql);

    ASSERT_EQ(linted.lint().findings.size(), 1U);
    EXPECT_THAT(linted.lint().findings.front().hint, HasSubstr(GetParam().hint));
}

INSTANTIATE_TEST_SUITE_P(
    Lint,
    GuardHints,
    testing::Values(
        HintSample{"DropTable", "DROP TABLE a", "Write IF EXISTS, so that"},
        HintSample{"DropColumn", "ALTER TABLE a DROP b", "Write DROP COLUMN IF EXISTS"},
        HintSample{"Detach", "ALTER TABLE a DETACH PARTITION b", "has no IF EXISTS"},
        HintSample{"Index", "CREATE INDEX i ON a (b)", "Write CREATE INDEX IF NOT EXISTS"},
        HintSample{"IndexWithoutName", "CREATE INDEX ON a (b)", "Give it a name"},
        HintSample{"View", "CREATE VIEW a AS SELECT 1", "Write CREATE OR REPLACE VIEW"},
        HintSample{
            "Trigger",
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "DROP TRIGGER IF EXISTS before it"},
        HintSample{
            "Constraint",
            "ALTER TABLE a ADD CONSTRAINT c CHECK (true)",
            "write DROP CONSTRAINT IF EXISTS before it"},
        HintSample{"Type", "CREATE TYPE e AS ENUM ('a')", "write DROP TYPE IF EXISTS before it"},
        HintSample{"EnumValue", "ALTER TYPE e ADD VALUE 'a'", "ADD VALUE IF NOT EXISTS"},
        HintSample{
            "RenameColumn",
            "ALTER TABLE a RENAME b TO c",
            "WHERE table_name = 'a' AND column_name = 'b'"},
        HintSample{"RenameTable", "ALTER TABLE a RENAME TO c", "Write ALTER TABLE IF EXISTS"},
        HintSample{"RenameType", "ALTER TYPE a RENAME TO c", "DO block"},
        HintSample{"Insert", "INSERT INTO a VALUES (1)", "ON CONFLICT DO NOTHING"}
    ),
    [](const testing::TestParamInfo<HintSample>& sample) { return sample.param.name; }
);

}  // namespace
}  // namespace rollpack::core
