#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SqlInspector : public test::SelectScripts {
protected:
    /// Selects with this text as the undo script of version 3.
    void select_undo(const std::string& text) {
        in_main("sql/V3__x.sql");
        in_main("sql/U3__x.sql", text);
        select();
    }
};

TEST_F(SqlInspector, TellsEveryFaultWithItsLine) {
    select_undo("SELECT 1\n\\echo\nBROKEN\nOPEN\n");

    EXPECT_THAT(
        found(),
        ElementsAre(
            "psql-command sql/U3__x.sql",
            "sql-unparsable sql/U3__x.sql",
            "sql-incomplete sql/U3__x.sql"
        )
    );
    EXPECT_EQ(findings.sorted().front().line, 2U);
    EXPECT_EQ(findings.sorted().front().message, "found \\");
}

TEST_F(SqlInspector, LooksIntoTheTargetsRepeatables) {
    in_target("sql/R__x.sql", "OPEN");

    select();

    EXPECT_THAT(found(), ElementsAre("sql-incomplete sql/R__x.sql"));
}

TEST_F(SqlInspector, DoesNotLookIntoScriptsThatAreNotRun) {
    in_main("sql/V3__x.sql", "OPEN");
    in_main("sql/U3__x.sql");
    in_main("sql/R__retired.sql", "OPEN");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(SqlInspector, AnalysesTheTextWithItsPlaceholdersReplaced) {
    request.configuration.placeholders["word"] = "BROKEN";

    select_undo("SELECT 1\n${WORD}\n");

    EXPECT_THAT(found(), ElementsAre("sql-unparsable sql/U3__x.sql"));
    EXPECT_EQ(only_finding().line, 2U);
}

TEST_F(SqlInspector, KnowsTheFileNamesPlaceholder) {
    select_undo("SELECT '${flyway:filename}' BROKEN");

    EXPECT_THAT(found(), ElementsAre("sql-unparsable sql/U3__x.sql"));
}

TEST_F(SqlInspector, DoesNotDoubtAStatementWhosePlaceholderHasNoValueYet) {
    request.configuration.placeholders["word"] = std::nullopt;

    select_undo("BROKEN ${word}\n\\echo\n");

    EXPECT_THAT(found(), ElementsAre("psql-command sql/U3__x.sql"));
}

TEST_F(SqlInspector, DoubtsAStatementWherePlaceholdersAreNotReplaced) {
    in_main("sql/U3__x.sql.conf", "placeholderReplacement=false");

    select_undo("BROKEN ${word}\n");

    EXPECT_THAT(found(), ElementsAre("sql-unparsable sql/U3__x.sql"));
}

TEST_F(SqlInspector, FindsAPlaceholderThatIsNotClosed) {
    select_undo("SELECT 1\nSELECT '${word'\n");

    EXPECT_THAT(found(), ElementsAre("placeholder-unknown sql/U3__x.sql"));
    EXPECT_EQ(only_finding().line, 2U);
}

}  // namespace
}  // namespace rollpack::core
