#include "unit/app/lint_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::Linted;
using test::LintSample;
using testing::ElementsAre;
using testing::ElementsAreArray;

/// Levels that leave only the rules about data.
LintLevels losses_only() {
    LintLevels levels;
    for (const FindingCode rule : lint_rules()) {
        levels[rule] = std::nullopt;
    }
    levels[FindingCode::loses_older_data] = Severity::warning;
    levels[FindingCode::loses_newer_data] = Severity::note;
    return levels;
}

class LintedLosses : public testing::TestWithParam<LintSample> {};

TEST_P(LintedLosses, AreToldByWhetherTheVersionBroughtTheData) {
    Linted linted;
    linted.request.levels = losses_only();
    linted.makes(GetParam().makes).undoes(GetParam().undoes);

    EXPECT_THAT(linted.found(), ElementsAreArray(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Lint,
    LintedLosses,
    testing::Values(
        LintSample{"NewTable", "CREATE TABLE a ()", "DROP TABLE a", {"loses-newer-data 1"}},
        LintSample{"OldTable", "SELECT 1", "DROP TABLE a", {"loses-older-data 1"}},
        LintSample{
            "TableOfAnotherSchema",
            "CREATE TABLE x.a ()",
            "DROP TABLE y.a",
            {"loses-older-data 1"}},
        LintSample{
            "NewColumn",
            "ALTER TABLE a ADD COLUMN b int",
            "ALTER TABLE a DROP COLUMN b",
            {"loses-newer-data 1"}},
        LintSample{
            "OldColumn",
            "ALTER TABLE a ADD COLUMN b int",
            "ALTER TABLE a DROP COLUMN c",
            {"loses-older-data 1"}},
        LintSample{
            "TypeThatTheVersionChanged",
            "ALTER TABLE a ALTER b TYPE bigint",
            "ALTER TABLE a ALTER b TYPE int",
            {"loses-newer-data 1"}},
        LintSample{
            "TypeThatTheVersionLeftAlone",
            "SELECT 1",
            "ALTER TABLE a ALTER b TYPE int",
            {"loses-older-data 1"}},
        LintSample{
            "RowsThatTheVersionInserted",
            "INSERT INTO a VALUES (1)",
            "DELETE FROM a WHERE b = 1",
            {"loses-newer-data 1"}},
        LintSample{
            "AllRowsWhereTheVersionInsertedSome",
            "INSERT INTO a VALUES (1)",
            "DELETE FROM a",
            {"loses-older-data 1"}},
        LintSample{"Truncate", "SELECT 1", "TRUNCATE a", {"loses-older-data 1"}},
        LintSample{
            "UpdateOfWhatTheVersionUpdated",
            "UPDATE a SET b = b * 2",
            "UPDATE a SET b = b / 2",
            {"loses-newer-data 1"}},
        LintSample{
            "UpdateOfAColumnThatItBringsBack",
            "ALTER TABLE a DROP COLUMN b",
            "ALTER TABLE a ADD COLUMN b int;\nUPDATE a SET b = 1",
            {}},
        LintSample{"OfWhatItMadeItself", "SELECT 1", "CREATE TABLE a (); DROP TABLE a", {}},
        LintSample{"OfATemporaryTable", "SELECT 1", "CREATE TEMP TABLE a (); DROP TABLE a", {}},
        LintSample{"EmptySchema", "SELECT 1", "DROP SCHEMA s", {}},
        LintSample{"SchemaWithAll", "SELECT 1", "DROP SCHEMA s CASCADE", {"loses-older-data 1"}},
        LintSample{"MaterializedView", "SELECT 1", "DROP MATERIALIZED VIEW m", {}},
        LintSample{
            "EachOnce",
            "SELECT 1",
            "DELETE FROM a WHERE b = 1;\nDELETE FROM a WHERE b = 2",
            {"loses-older-data 1"}}
    ),
    [](const testing::TestParamInfo<LintSample>& sample) { return sample.param.name; }
);

TEST(LintedLosses, OfAnOrphanAreOfOlderData) {
    Linted linted;
    linted.request.levels = losses_only();
    linted.undoes("DROP TABLE a");

    EXPECT_THAT(linted.found(), ElementsAre("loses-older-data 1"));
}

TEST(LintedLosses, SayWhatIsDone) {
    Linted linted;
    linted.makes("ALTER TABLE a ALTER b TYPE bigint").undoes("ALTER TABLE a ALTER b TYPE int");

    EXPECT_THAT(
        linted.messages_of(FindingCode::loses_newer_data),
        ElementsAre("changes the type of a.b to integer: what came with V7 or since may be lost")
    );
}

}  // namespace
}  // namespace rollpack::core
